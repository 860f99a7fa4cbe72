import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { padEnd, toHex } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { nodeLauncher } from '../../electron/card-host/pcsc/node-launcher.ts';
import { bodyOf, cardWith, ICCID } from '../support/bootstrap-card.ts';

const ENTRY = fileURLToPath(new URL('../../cli/bootcard.mjs', import.meta.url));
/** Nothing of it stands where it stood: as many UPDATEs as there can be, so that a signal finds one to fall on. */
const OTHER = defaultMessage({ ...NORDTEL, name: 'NordTel North', apn: 'a.much.longer.apn.nordtel.example' });
const posix = process.platform !== 'win32';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-signal-'));
  writeFileSync(join(folder, 'own.card.json'), serializeCardImage(cardWith()));
  writeFileSync(join(folder, 'other.wbxml'), OTHER);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function journal(): string {
  const place = join(folder, 'data', 'journals');
  const [name] = existsSync(place) ? readdirSync(place) : [];
  return name === undefined ? '' : readFileSync(join(place, name), 'utf8');
}

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a flash and calls `meanwhile` whenever its journal may have grown. */
async function flash(meanwhile: (child: ChildProcess, journal: string) => void): Promise<Ending> {
  const words = ['flash', 'virtual:own.card.json', 'other.wbxml', '--key', 'adm1=hex:3132333435363738'];
  const child = spawn(process.execPath, [ENTRY, ...words, '--iccid', ICCID], {
    cwd: folder,
    env: { ...process.env, BOOTCARD_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const closed = once(child, 'close');
  while (child.exitCode === null && child.signalCode === null) {
    meanwhile(child, journal());
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  return { code: child.exitCode, out, err };
}

describe.runIf(posix)('Ctrl C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in the middle of a write: it is finished, and told as always',
    async (signal) => {
      let sent = false;
      const ending = await flash((child, lines) => {
        if (sent || !lines.includes('"step"')) return;
        sent = child.kill(signal);
      });
      expect(sent).toBe(true);
      expect(ending.err).toContain('Stopping.');
      expect(ending.out).toMatch(/Verified/);
      expect(ending.code).toBe(0);
      expect(journal()).toContain('"outcome":"verified"');
      const image = parseCardImage(readFileSync(join(folder, 'own.card.json'), 'utf8'), 'own');
      if (!image.ok) throw new Error(image.error.code);
      expect(toHex(bodyOf(image.value, '3F007F506421'))).toBe(toHex(padEnd(OTHER, 2048, 0xff)));
    },
  );

  it('children of the readers are out of its reach', async () => {
    const child = nodeLauncher().start('watch');
    const { pid } = child;
    if (pid === undefined) throw new Error('no child');
    const ended = new Promise<void>((resolve) => child.onExit(resolve));
    // A group of this number exists only where the child leads its own.
    expect(() => process.kill(-pid, 0)).not.toThrow();
    child.kill();
    await ended;
  });
});
