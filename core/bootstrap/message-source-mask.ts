import { isSecretNode } from '../mo/objects.ts';
import type { MessageSource } from './message-source-schema.ts';

/** A source whose secrets are left to environment variables. */
export interface MaskedSource {
  readonly source: MessageSource;
  /** The variables, in the order of the source. */
  readonly variables: readonly string[];
}

const SECRET_KEYS: readonly string[] = ['secret', 'data'];
const SECRET_PARM = /SECRET|AUTHDATA|-PW$/i;

/**
 * The source with a reference to an environment variable for each secret: it can be shown and kept, and makes the same
 * message once the variables are set.
 */
export function maskSource(source: MessageSource): MaskedSource {
  const variables: string[] = [];
  const reference = (): { env: string } => {
    const name = `BOOTCARD_SECRET_${variables.length + 1}`;
    variables.push(name);
    return { env: name };
  };
  const mask = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(mask);
    if (typeof item !== 'object' || item === null) return item;
    const secretNode =
      ('node' in item && isSecretNode(String(item.node), null)) ||
      ('name' in item && 'value' in item && SECRET_PARM.test(String(item.name)));
    return Object.fromEntries(
      Object.entries(item).map(([key, value]) => {
        const secret = SECRET_KEYS.includes(key) || (key === 'value' && secretNode);
        return [key, secret ? reference() : mask(value)];
      }),
    );
  };
  return { source: mask(source) as MessageSource, variables };
}
