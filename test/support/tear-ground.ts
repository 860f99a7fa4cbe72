import { ok, type Result } from '../../core/base/result.ts';
import { Secret } from '../../core/base/secret.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import type { HalfWritten } from '../../core/plan/half-written.ts';
import { assessRecovery, planRecovery, type RecoveryWay } from '../../core/plan/recover.ts';
import { type RunOutcome, runPlan } from '../../core/plan/run-plan.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import type { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { ADM1 } from './bootstrap-card.ts';
import { forgetful } from './refused-memory.ts';
import { type BareLink, bareLink, putBack } from './tear-link.ts';
import { bodiesText, type CardView, deviceMessages, NO_MESSAGE, productMessages, viewOf } from './tear-view.ts';

/** An old card and what shall become of it. */
export interface TearCase {
  readonly title: string;
  readonly image: CardImage;
  readonly mode: '2g' | '3g';
  /** Labels of our objects that a plan may hide for a while though they end as they were. */
  readonly ours?: readonly string[];
  plan(link: CardLink, read: ReadResult): Promise<Result<WritePlan>>;
}

/** A run, and what it kept. */
export interface Ran {
  readonly outcome: Result<RunOutcome>;
  readonly card: BareLink;
  readonly kept: ReadonlyMap<string, Uint8Array>;
  /** The journal was begun: without it nothing may have been written. */
  readonly begun: boolean;
}

/** @param other see `bareLink` */
export async function runCase(image: CardImage, read: ReadResult, plan: WritePlan, other?: VirtualCard): Promise<Ran> {
  const card = bareLink(image, other);
  const kept = new Map<string, Uint8Array>();
  let begun = false;
  const done = async () => ok(undefined);
  const outcome = await runPlan(card.link, read, plan, {
    armedFor: plan.iccid,
    keys: (ref) => (ref === 'adm1' ? new Secret(ADM1.slice()) : undefined),
    consent: { fewTries: false, triesUnknown: true },
    refused: forgetful(),
    store: {
      async backup(_plan, files) {
        for (const { path, body } of files) kept.set(path, body.slice());
        return ok('/backup');
      },
      async begin() {
        begun = true;
        return ok('/journal');
      },
      stepDone: done,
      end: done,
    },
  });
  return { outcome, card, kept, begun };
}

/** How a run ended, in a word: its result, or the code of its error. */
export const resultOf = ({ outcome }: Ran) => (outcome.ok ? outcome.value.flash.result : outcome.error.code);

/** What a case is measured by: its plan, its run without a cut, and what a device sees at both ends. */
export interface Ground {
  readonly item: TearCase;
  readonly read: ReadResult;
  readonly plan: WritePlan;
  readonly old: CardView;
  readonly next: CardView;
  /** Messages that may be found at any time, and none. */
  readonly messages: ReadonlySet<string>;
  readonly after: CardImage;
  readonly sent: readonly string[];
}

export async function groundOf(given: TearCase): Promise<Ground> {
  // As a card tells itself, so that two of them compare.
  const item = { ...given, image: putBack(bareLink(given.image)) };
  const { link } = bareLink(item.image);
  const read = await readCard(link, { mode: item.mode, depth: 'inspect' });
  if (!read.ok) throw new Error(`${item.title}: ${read.error.code}`);
  const plan = await item.plan(link, read.value);
  if (!plan.ok) throw new Error(`${item.title}: ${JSON.stringify(plan.error)}`);
  const whole = await runCase(item.image, read.value, plan.value);
  if (resultOf(whole) !== 'verified') throw new Error(`${item.title}: ${JSON.stringify(whole.outcome)}`);
  const after = putBack(whole.card);
  const [old, next] = [viewOf(item.image, item.mode), viewOf(after, item.mode)];
  for (const [image, view] of [
    [item.image, old],
    [after, next],
  ] as const) {
    const product = await productMessages(image, item.mode);
    if (product.join() !== deviceMessages(view).join()) throw new Error(`${item.title}: the two devices disagree`);
  }
  const messages = new Set([NO_MESSAGE, ...deviceMessages(old), ...deviceMessages(next)]);
  return { item, read: read.value, plan: plan.value, old, next, messages, after, sent: whole.card.sent };
}

/** Leads a card on one way to its end. @returns what is wrong with it then */
export async function recovered(ground: Ground, ran: Ran, image: CardImage, way: RecoveryWay): Promise<string | Ran> {
  const entry: HalfWritten = { plan: ground.plan, done: 0, backup: '/backup' };
  const assessed = await assessRecovery(bareLink(image).link, entry, ran.kept);
  if (!assessed.ok) return `assess: ${assessed.error.code}`;
  if (assessed.value.files.some(({ state }) => state === 'foreign')) return 'taken for somebody else’s bytes';
  const plan = await planRecovery(bareLink(image).link, entry, ran.kept, way);
  if (!plan.ok) return `${way}: ${JSON.stringify(plan.error)}`;
  const again = await runCase(image, ground.read, plan.value);
  const result = resultOf(again);
  if (result !== (plan.value.steps.length === 0 ? 'unchanged' : 'verified'))
    return `${way} ended ${JSON.stringify(again.outcome)}`;
  const end = putBack(again.card);
  const wanted = way === 'finish' ? ground.next : ground.old;
  const seen = viewOf(end, ground.item.mode);
  if (seen.text !== wanted.text) return `${way} led elsewhere`;
  const resized = ground.plan.files.some(({ make }) => make.length > 0);
  if (!resized && bodiesText(end) !== bodiesText(way === 'finish' ? ground.after : ground.item.image))
    return `${way} left other bytes`;
  return again;
}
