import { expect, it } from 'vitest';
import { ok } from '../../../core/base/result.ts';
import { coreFlows } from '../../../electron/card-host/core-flows.ts';
import { FAKE_ICCID, FAKE_PLAN, fakePort, fakeRead } from '../../support/fake-flows.ts';

const unused = () => {
  throw new Error('not asked for');
};

it('lets go of the lock of a card also where something is thrown in the run', async () => {
  const said: string[] = [];
  const flows = coreFlows(() => ({
    refused: { recall: unused, remember: unused, refuse: unused, forget: unused },
    writeStore: () => {
      throw new Error('a mistake');
    },
    recall: unused,
    history: {
      halfWritten: unused,
      byContent: unused,
      leave: unused,
      settle: unused,
      readBackup: unused,
      backups: unused,
      planBehind: unused,
    },
    lock: async (iccid) => {
      said.push(`locked ${iccid}`);
      return ok({ release: async () => void said.push('released') });
    },
  }));
  const card = await fakePort().connect('pcsc:Fake 00 00');
  if (!card.ok) throw new Error(card.error.code);
  const run = flows.run({ transport: card.value, nextExchange: () => 0 }, fakeRead(), {
    plan: FAKE_PLAN,
    armedFor: FAKE_ICCID,
    credentials: [],
    consent: { fewTries: false, triesUnknown: false },
    progress: () => undefined,
    stopped: () => false,
  });
  await expect(run).rejects.toThrow('a mistake');
  expect(said).toEqual([`locked ${FAKE_ICCID}`, 'released']);
});
