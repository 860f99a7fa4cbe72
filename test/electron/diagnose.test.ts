import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import type { Result } from '../../core/base/result.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { type CardHost, createCardHost } from '../../electron/card-host/create-card-host.ts';
import { type Answer, type Params, type RequestName, requests } from '../../electron/ipc/contract.ts';
import { OMNIKEY, SCENARIOS } from '../support/stage/scenarios.ts';
import { openStage, windowOf } from '../support/stage/stage.ts';

const PIN_AND_KEYS = ['3132333435363738', '31323334FFFFFFFF'];

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

const image = (name: string) => builtinCard(name) as CardImage;

describe('diagnosis over the contract', () => {
  let folder: string;
  let host: CardHost;
  let told: { name: string; data: unknown }[];
  let client: ReturnType<CardHost['service']['connect']>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-diagnose-'));
    host = createCardHost({ shell: 'browser', version: '0.1.0', dataFolder: folder });
    told = [];
    client = host.service.connect(({ name, data }) => told.push({ name, data }));
  });
  afterEach(async () => {
    client.close();
    await host.service.close();
    rmSync(folder, { recursive: true });
  });

  /** Every answer has the shape that the interface checks for. */
  async function call<N extends RequestName>(name: N, params: Params<N>): Promise<Answer<N>> {
    const answer = (await client.call(name, params)) as Result<Answer<N>>;
    if (!answer.ok) throw new Error(answer.error.code);
    const checked = requests[name].result.safeParse(answer.value);
    expect(checked.error?.issues ?? []).toEqual([]);
    return answer.value;
  }
  const open = async (name: string) => (await call('card.open', { reader: `virtual:${name}`, mode: 'auto' })).session;
  const run = (session: string) => call('diagnose.run', { session, was: null });

  it('names the cause, and what follows from it below it', async () => {
    const diagnosis = await run(await open('fault-tnds-undecodable'));
    expect(diagnosis.root).toBe('tnds-undecodable');
    expect(diagnosis.findings[0]).toMatchObject({ code: 'tnds-undecodable', under: null });
    expect(diagnosis.findings[0]?.evidence?.bytes.length).toBeGreaterThan(0);
    expect(diagnosis.checks.notReached.length).toBeGreaterThan(0);
    expect(diagnosis.checks.needsFormer).toEqual(['card-swapped']);
    expect(diagnosis.modes).toEqual(['3g', '2g']);
  });

  it('gives away what was found out of a card that has left since, once it was examined', async () => {
    const report = { format: 'json', language: 'en' } as const;
    const leave = async (session: string, reader: string) => {
      await call('reader.eject', { reader: `virtual:${reader}` });
      await expect
        .poll(() => told.some(({ name, data }) => name === 'session.ended' && JSON.stringify(data).includes(session)))
        .toBe(true);
    };
    const session = await open('fault-dodf-oid-double-wrapped');
    await run(session);
    await call('diagnose.examine', { session });
    const before = await call('diagnose.report', { session, ...report });
    await leave(session, 'fault-dodf-oid-double-wrapped');
    const after = await call('diagnose.report', { session, ...report });
    const still = ({ text }: typeof after) => ({ ...JSON.parse(text), made: null });
    expect(still(after)).toEqual(still(before));
    const { text } = await call('diagnose.bundle', { session, keepIdentity: false });
    expect(parseCardImage(text, 'bundle').ok).toBe(true);

    const other = await open('uicc');
    await run(other);
    await leave(other, 'uicc');
    const none = { ok: false, error: { code: 'session-unknown' } };
    expect(await client.call('diagnose.report', { session: other, ...report })).toMatchObject(none);
  });

  it('tries devices and fixes on a copy: the card hears nothing of it', async () => {
    const session = await open('fault-dodf-oid-double-wrapped');
    const diagnosis = await run(session);
    const before = await call('trace.slice', { session, from: 0 });
    const { devices, fixes, copy } = await call('diagnose.examine', { session });
    const tried = await call('diagnose.try', { session, finding: 0 });
    expect(await call('trace.slice', { session, from: 0 })).toHaveLength(before.length);
    expect(copy).toBe('virtual');
    const conforming = (rows: typeof devices) => rows.find(({ profile }) => profile === 'conforming')?.outcome;
    expect(conforming(devices)).toBe('rejected');
    expect(conforming(tried.devices)).toBe('accepted');
    expect(tried).toMatchObject({ result: 'verified', verdict: 'ok', gone: ['dodf-oid-double-wrapped'] });
    const [fix] = fixes;
    expect(fix?.price).toMatchObject({ ranges: 3, keys: [{ ref: 'adm1', triesLeft: 3 }] });
    expect(toHex(fix?.compared?.before ?? new Uint8Array())).toContain('300806060604672B0701');
    expect(toHex(fix?.compared?.after ?? new Uint8Array())).toContain('30060604672B0701');
    expect(fixes.map(({ finding }) => diagnosis.findings[finding]?.under)).toEqual(fixes.map(() => null));
    const parts = told.filter(({ name }) => name === 'diagnose.progress').map(({ data }) => data);
    expect(parts).toContainEqual({ session, part: 'devices', done: devices.length, total: devices.length });
  });

  it('dumps a real card once, with what a broken directory leads to, and comes to the same end on that', async () => {
    const faulty = image('fault-odf-blank');
    const stage = openStage({ ...SCENARIOS.plain, cards: { [OMNIKEY]: faulty } });
    const window = windowOf(stage);
    try {
      const { session } = value(await window.call('card.open', { reader: OMNIKEY, mode: 'auto' }));
      const { root } = value(await window.call('diagnose.run', { session, was: null }));
      expect(root).toBe('odf-blank');
      expect(value(await window.call('diagnose.examine', { session })).copy).toBe('dump');
      const { length } = value(await window.call('trace.slice', { session, from: 0 }));
      const tried = value(await window.call('diagnose.try', { session, finding: 0 }));
      expect(tried).toMatchObject({ result: 'verified', verdict: 'ok' });
      expect(tried.devices.find(({ profile }) => profile === 'conforming')?.outcome).toBe('accepted');
      value(await window.call('diagnose.report', { session, format: 'json', language: 'en' }));
      expect(value(await window.call('trace.slice', { session, from: 0 }))).toHaveLength(length);
    } finally {
      await stage.close();
    }
  });

  it('asks a card that was made of a recording for no more than the recording shows', async () => {
    const path = join(folder, 'recorded.card.json');
    const whole = image('uicc-3g');
    // The phone did not ask for EF(TokenInfo), nor in class A0.
    const files = whole.files.filter(({ path: file }) => !file.endsWith('5032'));
    writeFileSync(path, serializeCardImage({ ...whole, files, recorded: true }));
    const session = await open(path);
    const before = (await call('trace.slice', { session, from: 0 })).length;
    const diagnosis = await run(session);
    expect(diagnosis).toMatchObject({ source: 'recording', modes: ['3g'], root: null });
    expect((await call('diagnose.examine', { session })).copy).toBe('recording');
    expect(await call('trace.slice', { session, from: 0 })).toHaveLength(before);
  });

  it('says where nobody can tell what to write', async () => {
    const session = await open('uicc');
    await run(session);
    const { fixes } = await call('diagnose.examine', { session });
    expect(fixes.filter(({ price }) => price === null).length).toBeGreaterThan(0);
    expect(fixes.every(({ price, compared }) => price !== null || compared === null)).toBe(true);
  });

  it('plans the fix on the card, to be approved as any plan', async () => {
    const session = await open('fault-dodf-oid-double-wrapped');
    await run(session);
    const { plan, id } = await call('diagnose.plan', { session, finding: 0 });
    expect(plan.files.map(({ name }) => name)).toEqual(['EF(DODF)']);
    const unarmed = await client.call('plan.run', { session, id, handles: [], fewTries: false, triesUnknown: false });
    expect(unarmed).toMatchObject({ ok: false, error: { code: 'not-armed' } });
  });

  it('does nothing for a card that was not diagnosed since it was read', async () => {
    const session = await open('uicc');
    const none = { ok: false, error: { code: 'diagnosis-missing' } };
    expect(await client.call('diagnose.examine', { session })).toMatchObject(none);
    await run(session);
    await call('card.reread', { session });
    expect(await client.call('diagnose.try', { session, finding: 0 })).toMatchObject(none);
    expect(await client.call('diagnose.report', { session, format: 'html', language: 'en' })).toMatchObject(none);
  });

  it('tells the servers that only the card before had', async () => {
    const former = await open('uicc');
    const session = await open('uicc-blank');
    const { findings, checks } = await call('diagnose.run', { session, was: former });
    expect(findings.map(({ code }) => code)).toContain('card-swapped');
    expect(checks.needsFormer).toEqual([]);
  });

  it('compares two cards by what they mean, without any secret', async () => {
    const other = await open('uicc');
    const session = await open('fault-dodf-oid-double-wrapped');
    const golden = await call('diagnose.compare', { session, other, golden: true });
    expect(golden.files.map(({ path }) => path)).toEqual(['3F007F506420']);
    expect(golden.ignored).toContain('ICCID');
    const all = await call('diagnose.compare', { session, other, golden: false });
    expect(all.card.map(({ aspect }) => aspect)).toContain('ICCID');
    expect((await call('diagnose.compare', { session, other: session, golden: false })).equal).toBe(true);
  });

  it('gives away a report and a bundle without keys, named by the end of the number and the day', async () => {
    const session = await open('uicc');
    await run(session);
    const html = await call('diagnose.report', { session, format: 'html', language: 'zh' });
    const json = await call('diagnose.report', { session, format: 'json', language: 'en' });
    const bundle = await call('diagnose.bundle', { session, keepIdentity: false });
    expect(html.name).toMatch(/^bootcard-\d{4}-\d{4}-\d\d-\d\d\.html$/);
    expect(html.text).toContain('lang="zh');
    expect(JSON.parse(json.text)).toMatchObject({ format: 'bootcard-report/1', secretsShown: false });
    expect(bundle.name).toMatch(/\.bootcard-bundle$/);
    expect(bundle.masked).toBeGreaterThan(0);
    expect(parseCardImage(bundle.text, 'bundle').ok).toBe(true);
    for (const value of PIN_AND_KEYS) for (const { text } of [html, json, bundle]) expect(text).not.toContain(value);
  });
});
