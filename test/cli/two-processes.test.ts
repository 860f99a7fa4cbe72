import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { padEnd, toHex } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { bodyOf, cardWith, ICCID } from '../support/bootstrap-card.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const CONTENT = '3F007F506421';
const MESSAGES = ['NordTel North', 'NordTel South'].map((name) => defaultMessage({ ...NORDTEL, name }));
const ADM = ['--key', 'adm1=hex:3132333435363738'];
/** How a process ends that does not get the card: it is held, was read before the other wrote, or its image changed. */
const REFUSALS = ['card-held', 'plan-stale', 'image-changed', 'write-interrupted', 'card-reset'];

let folder = '';
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-two-'));
  writeFileSync(at('own.card.json'), serializeCardImage(cardWith()));
  for (const [i, message] of MESSAGES.entries()) writeFileSync(at(`${i}.wbxml`), message);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = () => {
  const image = parseCardImage(readFileSync(at('own.card.json'), 'utf8'), 'own');
  if (!image.ok) throw new Error(image.error.code);
  return toHex(bodyOf(image.value, CONTENT));
};
const whole = (message: Uint8Array | undefined) => toHex(padEnd(message ?? new Uint8Array(), 2048, 0xff));
const flash = (i: number) =>
  runCli(['flash', 'virtual:own.card.json', `${i}.wbxml`, '--json', ...ADM], {
    cwd: folder,
    env: { BOOTCARD_DATA: at('data') },
  });
const resultOf = (run: CliRun) => (JSON.parse(run.stdout) as { result?: string }).result;
const isRefusal = (run: CliRun) =>
  REFUSALS.some((code) => run.stdout.includes(code)) || resultOf(run) === 'interrupted';

it('two processes that write to one image at once: who says verified has its message on the card, whole', async () => {
  for (let round = 0; round < 3; round++) {
    const runs = await Promise.all([flash(0), flash(1)]);
    const verified = runs.flatMap((run, i) => (['verified', 'unchanged'].includes(resultOf(run) ?? '') ? [i] : []));
    expect(verified.length).toBeGreaterThan(0);
    for (const [i, run] of runs.entries())
      if (!verified.includes(i)) expect([run.stdout, isRefusal(run)]).toEqual([run.stdout, true]);
    // One after the other, or one alone: never something between.
    expect(verified.map((i) => whole(MESSAGES[i]))).toContain(content());
  }
  const read = await runCli(['read', 'virtual:own.card.json', '--json', '--iccid', ICCID], {
    cwd: folder,
    env: { BOOTCARD_DATA: at('data') },
  });
  expect(read.stdout).not.toContain('card-half-written');
});

it('an image that another process changed is not written over', async () => {
  const reader = `virtual:${at('own.card.json')}`;
  const connect = async () => {
    const port = createVirtualPort({ builtin: () => undefined, list: [] });
    const card = await port.connect(reader);
    if (!card.ok) throw new Error(card.error.code);
    return card.value;
  };
  const [one, two] = [await connect(), await connect()];
  // A wrong PIN: the counter is in the image.
  const wrong = Uint8Array.of(0x00, 0x20, 0x00, 0x0a, 0x08, 1, 2, 3, 4, 5, 6, 7, 8);
  expect(await one.transmit(wrong)).toMatchObject({ ok: true });
  const after = readFileSync(at('own.card.json'), 'utf8');
  expect(await two.transmit(wrong)).toMatchObject({ ok: false, error: { code: 'image-changed' } });
  expect(readFileSync(at('own.card.json'), 'utf8')).toBe(after);
  expect(await one.transmit(wrong)).toMatchObject({ ok: true });
});
