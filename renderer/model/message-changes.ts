import { compareMessages, type MessageDifference } from '../../core/bootstrap/message-compare.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';

/** A difference of meaning between the card's message and the edited one. */
export interface MessageChange extends MessageDifference {
  /** What its place is called: the last name of the path, with the property where it is one. */
  readonly name: string;
  /** Path of the field in a message, as far as it is one: `NordTel/Name`, `NordTel?prop=ACL`. */
  readonly field: string;
}

/** What differs by meaning. A subtree that came or went is told by its values, or by its root where it has none. */
export function messageChanges(before: MessageView | null, after: MessageView): readonly MessageChange[] {
  if (after.profile === 'unknown') return [];
  const differences =
    before === null || before.profile === 'unknown'
      ? after.fields.map(({ path, value, secret }) => ({ ...ADDED, path, b: value, secret }))
      : compareMessages(before, after).differences;
  const paths = differences.map(({ path }) => path);
  return differences
    .filter(
      ({ kind, a, b, path }) =>
        kind === 'changed' || a !== null || b !== null || !paths.some((other) => other.startsWith(`${path}/`)),
    )
    .map((difference) => ({ ...difference, ...placeNames(difference) }));
}

const ADDED = { kind: 'added', aspect: 'value', a: null } as const;

/** Comparison speaks of whole addresses, fields of those below the target of their command. */
function placeNames({ path, aspect }: MessageDifference): Pick<MessageChange, 'name' | 'field'> {
  const field = path.replace(/^\.\/(?:Inbox\/)?/, '');
  const steps = field.split('/');
  const last = steps.at(-1) ?? field;
  const name = last === 'LocURI' ? (steps.at(-2) ?? last) : last;
  return {
    name: aspect === 'value' ? name : `${name} ${aspect === 'acl' ? 'ACL' : aspect}`,
    field: aspect === 'acl' ? `${field}?prop=ACL` : field,
  };
}
