import { safeStorage } from 'electron';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { FromHost, RelayedResult } from '../ipc/shell-channels.ts';

type Question = Extract<FromHost, { kind: 'secret' }>['ask'];

/** Why the system has no secret store; undefined where it has one. */
async function absence(): Promise<string | undefined> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'the system has no secret store, or it is locked';
  // Without a keyring Electron falls back to a password that is the same everywhere: that keeps nothing.
  const plain = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  return plain ? 'this desktop has no keyring (GNOME Keyring, KWallet)' : undefined;
}

/** Seals and opens for the card-host: only main has the system's secret store. It keeps nothing itself. */
export async function askSecretStore(ask: Question): Promise<RelayedResult> {
  try {
    const reason = await absence();
    if (reason !== undefined) return err(appError('secret-store-unavailable', { reason }));
    return await answer(ask);
  } catch {
    // What the system says of it may quote what it was given.
    return err(appError('secret-store-failed', { reason: 'it gave no answer' }));
  }
}

async function answer(ask: Question): Promise<Result<unknown>> {
  if (ask.act === 'available') return ok(undefined);
  if (ask.act === 'seal') return ok(Uint8Array.from(await safeStorage.encryptStringAsync(ask.text)));
  const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(ask.sealed));
  return ok({ text: result, renew: shouldReEncrypt });
}
