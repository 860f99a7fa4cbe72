import { afterEach, describe, expect, it } from 'vitest';
import { type Browse, NOTHING_BROWSED, placeOf, readsIn, sizeMark } from '../../renderer/model/browsed-files.ts';
import { cardModel } from '../../renderer/model/card-model.ts';
import { everyNode } from '../../renderer/model/tree-model.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { openStage, type Stage, windowOf } from '../support/stage/stage.ts';

let stage: Stage;

afterEach(() => stage.close());

async function browsedCard(reader: string) {
  stage = openStage(SCENARIOS.plain);
  const host = windowOf(stage);
  const opened = await host.call('card.open', { reader, mode: 'auto' });
  if (!opened.ok) throw new Error(opened.error.code);
  const { session, read } = opened.value;
  const found = await host.call('files.browse', { session });
  if (!found.ok) throw new Error(found.error.code);
  const browse: Browse = { ...NOTHING_BROWSED, files: found.value.files };
  return { host, session, read, browse };
}

describe('the files outside the chain', () => {
  it('join the tree, each once, in their folders', async () => {
    const { read, browse } = await browsedCard('virtual:uicc');
    const before = cardModel(read);
    const after = cardModel(read, undefined, browse);
    expect(after.files.size).toBeGreaterThan(before.files.size);
    const ids = [...everyNode(after.root)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...everyNode(after.root)].map(({ label }) => label)).toContain('ADF(USIM)');
    for (const path of before.files.keys()) expect(after.files.get(path)?.browsed, path).not.toBeNull();
  });

  it('show their bytes, their meaning and what read them, once they were read', async () => {
    const { host, session, read, browse } = await browsedCard('virtual:sim');
    const imsi = browse.files.find(({ name }) => name === 'EF(IMSI)');
    const body = await host.call('files.read', { session, path: imsi?.path ?? '' });
    const trace = await host.call('trace.slice', { session, from: 0 });
    if (imsi === undefined || !body.ok || !trace.ok) throw new Error('not read');
    const bodies = new Map([[imsi.path, body.value]]);
    const model = cardModel(read, undefined, { ...browse, bodies }, trace.value);
    const file = model.files.get(imsi.path);
    expect(file?.file.bytes).toHaveLength(9);
    expect(file?.node.children.map(({ label }) => label)).toContain('IMSI');
    expect(file?.file.reads).toEqual(readsIn(trace.value, body.value, imsi.recordLength));
    expect(file?.file.reads.reduce((sum, { length }) => sum + length, 0)).toBe(9);
  });

  it('mask what the host says is secret', async () => {
    const { read, browse } = await browsedCard('virtual:uicc');
    const [first] = browse.files.filter(({ name, kind }) => kind === 'ef' && name === 'EF(ICCID)');
    if (first === undefined) throw new Error('no EF(ICCID)');
    const body = {
      path: first.path,
      bytes: Uint8Array.of(1, 2, 3, 4),
      nodes: [],
      tokens: [],
      secrets: [{ offset: 1, length: 2 }],
      reach: 'ok' as const,
      sw: 0x9000,
      complete: true,
      exchanges: { from: 0, to: 0 },
    };
    const model = cardModel(read, undefined, { ...browse, bodies: new Map([[first.path, body]]) });
    expect([...(model.files.get(first.path)?.kinds ?? [])].map((kind) => (kind & 0x80) !== 0)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('stand under 7FFF where the chain was read there', async () => {
    const { read, browse } = await browsedCard('virtual:uicc');
    const adf = browse.files.find(({ name }) => name === 'ADF(USIM)');
    if (adf === undefined) throw new Error('no ADF');
    const pkcs15 = { ...adf, aid: 'A000000063504B43532D3135' };
    const [file] = read.files;
    if (file === undefined) throw new Error('nothing read');
    const inside = `${adf.path}6421`;
    expect(placeOf(inside, [pkcs15], [{ ...file, path: '7FFF6421' }])).toBe('7FFF6421');
    expect(placeOf(inside, [pkcs15], read.files)).toBe(inside);
    expect(placeOf(inside, [adf], [{ ...file, path: '7FFF6421' }])).toBe(inside);
  });

  it('have their size in few signs', async () => {
    const { browse } = await browsedCard('virtual:uicc');
    const marks = new Map(browse.files.map((file) => [file.name, sizeMark(file)]));
    expect(marks.get('EF(ICCID)')).toBe('10 B');
    expect(marks.get('EF(DIR)')).toMatch(/^\d+ × \d+$/);
  });
});
