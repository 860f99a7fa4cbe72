import { readFile } from 'node:fs/promises';
import { appError } from '../core/base/app-error.ts';
import { fromHex } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { Secret } from '../core/base/secret.ts';
import { DIVERSIFY_METHODS, diversifyMethod } from '../core/card/diversify-methods.ts';
import type { KeyRing, NamedKeys } from '../core/card/key-ring.ts';
import { addCards, addIssuer, addMaster, type RingPlace } from '../core/card/key-ring-edit.ts';
import { typedCredential } from '../electron/card-host/typed-credential.ts';
import { reasonOf } from '../electron/storage/error-reason.ts';
import { iccidDigits, parseKeyTable, type TableProblem } from '../electron/storage/key-table.ts';
import { readKeys } from './credentials.ts';

/** Which entry of a key file is meant. */
export interface PlaceOptions {
  readonly iccid?: string;
  readonly prefix?: string;
  readonly master?: string;
}

export interface AddOptions extends PlaceOptions {
  readonly key: readonly string[];
  readonly method?: string;
  readonly replace?: boolean;
}

const usage = (what: string, verb: string) => err(appError('usage-invalid', { what, verb }));

/** The one entry that the options name. */
export function placeFrom({ iccid, prefix, master }: PlaceOptions, verb: string): Result<RingPlace> {
  if (master !== undefined && iccid === undefined) return ok({ kind: 'master', name: master });
  if (iccid !== undefined && prefix === undefined && master === undefined) {
    const digits = iccidDigits(iccid);
    return digits === undefined ? usage('An ICCID has 18 to 20 digits', verb) : ok({ kind: 'card', iccid: digits });
  }
  if (prefix !== undefined && iccid === undefined) return ok({ kind: 'issuer', prefix });
  return usage('One of --iccid, --prefix and --master names the entry', verb);
}

/** A master key is bytes: no characters stand for it. */
function masterBytes(ref: string, form: 'ascii' | 'hex', text: string): Result<Secret> {
  const bytes = form === 'hex' ? fromHex(text) : undefined;
  if (bytes === undefined) return err(appError('keys-entry', { reason: `the master key for ${ref} is not hex` }));
  const secret = new Secret(bytes);
  bytes.fill(0);
  return ok(secret);
}

async function withMaster(ring: KeyRing, name: string, options: AddOptions): Promise<Result<KeyRing>> {
  const { prefix, method: named } = options;
  const method = named === undefined ? undefined : diversifyMethod(named);
  if (method === undefined)
    return usage(
      `A master key needs --method, one of ${DIVERSIFY_METHODS.map((row) => row.name).join(', ')}`,
      'keys add',
    );
  if (prefix === undefined)
    return usage('A master key needs --prefix: it is tried on cards of these ICCIDs alone', 'keys add');
  const keys = await readKeys(options.key, masterBytes);
  if (!keys.ok) return keys;
  const [entry, ...others] = keys.value;
  if (entry === undefined || others.length > 0)
    return usage('A master key makes one key: --key adm1=hex:…', 'keys add');
  const [ref, value] = entry;
  return addMaster(ring, { name, prefix, ref, method, value }, options.replace ?? false);
}

/** The ring with what the options of `keys add` give. */
export async function ringWith(ring: KeyRing, place: RingPlace, options: AddOptions): Promise<Result<KeyRing>> {
  if (place.kind === 'master') return withMaster(ring, place.name, options);
  if (options.method !== undefined) return usage('--method goes with --master', 'keys add');
  const keys = await readKeys(options.key);
  if (!keys.ok) return keys;
  if (keys.value.size === 0) return usage('The key is missing: --key adm1=hex:…', 'keys add');
  const replace = options.replace ?? false;
  return place.kind === 'card'
    ? addCards(ring, new Map([[place.iccid, keys.value]]), replace)
    : addIssuer(ring, place.prefix, keys.value, replace);
}

/** More lines than this on a screen help nobody. */
const SHOWN = 20;

function problemsText(problems: readonly TableProblem[]): string {
  const shown = problems.slice(0, SHOWN).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more lines`] : [])].join('; ');
}

/** The cards of a table in clear. */
export async function readKeyTable(path: string): Promise<Result<ReadonlyMap<string, NamedKeys>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    return err(appError('file-unreadable', { path, reason: reasonOf(cause) }));
  }
  const cards = parseKeyTable(text, typedCredential);
  return cards.ok ? cards : err(appError('keys-table', { path, problems: problemsText(cards.error) }));
}
