import { readFile } from 'node:fs/promises';
import { appError } from '../core/base/app-error.ts';
import { fromUtf8, utf8 } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { Secret } from '../core/base/secret.ts';

const CONTROL = { interrupt: 0x03, end: 0x04, backspace: 0x08, lineFeed: 0x0a, carriageReturn: 0x0d, delete: 0x7f };

/** Fewer characters than this guard nothing that is worth a passphrase. */
const FEWEST = 8;

/** The bytes of a passphrase: the same characters are the same bytes, whatever keyboard they were typed on. */
function sealed(bytes: Uint8Array): Secret | undefined {
  const text = fromUtf8(bytes);
  bytes.fill(0);
  return text === undefined ? undefined : new Secret(utf8(text.normalize('NFC')));
}

/** Takes the last character off: its lead byte and all that follow it. */
function dropCharacter(typed: number[]): void {
  while (typed.length > 0 && ((typed.pop() ?? 0) & 0xc0) === 0x80);
}

/** Reads a line from the terminal that shows nothing of it. Undefined where the user thought better of it. */
function typedLine(prompt: string): Promise<Secret | undefined> {
  const { stdin, stderr } = process;
  const typed: number[] = [];
  // No echo before the prompt: who sees it may type at once.
  stdin.setRawMode(true);
  stdin.resume();
  stderr.write(prompt);
  return new Promise((resolve) => {
    const finish = (given: boolean) => {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      const bytes = Uint8Array.from(typed);
      typed.fill(0);
      resolve(given ? sealed(bytes) : undefined);
    };
    const take = (chunk: Buffer) => {
      for (const byte of chunk) {
        if (byte === CONTROL.carriageReturn || byte === CONTROL.lineFeed) return finish(true);
        if (byte === CONTROL.interrupt || byte === CONTROL.end) return finish(false);
        if (byte === CONTROL.backspace || byte === CONTROL.delete) dropCharacter(typed);
        else typed.push(byte);
      }
    };
    stdin.on('data', take);
  });
}

async function fromSource(source: string, path: string): Promise<Result<Secret>> {
  const missing = (reason: string) => err(appError('keys-passphrase', { path, reason }));
  const match = /^(file|env):(.*)$/s.exec(source);
  // Nothing of it is repeated: it may be the passphrase itself.
  if (match === null) return missing('--passphrase is neither file:PATH nor env:NAME');
  const [, form, name = ''] = match;
  let text: string | undefined;
  if (form === 'env') text = process.env[name];
  else
    try {
      text = (await readFile(name, 'utf8')).replace(/\r?\n$/, '');
    } catch {
      return missing('its file cannot be read');
    }
  if (text === undefined) return missing(`the environment has no ${name}`);
  const secret = sealed(utf8(text));
  return secret === undefined || secret.length === 0 ? missing('it is empty') : ok(secret);
}

/**
 * The passphrase of a key file: from `--passphrase file:PATH|env:NAME`, else typed at the terminal.
 * @param path the key file, for people
 * @returns error `keys-passphrase`
 */
export async function askPassphrase(path: string, source: string | undefined, prompt = `Passphrase of ${path}: `) {
  if (source !== undefined) return fromSource(source, path);
  const missing = (reason: string) => err(appError('keys-passphrase', { path, reason }));
  if (!process.stdin.isTTY) return missing('nobody can type it here');
  const typed = await typedLine(prompt);
  return typed === undefined || typed.length === 0 ? missing('none was typed') : ok(typed);
}

/** A passphrase that is to be: long enough, and typed twice where it is typed. */
export async function newPassphrase(path: string, source: string | undefined): Promise<Result<Secret>> {
  const first = await askPassphrase(path, source, `New passphrase of ${path}: `);
  if (!first.ok) return first;
  const refuse = (reason: string) => {
    first.value.wipe();
    return err(appError('keys-passphrase', { path, reason }));
  };
  const characters = first.value.reveal((bytes) => bytes.filter((byte) => (byte & 0xc0) !== 0x80).length);
  if (characters < FEWEST) return refuse(`it has ${characters} characters, fewer than ${FEWEST}`);
  if (source !== undefined) return first;
  const again = await askPassphrase(path, undefined, 'Once more: ');
  if (!again.ok) return refuse('it was not typed again');
  const same = first.value.reveal((a) => again.value.reveal((b) => Buffer.from(a).equals(b)));
  again.value.wipe();
  return same ? first : refuse('the two that were typed differ');
}
