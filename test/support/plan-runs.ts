import type { Result } from '../../core/base/result.ts';
import { ok } from '../../core/base/result.ts';
import { Secret } from '../../core/base/secret.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { makePlan, type WantedBody } from '../../core/plan/make-plan.ts';
import { type RunOptions, type RunOutcome, runPlan, type WriteStore } from '../../core/plan/run-plan.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { ADM1 } from './bootstrap-card.ts';
import { forgetful } from './refused-memory.ts';
import { openVirtualLink, type VirtualLink } from './virtual-link.ts';

/** A store that writes down what it was asked to keep, beside what happened on the card meanwhile. */
export interface RecordingStore extends WriteStore {
  /** `backup`, `begin`, `step 5`, `end verified`, each with the number of exchanges before it. */
  readonly events: { readonly what: string; readonly at: number }[];
  readonly bodies: Uint8Array[];
}

export function recordingStore(
  exchanges: () => number = () => 0,
  fail: Partial<Record<keyof WriteStore, Result<never>>> = {},
): RecordingStore {
  const events: { what: string; at: number }[] = [];
  const bodies: Uint8Array[] = [];
  const note = (what: string) => events.push({ what, at: exchanges() });
  return {
    events,
    bodies,
    async backup(_plan, files) {
      note('backup');
      bodies.push(...files.map(({ body }) => body.slice()));
      return fail.backup ?? ok('/backup');
    },
    async begin() {
      note('begin');
      return fail.begin ?? ok('/journal');
    },
    async stepDone(step) {
      note(`step ${step}`);
      return fail.stepDone ?? ok(undefined);
    },
    async end(outcome) {
      note(`end ${outcome}`);
      return fail.end ?? ok(undefined);
    },
  };
}

export function runOptions(plan: WritePlan, store: WriteStore, rest: Partial<RunOptions> = {}): RunOptions {
  return {
    armedFor: plan.iccid,
    keys: (ref) => (ref === 'adm1' ? new Secret(ADM1) : undefined),
    // Class A0 does not tell the tries of an ADM key: one attempt is allowed.
    consent: { fewTries: false, triesUnknown: true },
    refused: forgetful(),
    store,
    ...rest,
  };
}

export interface Planned {
  readonly card: VirtualLink;
  readonly read: ReadResult;
  readonly plan: WritePlan;
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Reads a card and plans what its chosen content file should hold. */
export async function planOn(
  image: CardImage,
  wanted: WantedBody,
  wrap?: (transport: CardTransport) => CardTransport,
): Promise<Planned> {
  const card = await openVirtualLink(image, wrap);
  const read = value(await readCard(card.link, { mode: 'auto', depth: 'inspect' }));
  const plan = value(await makePlan(card.link, read, read.chosen ?? -1, wanted));
  return { card, read, plan };
}

export interface Ran extends Planned {
  readonly outcome: Result<RunOutcome>;
  readonly store: RecordingStore;
  /** Commands of the run itself. */
  readonly commands: readonly string[];
}

/** Runs a plan that was made; what the run sends is kept apart from what came before. */
export async function runOn(planned: Planned, rest: Partial<RunOptions> = {}): Promise<Ran> {
  const { card, read, plan } = planned;
  const before = card.exchanges.length;
  const store = recordingStore(() => card.exchanges.length - before);
  const outcome = await runPlan(card.link, read, plan, runOptions(plan, store, rest));
  return { ...planned, outcome, store, commands: card.commands().slice(before) };
}
