import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addBackupVerbs } from '../../cli/verbs/backup.ts';
import { addRecoverVerb } from '../../cli/verbs/recover.ts';
import { addWriteVerbs } from '../../cli/verbs/write.ts';
import { concat, hex, padEnd, toHex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { encodeDataObject, encodeDodf } from '../../core/pkcs15/dodf.ts';
import { encodeDirRecord } from '../../core/pkcs15/ef-dir.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf, cardWith, DM_OBJECT, withFile } from '../support/bootstrap-card.ts';
import { cardFolder } from '../support/card-folder.ts';

const EF_DIR = '3F002F00';
const ODF = '3F007F505031';
const DODF = '3F007F506420';
const CONTENT = '3F007F506421';
const OTHER = defaultMessage({ ...NORDTEL, name: 'NordTel North' });
/** A size of random-looking bytes: nothing of it decodes. */
const garbage = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 73 + 0x3f) & 0xff);

const { at, run, put, imageNow, imageText } = cardFolder(
  { 'other.wbxml': OTHER },
  addWriteVerbs,
  addBackupVerbs,
  addRecoverVerb,
);

const keysOf = (image: CardImage) => ['--key', 'adm1=hex:3132333435363738', '--tries-unknown', image.iccid ?? ''];
const bodies = (image: CardImage) => [EF_DIR, ODF, DODF, CONTENT].map((path) => toHex(bodyOf(image, path)));

describe.each(['sim', 'uicc-2g', 'uicc-3g'])('restore on %s', (name) => {
  const image = builtinCard(name) as CardImage;
  const size = (path: string) => bodyOf(image, path).length;
  const damages: readonly [string, (card: CardImage) => CardImage][] = [
    ['content garbage', (card) => withFile(card, CONTENT, garbage(size(CONTENT)))],
    ['DODF blank', (card) => withFile(card, DODF, garbage(size(DODF)).fill(0xff))],
    ['DODF garbage', (card) => withFile(card, DODF, garbage(size(DODF)))],
    ['ODF blank', (card) => withFile(card, ODF, garbage(size(ODF)).fill(0x00))],
    ['ODF garbage', (card) => withFile(card, ODF, garbage(size(ODF)))],
    [
      'everything garbage',
      (card) => [ODF, DODF, CONTENT].reduce((all, path) => withFile(all, path, garbage(size(path))), card),
    ],
    ['EF(DIR) blank', (card) => withFile(card, EF_DIR, garbage(size(EF_DIR)).fill(0xff))],
  ];

  it.each(damages)('%s: every file is put back, and verified', async (_damage, damage) => {
    const reader = put(image);
    expect((await run('backup', reader)).code).toBe(0);
    put(damage(image));
    const dry = await run('restore', reader, 'latest', '--dry-run', '--json', ...keysOf(image));
    expect([dry.code, dry.error, dry.json()]).toMatchObject([0, undefined, { result: 'verified' }]);
    const done = await run('restore', reader, 'latest', '--json', ...keysOf(image));
    expect([done.code, done.json()]).toMatchObject([0, { result: 'verified' }]);
    expect(done.json().bytesWritten).toBe(dry.json().bytesWritten);
    expect(bodies(imageNow())).toEqual(bodies(image));
  });

  it('a message goes onto garbage', async () => {
    const reader = put(withFile(image, CONTENT, garbage(size(CONTENT))));
    const done = await run('flash', reader, at('other.wbxml'), '--json', ...keysOf(image));
    expect([done.code, done.json()]).toMatchObject([0, { result: 'verified' }]);
    expect(toHex(bodyOf(imageNow(), CONTENT)).startsWith(toHex(OTHER))).toBe(true);
  });
});

const FOREIGN = encodeDataObject({ ...DM_OBJECT, oid: '2.23.43.7.9', label: 'Other', path: { path: hex('6430') } });

/** A template of EF(DIR) of an application that is not ours. */
const ISIM = encodeDirRecord({ aid: hex('A0000000871004FF49FF0589FFFFFFFF'), label: 'ISIM' }, 48);
function withRecord(image: CardImage, index: number, record: Uint8Array): CardImage {
  const body = bodyOf(image, EF_DIR);
  body.set(padEnd(record, 48, 0xff), index * 48);
  return withFile(image, EF_DIR, body);
}
const recordAt = (index: number) => toHex(bodyOf(imageNow(), EF_DIR).slice(index * 48, (index + 1) * 48));
const BLANK = new Uint8Array();

describe.each(['sim', 'uicc-3g'])('somebody else’s application in EF(DIR) of %s', (name) => {
  const image = builtinCard(name) as CardImage;
  const ours =
    [0, 1, 2, 3].find((i) => toHex(bodyOf(image, EF_DIR).slice(i * 48, (i + 1) * 48)).includes('63504B4353')) ?? 0;

  it('that came since the backup stays, while ours comes back', async () => {
    const reader = put(image);
    await run('backup', reader);
    put(withRecord(withRecord(image, ours, BLANK), 3, ISIM));
    const done = await run('restore', reader, 'latest', '--json', ...keysOf(image));
    expect([done.code, done.json().result]).toEqual([0, 'verified']);
    expect([recordAt(3), recordAt(ours)]).toEqual([
      toHex(ISIM),
      toHex(bodyOf(image, EF_DIR).slice(ours * 48, (ours + 1) * 48)),
    ]);
  });

  it('where ours stood is not written over', async () => {
    const reader = put(image);
    await run('backup', reader);
    put(withRecord(image, ours, ISIM));
    const refused = await run('restore', reader, 'latest', '--json', ...keysOf(image));
    expect(refused.error).toMatchObject({ code: 'plan-unsafe', details: { file: EF_DIR } });
    expect(recordAt(ours)).toBe(toHex(ISIM));
  });

  it('is told from ours, torn: that one is put back', async () => {
    const reader = put(image);
    await run('backup', reader);
    const torn = bodyOf(image, EF_DIR).slice(ours * 48, (ours + 1) * 48);
    torn.fill(0xff, 10, 13);
    put(withRecord(image, ours, torn));
    expect((await run('restore', reader, 'latest', '--json', ...keysOf(image))).json().result).toBe('verified');
    expect(bodies(imageNow())).toEqual(bodies(image));
  });

  it('that came after a write broke off outlives its being rolled back', async () => {
    const reader = put(image);
    await run('backup', reader);
    put({ ...withRecord(image, ours, BLANK), faults: [{ kind: 'remove', at: 1, ins: 'DC', when: 'after' }] });
    expect((await run('restore', reader, 'latest', ...keysOf(image))).code).toBe(6);
    put(withRecord({ ...imageNow(), faults: [] }, 3, ISIM));
    const back = await run('recover', reader, '--roll-back', '--json', ...keysOf(image));
    expect([back.code, back.json().result]).toEqual([0, 'verified']);
    expect([recordAt(3), recordAt(ours)]).toEqual([toHex(ISIM), 'FF'.repeat(48)]);
  });
});

describe('somebody else’s objects', () => {
  it('that came since the backup are not taken away by it', async () => {
    const image = cardWith();
    const reader = put(image);
    await run('backup', reader);
    put(withFile(image, DODF, padEnd(concat(FOREIGN, encodeDodf([DM_OBJECT])), 128, 0xff)));
    const before = imageText();
    const refused = await run('restore', reader, 'latest', '--json', ...keysOf(image));
    expect(refused.error?.code).toBe('plan-unsafe');
    expect(imageText()).toBe(before);
  });

  it('that stand before the damage stay where they are', async () => {
    const good = withFile(cardWith(), DODF, padEnd(concat(FOREIGN, encodeDodf([DM_OBJECT])), 128, 0xff));
    const reader = put(good);
    await run('backup', reader);
    put(withFile(good, DODF, padEnd(concat(FOREIGN, garbage(60)), 128, 0xff)));
    const done = await run('restore', reader, 'latest', '--json', ...keysOf(good));
    expect([done.code, done.json().result]).toEqual([0, 'verified']);
    expect(
      done.commands.filter((command) => command.slice(2, 4) === 'D6').every((c) => !c.startsWith('D60000', 2)),
    ).toBe(true);
    expect(bodies(imageNow())).toEqual(bodies(good));
  });
});

describe('a card that shows its content for a key alone', () => {
  it('is restored with that key, also where the directory that leads to it is lost', async () => {
    const image = cardWith({ pin1Enabled: true });
    const reader = put(image);
    const keys = ['--key', 'pin1=ascii:1234', ...keysOf(image)];
    expect((await run('backup', reader, ...keys)).code).toBe(0);
    put([DODF, CONTENT].reduce((all, path) => withFile(all, path, garbage(bodyOf(image, path).length)), image));
    const without = await run('restore', reader, 'latest', ...keysOf(image));
    expect(without.code).not.toBe(0);
    const done = await run('restore', reader, 'latest', '--json', ...keys);
    expect([done.code, done.error, done.json()]).toMatchObject([0, undefined, { result: 'verified' }]);
    expect(bodies(imageNow())).toEqual(bodies(image));
  });
});

describe('backups', () => {
  it('are listed with their files, of all cards or of one', async () => {
    expect((await run('backup', '--list')).out).toContain('No backups');
    const image = cardWith();
    const reader = put(image);
    const kept = (await run('backup', reader, '--json')).json<{ backup: string }>();
    await run('backup', 'virtual:sim');
    const all = (await run('backup', '--list', '--json')).json<{ backups: { iccid: string }[] }>();
    expect(all.backups.map(({ iccid }) => iccid).sort()).toEqual([builtinCard('sim')?.iccid, image.iccid].sort());
    const own = (await run('backup', image.iccid ?? '', '--list', '--json')).json<{ backups: unknown[] }>();
    expect(own.backups).toMatchObject([
      {
        backup: kept.backup,
        created: expect.stringMatching(/^20/),
        files: expect.arrayContaining([
          expect.objectContaining({ path: CONTENT, size: 2048, sha256: expect.stringMatching(/^[0-9A-F]{64}$/) }),
        ]),
      },
    ]);
    expect(JSON.stringify(own)).not.toContain('"data"');
    expect((await run('backup', image.iccid ?? '', '--list')).out).toContain(kept.backup);
  });

  it('latest is the one that was made last, though its content was kept before', async () => {
    const image = cardWith();
    const reader = put(image);
    const own = bodyOf(image, CONTENT);
    for (let i = 0; i < 3; i++) {
      const message = i % 2 === 0 ? OTHER : own;
      writeFileSync(at('turn.wbxml'), message.subarray(0, message.findLastIndex((byte) => byte !== 0xff) + 1));
      expect((await run('flash', reader, at('turn.wbxml'), '--json', ...keysOf(image))).code).toBe(0);
    }
    expect((await run('restore', reader, 'latest', ...keysOf(image))).code).toBe(0);
    expect(toHex(bodyOf(imageNow(), CONTENT))).toBe(toHex(own));
  });

  it('latest passes by what was kept of a half-written card', async () => {
    const image = cardWith();
    const reader = put({ ...image, faults: [{ kind: 'remove', at: 3, ins: 'D6', when: 'after' }] });
    writeFileSync(at('next.wbxml'), OTHER.subarray(0, OTHER.findLastIndex((byte) => byte !== 0xff) + 1));
    expect((await run('flash', reader, at('next.wbxml'), ...keysOf(image))).code).toBe(6);
    expect((await run('recover', reader, '--finish', ...keysOf(image))).code).toBe(0);
    expect((await run('backup', image.iccid ?? '', '--list')).out).toContain('of a half-written card');
    expect((await run('restore', reader, 'latest', ...keysOf(image))).code).toBe(0);
    expect(toHex(bodyOf(imageNow(), CONTENT))).toBe(toHex(bodyOf(image, CONTENT)));
  });

  it('of another card, and where there is none, nothing is done', async () => {
    const reader = put(cardWith());
    expect((await run('restore', reader, 'latest')).error?.code).toBe('backup-none');
    const kept = (await run('backup', 'virtual:sim', '--json')).json<{ backup: string }>();
    expect((await run('restore', reader, kept.backup)).error?.code).toBe('backup-mismatch');
    expect((await run('backup')).error?.code).toBe('usage-invalid');
  });
});
