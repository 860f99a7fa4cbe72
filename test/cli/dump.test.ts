import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, parseCardImage } from '../../core/virtual-card/card-image.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-dump-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCli(args, { env: { BOOTCARD_DATA: join(folder, 'data') }, cwd: folder });
const text = (name: string) => readFile(join(folder, name), 'utf8');

describe.each(['uicc', 'sim', 'ruim', 'uicc-3g', 'uicc-2g-blank'])('%s', (name) => {
  it('dumps; the dump is a card that dumps to the same', async () => {
    const first = await run('dump', `virtual:${name}`, '-o', `${name}.1.card.json`);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const second = await run('dump', `virtual:${name}.1.card.json`, '-o', `${name}.2.card.json`);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(await text(`${name}.2.card.json`)).toBe(await text(`${name}.1.card.json`));
    expect((await stat(join(folder, `${name}.1.card.json`))).mode & 0o777).toBe(0o600);
  });
});

it('reads as the card does', async () => {
  await run('dump', 'virtual:uicc', '-o', 'read.card.json');
  const of = async (reader: string) => {
    const { stdout } = await run('read', reader, '--json');
    const { objects, message } = JSON.parse(stdout) as { objects: unknown; message: unknown };
    return { objects, message };
  };
  expect(await of('virtual:read.card.json')).toEqual(await of('virtual:uicc'));
});

it('never overwrites', async () => {
  await run('dump', 'virtual:sim', '-o', 'taken.card.json');
  const again = await run('dump', 'virtual:sim', '-o', 'taken.card.json');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('taken.card.json');
});

it('is named after the card where nobody names it', async () => {
  const { code, stdout } = await run('dump', 'virtual:sim', '--json');
  expect(code).toBe(0);
  const summary = JSON.parse(stdout) as { image: string; unread: unknown };
  expect(summary).toMatchObject({ image: '89001010000000000042.card.json', unread: [], complete: true });
  expect(parseCardImage(await text(summary.image), summary.image).ok).toBe(true);
});

it('goes down a pipe', async () => {
  const { code, stdout } = await run('dump', 'virtual:ruim', '-o', '-');
  expect(code).toBe(0);
  expect(parseCardImage(stdout, 'pipe')).toMatchObject({ ok: true, value: { platform: 'ruim' } });
});

describe('a card that asks for PIN1', () => {
  it('tells what was not read; with the key reads it, and keeps no key', async () => {
    const image = builtinCard('uicc-3g');
    if (image === undefined) throw new Error('uicc-3g');
    const credentials = image.credentials.map((item) => (item.ref === 'pin1' ? { ...item, enabled: true } : item));
    await writeFile(join(folder, 'pin.card.json'), JSON.stringify({ ...image, credentials } satisfies CardImage));
    const refused = await run('dump', 'virtual:pin.card.json', '-o', 'without.card.json');
    expect(refused.stdout).toContain('3F007F506421: not read, the card answered 6982');
    const opened = await run('dump', 'virtual:pin.card.json', '-o', 'with.card.json', '--key', 'pin1=ascii:1234');
    expect(opened.stdout).not.toContain('not read');
    expect(await text('with.card.json')).not.toContain('31323334');
  });
});
