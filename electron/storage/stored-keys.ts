import { join } from 'node:path';
import { z } from 'zod';
import { appError } from '../../core/base/app-error.ts';
import { fromHex, toHex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { Secret } from '../../core/base/secret.ts';
import { makeFolder, readBytes, writeSafely } from './safe-file.ts';

/** The system's secret store: it encrypts under a key that it keeps for this user. */
export interface SecretBox {
  /** Error `secret-store-unavailable` where there is none that deserves the name. */
  available(): Promise<Result<void>>;
  seal(text: string): Promise<Result<Uint8Array>>;
  /** `renew`: the system has a newer key, what is kept should be sealed again. */
  open(sealed: Uint8Array): Promise<Result<{ readonly text: string; readonly renew: boolean }>>;
}

/** Keys that a user let this computer remember, each for one card. */
export interface StoredKeys {
  available(): Promise<Result<void>>;
  /** Names of the keys that are kept for a card. */
  list(iccid: string): Promise<Result<readonly string[]>>;
  remember(iccid: string, ref: string, secret: Secret): Promise<Result<void>>;
  /** The key, to be wiped by who asked. Error `secret-not-stored`. */
  take(iccid: string, ref: string): Promise<Result<Secret>>;
  forget(iccid: string, ref: string): Promise<Result<void>>;
}

/** Where nothing keeps a secret. */
export function noSecretBox(reason: string): SecretBox {
  const unavailable = async () => err(appError('secret-store-unavailable', { reason }));
  return { available: unavailable, seal: unavailable, open: unavailable };
}

const FORMAT = 'bootcard-stored-keys/1';
const fileSchema = z.object({
  format: z.literal(FORMAT),
  keys: z.array(z.object({ iccid: z.string(), ref: z.string(), sealed: z.string() })),
});
type Kept = z.infer<typeof fileSchema>['keys'];

/** The card and the name are sealed with the value: a line that was moved to another card opens nothing there. */
const sealedText = (iccid: string, ref: string, secret: Secret) => `${iccid} ${ref} ${secret.reveal(toHex)}`;

/** @param folder the data folder; the file in it has nothing but what the system sealed. */
export function createStoredKeys(folder: string, box: SecretBox): StoredKeys {
  const path = join(folder, 'stored-keys.json');
  const broken = (reason: string) => err(appError('secret-store-failed', { reason }));

  async function read(): Promise<Result<Kept>> {
    const bytes = await readBytes(path);
    if (!bytes.ok) return bytes.error.details.reason === 'ENOENT' ? ok([]) : bytes;
    try {
      const file = fileSchema.safeParse(JSON.parse(Buffer.from(bytes.value).toString('utf8')));
      return file.success ? ok(file.data.keys) : broken(`${path} is not of this version`);
    } catch {
      return broken(`${path} is damaged`);
    }
  }

  async function write(keys: Kept): Promise<Result<void>> {
    const made = await makeFolder(folder);
    return made.ok ? writeSafely(path, `${JSON.stringify({ format: FORMAT, keys }, null, 2)}\n`) : made;
  }

  // One change after the other: two that read the same file would lose one of them.
  let turn: Promise<unknown> = Promise.resolve();
  function change(make: (keys: Kept) => Promise<Result<Kept>>): Promise<Result<void>> {
    const changed = turn.then(async (): Promise<Result<void>> => {
      const kept = await read();
      if (!kept.ok) return kept;
      const next = await make(kept.value);
      return next.ok ? write(next.value) : next;
    });
    turn = changed.catch(() => undefined);
    return changed;
  }

  const others = (keys: Kept, iccid: string, ref: string) =>
    keys.filter((key) => key.iccid !== iccid || key.ref !== ref);

  async function remember(iccid: string, ref: string, secret: Secret): Promise<Result<void>> {
    const available = await box.available();
    if (!available.ok) return available;
    return change(async (keys) => {
      const sealed = await box.seal(sealedText(iccid, ref, secret));
      if (!sealed.ok) return sealed;
      return ok([...others(keys, iccid, ref), { iccid, ref, sealed: Buffer.from(sealed.value).toString('base64') }]);
    });
  }

  return {
    available: () => box.available(),
    remember,
    async list(iccid) {
      const kept = await read();
      return kept.ok ? ok(kept.value.filter((key) => key.iccid === iccid).map(({ ref }) => ref)) : kept;
    },
    async take(iccid, ref) {
      const kept = await read();
      if (!kept.ok) return kept;
      const key = kept.value.find((item) => item.iccid === iccid && item.ref === ref);
      if (key === undefined) return err(appError('secret-not-stored', { iccid, ref }));
      const opened = await box.open(Buffer.from(key.sealed, 'base64'));
      if (!opened.ok) return opened;
      const [ofCard, ofKey, hex = ''] = opened.value.text.split(' ');
      const bytes = fromHex(hex);
      if (ofCard !== iccid || ofKey !== ref || bytes === undefined || bytes.length === 0)
        return broken(`${path} was changed`);
      const secret = new Secret(bytes);
      bytes.fill(0);
      // That the newer key is not used yet is no reason to keep the user from this one.
      if (opened.value.renew) await remember(iccid, ref, secret);
      return ok(secret);
    },
    forget: (iccid, ref) => change(async (keys) => ok(others(keys, iccid, ref))),
  };
}
