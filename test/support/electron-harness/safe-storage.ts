import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env.BOOTCARD_HARNESS_USER_DATA ?? '';
const KEYRING = join(FOLDER, 'keyring');

/** The key that a desktop's keyring would have for this user: it outlives the app. */
function keyringKey(): Buffer {
  if (!existsSync(KEYRING)) writeFileSync(KEYRING, randomBytes(32), { mode: 0o600 });
  return readFileSync(KEYRING);
}

const absent = process.env.BOOTCARD_HARNESS_KEYRING === 'none';

/** A keyring in a file, encrypting for real: what is kept can be searched for what must not stand there. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => !absent,
  getSelectedStorageBackend: (): string =>
    process.env.BOOTCARD_HARNESS_KEYRING === 'basic' ? 'basic_text' : 'gnome_libsecret',
  encryptStringAsync: async (text: string): Promise<Buffer> => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keyringKey(), nonce);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decryptStringAsync: async (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const decipher = createDecipheriv('aes-256-gcm', keyringKey(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt: false };
  },
};
