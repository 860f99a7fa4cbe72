import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addBackupVerbs } from '../../cli/verbs/backup.ts';
import { addProvisionVerbs } from '../../cli/verbs/provision.ts';
import { addRecoverVerb } from '../../cli/verbs/recover.ts';
import { addWriteVerbs } from '../../cli/verbs/write.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { withFile } from '../support/bootstrap-card.ts';
import { cardFolder } from '../support/card-folder.ts';
import { runCli } from '../support/run-cli.ts';

const NEXT = defaultMessage({ ...NORDTEL, name: 'NordSued' });

/**
 * Instructions that neither change a card nor cost a try: SELECT, STATUS, READ BINARY (also the odd one), READ RECORD, GET
 * RESPONSE, MANAGE CHANNEL; VERIFY where it is empty, which asks for the tries left (TS 102 221 11.1.9).
 */
const HARMLESS = ['A4', 'F2', 'B0', 'B1', 'B2', 'C0', '70'];
const isHarmless = (command: string) =>
  HARMLESS.includes(command.slice(2, 4)) || (command.slice(2, 4) === '20' && command.length <= 10);

const { at, run, put, imageNow } = cardFolder(
  { 'next.wbxml': NEXT },
  addWriteVerbs,
  addBackupVerbs,
  addRecoverVerb,
  addProvisionVerbs,
);

/** Every file below a folder: path, bytes, and when it was written. */
function snapshot(place: string): Record<string, string> {
  if (!existsSync(place)) return {};
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, `${createHash('sha256').update(readFileSync(path)).digest('hex')} ${statSync(path).mtimeMs}`];
    }),
  );
}

/** Puts a card in the state that a verb is for. @returns the verb with its arguments */
type Prepare = (image: CardImage, keys: readonly string[]) => Promise<readonly string[]>;

const PREPARED: Readonly<Record<string, Prepare>> = {
  flash: async (image) => ['flash', put(image), at('next.wbxml')],
  'flash --plan': async (image) => {
    const reader = put(image);
    await run('plan', reader, at('next.wbxml'), '-o', at('plan.json'));
    return ['flash', reader, '--plan', at('plan.json')];
  },
  restore: async (image) => {
    const reader = put(image);
    await run('backup', reader);
    put(withFile(image, '3F007F506420', new Uint8Array(64).fill(0xff)));
    return ['restore', reader, 'latest'];
  },
  'recover --finish': async (image, keys) => {
    const reader = put({ ...image, faults: [{ kind: 'remove', at: 4, ins: 'D6', when: 'after' }] });
    await run('flash', reader, at('next.wbxml'), ...keys);
    put(imageNow());
    return ['recover', reader, '--finish'];
  },
  'recover --roll-back': async (image, keys) => [
    ...(await (PREPARED['recover --finish'] as Prepare)(image, keys)).slice(0, -1),
    '--roll-back',
  ],
};

describe.each(['sim', 'uicc-2g', 'uicc-3g'])('--dry-run on %s', (card) => {
  const image = builtinCard(card) as CardImage;
  const keys = ['--key', 'adm1=hex:3132333435363738', '--tries-unknown', image.iccid ?? ''];

  it.each(Object.keys(PREPARED))(
    '%s: harmless commands alone, no file changed, and the result of the real run',
    async (verb) => {
      const words = await (PREPARED[verb] as Prepare)(image, keys);
      const before = snapshot(at('.'));
      const dry = await run(...words, '--dry-run', '--json', '--progress', ...keys);
      expect(dry.commands.length).toBeGreaterThan(0);
      expect(dry.commands.filter((command) => !isHarmless(command))).toEqual([]);
      expect(snapshot(at('.'))).toEqual(before);
      const real = await run(...words, '--json', ...keys);
      expect([dry.code, real.code]).toEqual([0, 0]);
      // The clone asks for no key: its exchanges are the real ones without those about keys.
      const about = (command: string) => command.slice(2, 4) === '20';
      expect(real.commands.some(about)).toBe(true);
      const { exchanges, ...rest } = real.json<{ exchanges: number; backup: string; dryRun: boolean }>();
      expect(dry.json()).toEqual({ ...rest, exchanges: expect.any(Number), backup: null, dryRun: true });
      expect(dry.json<{ exchanges: number }>().exchanges).toBeLessThan(exchanges);
    },
  );

  it('plan: harmless commands alone, and no file but the one that was asked for', async () => {
    const reader = put(image);
    const before = snapshot(at('.'));
    const shown = await run('plan', reader, at('next.wbxml'), '--json', ...keys);
    expect(shown.commands.filter((command) => !isHarmless(command))).toEqual([]);
    expect(snapshot(at('.'))).toEqual(before);
  });
});

describe.each([
  ['uicc-3g-blank', 'create'],
  ['sim-blank', 'fixed'],
])('--dry-run on %s', (card, profile) => {
  const image = builtinCard(card) as CardImage;
  const keys = ['--key', 'adm1=hex:3132333435363738', '--tries-unknown', image.iccid ?? ''];

  it('provision and unprovision: harmless commands alone, no file changed, and the result of the real run', async () => {
    const reader = put(image);
    const acts = [
      ['provision', reader, profile, '--message', at('next.wbxml')],
      ['unprovision', reader, '--i-know', image.iccid ?? ''],
    ];
    for (const words of acts) {
      const before = snapshot(at('.'));
      const dry = await run(...words, '--dry-run', '--json', ...keys);
      expect([words[0], dry.code, dry.error]).toEqual([words[0], 0, undefined]);
      expect(dry.commands.filter((command) => !isHarmless(command))).toEqual([]);
      expect(snapshot(at('.'))).toEqual(before);
      const real = await run(...words, '--json', ...keys);
      expect([words[0], real.code, real.error]).toEqual([words[0], 0, undefined]);
      const { exchanges: _, ...rest } = real.json();
      expect(dry.json()).toEqual({ ...rest, exchanges: expect.any(Number), backup: null, dryRun: true });
    }
  });
});

it('a wrong key costs no try in a dry run, and is not remembered', async () => {
  const image = builtinCard('uicc-3g') as CardImage;
  const reader = put(image);
  const before = snapshot(at('.'));
  const dry = await run('flash', reader, at('next.wbxml'), '--dry-run', '--key', 'adm1=hex:0000000000000000');
  expect(dry.code).toBe(0);
  expect(snapshot(at('.'))).toEqual(before);
});

it('the program itself leaves its folders as they were', async () => {
  const reader = put(builtinCard('uicc-3g') as CardImage);
  await run('backup', reader);
  const before = snapshot(at('.'));
  for (const words of [
    ['plan', reader, 'next.wbxml'],
    ['flash', reader, 'next.wbxml', '--dry-run'],
    ['restore', reader, 'latest', '--dry-run'],
    ['recover', reader, '--finish', '--dry-run'],
  ]) {
    const ran = await runCli([...words, '--key', 'adm1=hex:3132333435363738'], {
      cwd: at('.'),
      env: { BOOTCARD_DATA: at('data') },
    });
    expect([words[0], ran.code, ran.stderr]).toEqual([words[0], 0, '']);
  }
  expect(snapshot(at('.'))).toEqual(before);
});
