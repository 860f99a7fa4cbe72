import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../core/base/result.ts';
import type { Answer, EventData } from '../../electron/ipc/contract.ts';
import { requests } from '../../electron/ipc/contract.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { openStage, type Stage, windowOf } from '../support/stage/stage.ts';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe('all files of a card, over the contract', () => {
  let stage: Stage;
  let host: ReturnType<typeof windowOf>;
  let session: string;
  let found: number[];
  let browsed: Answer<'files.browse'>;

  beforeEach(async () => {
    stage = openStage(SCENARIOS.plain);
    found = [];
    host = windowOf(stage, ({ name, data }) => {
      if (name === 'files.found') found.push((data as EventData<'files.found'>).count);
    });
    ({ session } = value(await host.call('card.open', { reader: 'virtual:uicc', mode: 'auto' })));
    browsed = value(await host.call('files.browse', { session }));
  });

  afterEach(() => stage.close());

  const read = async (name: string) => {
    const path = browsed.files.find((file) => file.name === name)?.path ?? '';
    return value(await host.call('files.read', { session, path }));
  };

  it('are found with their size and access in words, and told meanwhile', () => {
    expect(requests['files.browse'].result.safeParse(browsed).success).toBe(true);
    expect(found.at(-1)).toBe(browsed.files.length);
    const iccid = browsed.files.find(({ name }) => name === 'EF(ICCID)');
    expect(iccid).toMatchObject({ path: '3F002FE2', kind: 'ef', size: 10, lifeCycle: 'activated' });
    expect(iccid?.access?.read).toEqual({ en: 'always', zh: '始终' });
  });

  it('are read and explained, with the exchanges that read them', async () => {
    const body = await read('EF(ICCID)');
    expect(requests['files.read'].result.safeParse(body).success).toBe(true);
    expect(body.bytes).toHaveLength(10);
    expect(body.nodes.length).toBeGreaterThan(0);
    expect(body.tokens.reduce((sum, { span }) => sum + span.length, 0)).toBe(10);
    expect(body.exchanges.to).toBeGreaterThan(body.exchanges.from);
  });

  it('say what of them is masked', async () => {
    const body = await read('EF(DM_Bootstrap)').catch(() => read('6421'));
    expect(body.secrets.length).toBeGreaterThan(0);
  });

  it('are read only where they were found', async () => {
    const refused = await host.call('files.read', { session, path: '3F001234' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'card-file-unknown' } });
  });

  it('come with the keys of the card and their tries', async () => {
    const keys = value(await host.call('keys.list', { session }));
    expect(requests['keys.list'].result.safeParse(keys).success).toBe(true);
    expect(keys.find(({ ref }) => ref === 'pin1')).toMatchObject({ enabled: false, unblock: 10 });
    expect(keys.find(({ ref }) => ref === 'adm1')).toMatchObject({ tries: 3, verified: false });
    const again = value(await host.call('keys.list', { session }));
    expect(again).toEqual(keys);
  });
});
