import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addBackupVerbs } from '../../cli/verbs/backup.ts';
import { addRecoverVerb } from '../../cli/verbs/recover.ts';
import { addWriteVerbs } from '../../cli/verbs/write.ts';
import { padEnd, toHex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf, withFile } from '../support/bootstrap-card.ts';
import { cardFolder } from '../support/card-folder.ts';

const CONTENT = '3F007F506421';
const OLD = defaultMessage();
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordTel North', apn: 'a.much.longer.apn.nordtel.example' });
const THIRD = defaultMessage({ ...NORDTEL, name: 'NordTel South', serverId: 'south' });
const ADM = ['--key', 'adm1=hex:3132333435363738'];
const whole = (message: Uint8Array) => toHex(padEnd(message, 2048, 0xff));

const { at, run, put, imageNow, imageText } = cardFolder(
  { 'next.wbxml': NEXT, 'third.wbxml': THIRD },
  addWriteVerbs,
  addBackupVerbs,
  addRecoverVerb,
);
const data = () => at('data');

const content = () => toHex(bodyOf(imageNow(), CONTENT));
const journals = () => (existsSync(join(data(), 'journals')) ? readdirSync(join(data(), 'journals')).sort() : []);

/** A card whose write was cut at an UPDATE. @returns its reader and the keys that it takes */
async function cutCard(name: string, message = 'next.wbxml', update = 4): Promise<{ reader: string; keys: string[] }> {
  const image = builtinCard(name) as CardImage;
  const keys = [...ADM, '--tries-unknown', image.iccid ?? ''];
  const reader = put({ ...image, faults: [{ kind: 'remove', at: update, ins: 'D6', when: 'before' }] });
  const cut = await run('flash', reader, at(message), '--json', ...keys);
  expect([cut.code, cut.json()]).toMatchObject([6, { result: 'interrupted' }]);
  return { reader: put(imageNow()), keys };
}

/** The card as it is, its ICCID gone. */
function withoutIccid(): string {
  const image = imageNow();
  return put({ ...image, iccid: null, files: image.files.filter(({ path }) => path !== '3F002FE2') });
}

describe.each(['sim', 'uicc-2g', 'uicc-3g'])('a half-written %s', (name) => {
  it('is told with what each file holds and the ways out; nothing is done until one is chosen', async () => {
    const { reader } = await cutCard(name);
    const before = imageText();
    const told = await run('recover', reader, '--json');
    expect(told.code).toBe(6);
    expect(told.json()).toMatchObject({
      iccid: builtinCard(name)?.iccid,
      state: 'half',
      done: 3,
      ways: ['finish', 'rollBack'],
      files: [{ path: CONTENT, state: 'between' }],
      backup: expect.stringContaining('.backup.json'),
      journal: expect.stringContaining('.journal.jsonl'),
    });
    const said = await run('recover', reader);
    expect(said.out).toMatch(/--finish .*\n--roll-back .*\n--leave /);
    expect(said.err).toContain('half-written');
    expect(imageText()).toBe(before);
  });

  it.each([
    ['--finish', NEXT],
    ['--roll-back', OLD],
  ] as const)('%s: verified, and not half-written any more', async (way, message) => {
    const { reader, keys } = await cutCard(name);
    const dry = await run('recover', reader, way, '--dry-run', '--json', ...keys);
    expect([dry.code, dry.json()]).toMatchObject([0, { result: 'verified', dryRun: true }]);
    const done = await run('recover', reader, way, '--json', ...keys);
    expect([done.code, done.json()]).toMatchObject([0, { result: 'verified', dryRun: false }]);
    expect(done.json().bytesWritten).toBe(dry.json().bytesWritten);
    expect(content()).toBe(whole(message));
    const again = await run('recover', reader, '--json');
    expect([again.code, again.json()]).toMatchObject([0, { journal: null }]);
    expect((await run('recover', '--list', '--json')).json()).toEqual({ writes: [] });
  });

  it('that does not tell its ICCID is known by what it holds', async () => {
    await cutCard(name);
    const reader = withoutIccid();
    const keys = [...ADM, '--tries-unknown', 'none'];
    const told = await run('recover', reader, '--json');
    expect([told.code, told.json()]).toMatchObject([6, { iccid: null, state: 'half' }]);
    const done = await run('recover', reader, '--roll-back', '--json', ...keys);
    expect([done.code, done.json().result]).toEqual([0, 'verified']);
    expect(content()).toBe(whole(OLD));
    expect((await run('recover', '--list', '--json')).json()).toEqual({ writes: [] });
  });
});

describe('a half-written card', () => {
  it('that is left is not warned of again, and can be recovered all the same', async () => {
    const { reader, keys } = await cutCard('uicc-3g');
    const warned = await run('plan', reader, at('next.wbxml'), '--json');
    expect(warned.err).toContain('card-half-written');
    expect((await run('recover', reader, '--leave')).code).toBe(0);
    const silent = await run('plan', reader, at('next.wbxml'), '--json');
    expect(silent.err).toBe('');
    expect((await run('recover', '--list', '--json')).json()).toMatchObject({ writes: [{ left: true }] });
    expect((await run('recover', reader, '--finish', '--json', ...keys)).json()).toMatchObject({ result: 'verified' });
  });

  it('whose recovery broke off too leads to where the first write began, or to its end', async () => {
    for (const [way, message] of [
      ['--finish', NEXT],
      ['--roll-back', OLD],
    ] as const) {
      rmSync(data(), { recursive: true, force: true });
      const { keys } = await cutCard('uicc-3g');
      const reader = put({ ...imageNow(), faults: [{ kind: 'remove', at: 2, ins: 'D6', when: 'after' }] });
      const broken = await run('recover', reader, '--finish', '--json', ...keys);
      expect([broken.code, broken.json().result]).toEqual([6, 'interrupted']);
      expect(journals()).toHaveLength(2);
      put(imageNow());
      expect((await run('recover', '--list', '--json')).json<{ writes: unknown[] }>().writes).toHaveLength(1);
      const done = await run('recover', reader, way, '--json', ...keys);
      expect([way, done.code, done.json().result]).toEqual([way, 0, 'verified']);
      expect(content()).toBe(whole(message));
    }
  });

  it('that was written to anew, and that broke off too, goes back to before the first write', async () => {
    const { keys } = await cutCard('uicc-3g');
    const reader = put({ ...imageNow(), faults: [{ kind: 'remove', at: 3, ins: 'D6', when: 'after' }] });
    expect((await run('flash', reader, at('third.wbxml'), '--json', ...keys)).code).toBe(6);
    put(imageNow());
    const done = await run('recover', reader, '--roll-back', '--json', ...keys);
    expect([done.code, done.json().result]).toEqual([0, 'verified']);
    expect(content()).toBe(whole(OLD));
  });

  it('whose journal is torn is recovered from the lines that are whole', async () => {
    const { reader, keys } = await cutCard('sim');
    appendFileSync(join(data(), 'journals', journals()[0] ?? ''), '{"t":"2026');
    expect((await run('recover', reader, '--finish', '--json', ...keys)).json()).toMatchObject({ result: 'verified' });
    expect((await run('recover', reader)).code).toBe(0);
  });

  it('that somebody else wrote a message to since is whole, and says so', async () => {
    const { reader } = await cutCard('uicc-3g');
    put(withFile(imageNow(), CONTENT, padEnd(THIRD, 2048, 0xff)));
    const told = await run('recover', reader);
    expect([told.code, told.out]).toEqual([0, expect.stringContaining('somebody else wrote to it since')]);
  });
});

it('a card that no write broke off on says so; wrong usage is told', async () => {
  const reader = put(builtinCard('sim') as CardImage);
  const none = await run('recover', reader);
  expect([none.code, none.out]).toEqual([0, expect.stringContaining('No write to card 89')]);
  expect((await run('recover')).error?.code).toBe('usage-invalid');
  expect((await run('recover', reader, '--finish', '--leave')).error?.code).toBe('usage-invalid');
  expect((await run('recover', reader, '--journal', 'x.journal.jsonl')).error?.code).toBe('recover-none');
  expect((await run('recover', '--list')).out).toContain('No write');
});

it('two broken writes that fit a card without ICCID are told apart by the journal that is named', async () => {
  await cutCard('uicc-3g');
  const twin = { ...(builtinCard('uicc-3g') as CardImage), faults: [{ kind: 'remove', at: 4, ins: 'D6' } as const] };
  // The same write to the same card, remembered under another number.
  const [name = ''] = journals();
  const text = readFileSync(join(data(), 'journals', name), 'utf8').replaceAll(
    twin.iccid ?? '',
    '89001010000000000999',
  );
  const other = name.replace(twin.iccid ?? '', '89001010000000000999');
  writeFileSync(join(data(), 'journals', other), text.replace(/backups\/\d+/, `backups/${twin.iccid}`));
  const reader = withoutIccid();
  expect((await run('recover', reader)).error).toMatchObject({ code: 'recover-ambiguous', details: { count: 2 } });
  const named = await run('recover', reader, '--journal', name, '--json');
  expect([named.code, named.json()]).toMatchObject([6, { state: 'half' }]);
});
