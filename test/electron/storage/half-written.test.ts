import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { bodyFromBackup, bodyWithMessage, type WantedBody } from '../../../core/plan/make-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { findHalfWritten, leaveHalfWritten, recallHalfWritten } from '../../../electron/storage/half-written.ts';
import { createWriteStore } from '../../../electron/storage/write-store.ts';
import { bodyOf } from '../../support/bootstrap-card.ts';
import { planOn, runOn } from '../../support/plan-runs.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const READER = 'virtual:My card';
const CONTENT = '3F007F506421';
const OTHER = defaultMessage({ ...NORDTEL, name: 'NordTel North', apn: 'a.much.longer.apn.nordtel.example' });

let folder = '';
let minute = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-half-'));
  minute = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes to a card with this machine's store; every write a minute later than the one before. */
async function write(image: CardImage, wanted: WantedBody, faults: CardImage['faults'] = []): Promise<CardImage> {
  const planned = await planOn({ ...image, faults }, wanted);
  minute += 1;
  const now = new Date(Date.UTC(2026, 0, 1, 0, minute));
  const { card } = await runOn(planned, { store: createWriteStore(folder, () => now) });
  return { ...card.image(), faults: [] };
}

const removed = (at: number, when: 'before' | 'after' = 'before') => [{ kind: 'remove', at, ins: 'D6', when }] as const;

async function readOf(image: CardImage, depth: 'device' | 'inspect' = 'inspect'): Promise<ReadResult> {
  const card = await openVirtualLink(image);
  const read = await readCard(card.link, { mode: 'auto', depth });
  if (!read.ok) throw new Error(read.error.code);
  return recallHalfWritten(folder, read.value, READER);
}

const codes = (read: ReadResult) => read.findings.map(({ code }) => code);
const journal = () => join(folder, 'journals', readdirSync(join(folder, 'journals')).sort().at(-1) ?? '');

describe.each(['sim', 'uicc-3g'] as const)('a write to %s that broke off', (name) => {
  const own = builtinCard(name) as CardImage;

  it.each(['device', 'inspect'] as const)('is the first finding (%s), with what puts it back', async (depth) => {
    const half = await write(own, bodyWithMessage(OTHER), [...removed(4)]);
    const read = await readOf(half, depth);
    const [finding] = read.findings;
    expect(finding).toMatchObject({ code: 'card-half-written', severity: 'warning', where: { file: CONTENT } });
    const { backup = '', done } = finding?.details ?? {};
    expect(done).toBe(3);
    expect(finding?.message).toContain(String(backup));
    const unknown = name === 'sim' ? ` --tries-unknown ${own.iccid}` : '';
    for (const way of ['--finish', '--roll-back'])
      expect(finding?.fix).toContain(`bootcard recover "${READER}" ${way} --key adm1=…${unknown}`);
    const step = read.steps.find(({ id }) => id === 'content');
    expect(step?.findings[0]).toBe(finding);
    expect(step?.verdict).not.toBe('ok');
  });

  it('is known from a journal that breaks off itself, even in the middle of a line', async () => {
    const half = await write(own, bodyWithMessage(OTHER), [...removed(4)]);
    const lines = readFileSync(journal(), 'utf8').trimEnd().split('\n');
    writeFileSync(journal(), `${lines.slice(0, -1).join('\n')}\n{"t":"2026`);
    expect(codes(await readOf(half))[0]).toBe('card-half-written');
  });

  it('that was left is remembered so, also where its journal breaks off in the middle of a line', async () => {
    const half = await write(own, bodyWithMessage(OTHER), [...removed(4)]);
    appendFileSync(journal(), '{"t":"2026');
    const entry = await findHalfWritten(folder, own.iccid ?? '');
    if (entry === undefined) throw new Error('not known');
    expect(entry).toMatchObject({ left: false, begun: '2026-01-01T00:01:00.000Z', journal: journal() });
    expect(await leaveHalfWritten(entry, () => new Date(Date.UTC(2026, 0, 2)))).toMatchObject({ ok: true });
    const left = await findHalfWritten(folder, own.iccid ?? '');
    expect(left).toEqual({ ...entry, left: true });
    // Left, not solved: whoever reads the card is still told.
    expect(codes(await readOf(half))[0]).toBe('card-half-written');
    expect(readFileSync(journal(), 'utf8')).toMatch(/\n\{"t":"2026-01-02T00:00:00.000Z","event":"left"\}\n$/);
  });

  it('is over after a verified write', async () => {
    const half = await write(own, bodyWithMessage(OTHER), [...removed(4)]);
    const whole = await write(half, bodyFromBackup(bodyOf(own, CONTENT)));
    expect(codes(await readOf(whole))).not.toContain('card-half-written');
  });

  it('is not over after one that was refused', async () => {
    const half = await write(own, bodyWithMessage(OTHER), [...removed(4)]);
    const sw = name === 'sim' ? '9804' : '6982';
    const same = await write(half, bodyWithMessage(OTHER), [{ kind: 'status', at: 1, ins: 'D6', sw }]);
    expect(readFileSync(journal(), 'utf8')).toContain('"unchanged"');
    expect(codes(await readOf(same))[0]).toBe('card-half-written');
  });

  it.each(['device', 'inspect'] as const)(
    'is none where the first byte never went, or came back (%s)',
    async (depth) => {
      const before = await write(own, bodyWithMessage(OTHER), [...removed(1)]);
      expect(readFileSync(journal(), 'utf8')).toContain('"interrupted"');
      expect(codes(await readOf(before, depth))).not.toContain('card-half-written');
      const { plan } = await planOn(own, bodyWithMessage(OTHER));
      const last = plan.steps.filter((step) => step.data !== '').length;
      const after = await write(own, bodyWithMessage(OTHER), [...removed(last, 'after')]);
      expect(readFileSync(journal(), 'utf8')).toContain('"interrupted"');
      expect(codes(await readOf(after, depth))).not.toContain('card-half-written');
    },
  );

  it.each(['device', 'inspect'] as const)('that did not read back equal counts until one did (%s)', async (depth) => {
    // The last UPDATE but one loses a byte, and the card says that all is well.
    const { plan } = await planOn(own, bodyWithMessage(OTHER));
    const at = plan.steps.filter((step) => step.data !== '').length - 1;
    const lying = [{ kind: 'tear', at, ins: 'D6', prefix: 1, outcome: '9000' }] as const;
    const broken = await write(own, bodyWithMessage(OTHER), [...lying]);
    expect(readFileSync(journal(), 'utf8')).toContain('"failed"');
    expect(codes(await readOf(broken, depth))[0]).toBe('card-half-written');
    const whole = await write(broken, bodyWithMessage(OTHER));
    expect(readFileSync(journal(), 'utf8')).toContain('"verified"');
    expect(codes(await readOf(whole, depth))).not.toContain('card-half-written');
  });

  it('is another card’s where the ICCID is another', async () => {
    const half = await write(own, bodyWithMessage(OTHER), [...removed(4)]);
    const other = builtinCard(name === 'sim' ? 'uicc-3g' : 'sim') as CardImage;
    expect(other.iccid).not.toBe(half.iccid);
    expect(codes(await readOf(other))).not.toContain('card-half-written');
  });
});

it('journals that are none, and no journals at all, say nothing', async () => {
  const own = builtinCard('sim') as CardImage;
  expect(codes(await readOf(own))).not.toContain('card-half-written');
  await write(own, bodyWithMessage(OTHER), [...removed(4)]);
  writeFileSync(journal(), '{"event":"begin","plan":{}}\n');
  expect(codes(await readOf(own))).not.toContain('card-half-written');
  writeFileSync(journal(), Uint8Array.of(0xff, 0xfe));
  expect(codes(await readOf(own))).not.toContain('card-half-written');
});

it('the app tells it when the card is opened', async () => {
  const half = await write(builtinCard('sim') as CardImage, bodyWithMessage(OTHER), [...removed(4)]);
  const path = join(folder, 'half.card.json');
  writeFileSync(path, serializeCardImage(half));
  const host = createCardHost({ shell: 'browser', version: '0.0.0', dataFolder: folder });
  try {
    const opened = await host.service
      .connect(() => undefined)
      .call('card.open', { reader: `virtual:${path}`, mode: 'auto' });
    if (!opened.ok) throw new Error(opened.error.code);
    expect(codes((opened.value as { read: ReadResult }).read)[0]).toBe('card-half-written');
  } finally {
    await host.service.close();
  }
});
