import { appError } from '../../core/base/app-error.ts';
import { hex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { CardTransport, ReaderPort, ReaderState } from '../../core/transport/card-transport.ts';
import type { CardFlows } from '../../electron/card-host/card-flows.ts';

/** A reader with one card that answers 9000 to everything, and that a test can pull. */
export interface FakePort extends ReaderPort {
  pull(): void;
  put(): void;
  /** Answers come after this only. */
  wait(until: Promise<unknown>): void;
  /** TPDUs that arrived, in hex order of arrival. */
  readonly sent: Uint8Array[];
  readonly disconnects: string[];
  readonly resets: string[];
}

export const FAKE_ATR = hex('3B9F96801FC78031A073BE21136743200718000001A5');
export const FAKE_ICCID = '8949001234567890123';

export function fakePort(name = 'pcsc:Fake 00 00'): FakePort {
  let present = true;
  let answering: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(readers: Result<readonly ReaderState[]>) => void>();
  const sent: Uint8Array[] = [];
  const disconnects: string[] = [];
  const resets: string[] = [];
  const state = (): Result<readonly ReaderState[]> =>
    ok([{ name, title: 'Fake', kind: 'pcsc', card: present ? 'present' : 'empty', atr: FAKE_ATR }]);
  const announce = (): void => {
    for (const listener of listeners) listener(state());
  };
  const gone = () => err(appError('card-removed', { reader: name }));

  const transport = (): CardTransport => ({
    reader: name,
    atr: FAKE_ATR,
    protocol: 'T=0',
    transmit: async (tpdu) => {
      sent.push(tpdu);
      await answering;
      return present ? ok(hex('9000')) : gone();
    },
    reset: async (kind) => {
      resets.push(kind);
      return present ? ok(undefined) : gone();
    },
    beginTransaction: async () => ok(undefined),
    endTransaction: async () => ok(undefined),
    disconnect: async (disposition) => {
      disconnects.push(disposition);
    },
  });

  return {
    scheme: name.slice(0, name.indexOf(':') + 1),
    sent,
    disconnects,
    resets,
    list: async () => state(),
    watch: (listener) => {
      listeners.add(listener);
      listener(state());
      return () => listeners.delete(listener);
    },
    connect: async () => (present ? ok(transport()) : err(appError('card-absent', { reader: name }))),
    close: async () => undefined,
    pull: () => {
      present = false;
      announce();
    },
    wait: (until) => {
      answering = until;
    },
    put: () => {
      present = true;
      announce();
    },
  };
}

export function fakeRead(iccid: string | null = FAKE_ICCID): ReadResult {
  return {
    card: { platform: 'uicc', mode: '3g', atr: '3B9F', iccid, protocol: 'T=0' },
    steps: [],
    files: [],
    objects: [],
    chosen: null,
    needs: [],
    findings: [],
    exchanges: { count: 1, sent: 5, received: 2 },
  };
}

export const FAKE_PLAN: WritePlan = {
  format: 'bootcard-plan/2',
  iccid: FAKE_ICCID,
  mode: '3g',
  application: { aid: 'A000000063504B43532D3135', fids: null },
  file: '7FFF6421',
  capacity: 16,
  start: 0,
  files: [
    {
      path: '7FFF6421',
      name: 'EF(DM_Bootstrap)',
      from: 'application',
      fids: ['6421'],
      rule: 'message',
      start: 0,
      recordLength: 0,
      own: [],
      before: { size: 16, sha256: '00' },
      after: { size: 16, sha256: '01' },
      make: [],
      remove: [],
    },
  ],
  ranges: [{ file: '7FFF6421', offset: 0, old: '00', new: '01' }],
  steps: [{ kind: 'commit', file: '7FFF6421', offset: 0, data: '01', command: '00D600000101' }],
  exchanges: 1,
  bytes: 1,
  pages: 1,
  seconds: 0,
  credentials: [{ ref: 'adm1', keyReference: 0x0a, triesLeft: 3 }],
};

/** Flows that send one command each and notice what they were given. */
export function fakeFlows(
  seen: string[] = [],
  iccid: () => string | null = () => FAKE_ICCID,
  /** What a write waits for in its middle. */
  midway: () => Promise<void> = async () => undefined,
  planned: () => WritePlan = () => FAKE_PLAN,
): CardFlows {
  return {
    read: async (card, _mode, keys) => {
      seen.push(`read with ${keys.accepted('pin1')?.secret.length ?? 'no'} bytes of pin1`);
      const answer = await card.transport.transmit(hex('00A40000'));
      return answer.ok ? ok(fakeRead(iccid())) : answer;
    },
    tries: async () => ok(3),
    verify: async (card, _read, credential) => {
      const answer = await credential.secret.reveal((bytes) =>
        card.transport.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x01, bytes.length, ...bytes)),
      );
      return answer.ok ? ok(undefined) : answer;
    },
    plan: async () => ok(planned()),
    provision: async () => ok(FAKE_PLAN),
    unprovision: async () => ok(FAKE_PLAN),
    changeObjects: async () => ok(FAKE_PLAN),
    assess: async () => ok(null),
    recover: async () => ok({ plan: FAKE_PLAN }),
    leave: async () => ok(undefined),
    backups: async () => [],
    restore: async () => ok(FAKE_PLAN),
    browse: async () => ok({ files: [], complete: true }),
    readFile: async (_card, _read, path) => err(appError('card-file-unknown', { path })),
    dump: async () => err(appError('card-absent', { reader: 'Fake' })),
    keyStates: async () => ok([]),
    diagnose: async () => err(appError('card-absent', { reader: 'Fake' })),
    planFix: async () => ok(FAKE_PLAN),
    keySource: () => {
      throw new Error('no keys here');
    },
    run: async (card, _read, { armedFor, credentials, progress, stopped }) => {
      seen.push(`run armed for ${armedFor} with ${credentials.map(({ ref }) => ref).join()}`);
      progress({ step: 0, total: 1, kind: 'commit', offset: 0 });
      await midway();
      seen.push(`midway with ${credentials.map(({ secret }) => secret.length).join()} bytes`);
      if (stopped()) return err(appError('write-stopped', { iccid: FAKE_ICCID }));
      const answer = await card.transport.transmit(hex('00D6000001'));
      if (!answer.ok) {
        return ok({
          flash: { result: 'interrupted', firstDifference: null, bytesWritten: 0, exchanges: 1 },
          backup: '/backup',
          error: answer.error,
        });
      }
      return ok({
        flash: { result: 'verified', firstDifference: null, bytesWritten: 1, exchanges: 1 },
        backup: '/backup',
      });
    },
  };
}
