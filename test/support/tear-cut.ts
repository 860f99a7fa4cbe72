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
import type { FaultImage } from '../../core/virtual-card/faults.ts';
import { ADM1 } from './bootstrap-card.ts';
import type { Random } from './random.ts';
import { forgetful } from './refused-memory.ts';
import { type BareLink, bareLink, putBack } from './tear-link.ts';
import { bodiesText, type CardView, deviceMessages, lossIn, NO_MESSAGE, productMessages, viewOf } from './tear-view.ts';

/** An old card and what shall become of it. */
export interface TearCase {
  readonly title: string;
  readonly image: CardImage;
  readonly mode: '2g' | '3g';
  /** Labels of our objects that a plan may hide for a while though they end as they were. */
  readonly ours?: readonly string[];
  plan(link: CardLink, read: ReadResult): Promise<Result<WritePlan>>;
}

/** How thoroughly a case is cut. */
export interface TearDepth {
  /** So many prefixes of each UPDATE; `all`: one for each of its bytes. */
  readonly prefixes: number | 'all';
  /** Random subsets of old, new and FF of each UPDATE. */
  readonly subsets: number;
  /** Of so many different cards that a cut leaves, one has its recovery cut as well. */
  readonly secondCutOf: number;
  /** Reads whose answer is lost, too: they leave the card as the next cut finds it. */
  readonly lostReads: boolean;
}

export interface TearReport {
  readonly cuts: number;
  /** Cards after a cut that differ from one another: each was looked at and recovered. */
  readonly cards: number;
  /** Recoveries that were cut in their turn. */
  readonly secondCuts: number;
  /** What went wrong, with the cut that did it. */
  readonly losses: readonly string[];
}

const WRITES: readonly string[] = ['D6', 'D7', 'DC', 'E0', 'E4', 'D4', '44'];
const WAYS: readonly RecoveryWay[] = ['finish', 'rollBack'];

interface Ran {
  readonly outcome: Result<RunOutcome>;
  readonly card: BareLink;
  readonly kept: ReadonlyMap<string, Uint8Array>;
  /** The journal was begun: without it nothing may have been written. */
  readonly begun: boolean;
}

async function run(image: CardImage, read: ReadResult, plan: WritePlan): Promise<Ran> {
  const card = bareLink(image);
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

const resultOf = ({ outcome }: Ran) => (outcome.ok ? outcome.value.flash.result : outcome.error.code);

/** What a case is measured by: its plan, its run without a cut, and what a device sees at both ends. */
interface Ground {
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

async function groundOf(given: TearCase): Promise<Ground> {
  // As a card tells itself, so that two of them compare.
  const item = { ...given, image: putBack(bareLink(given.image)) };
  const { link } = bareLink(item.image);
  const read = await readCard(link, { mode: item.mode, depth: 'inspect' });
  if (!read.ok) throw new Error(`${item.title}: ${read.error.code}`);
  const plan = await item.plan(link, read.value);
  if (!plan.ok) throw new Error(`${item.title}: ${JSON.stringify(plan.error)}`);
  const whole = await run(item.image, read.value, plan.value);
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

const isWrite = (tpdu: string) => WRITES.includes(tpdu.slice(2, 4));

/** Lengths of prefixes that are tried of an UPDATE of `length` bytes: none and all of it are cuts before and after it. */
function prefixesOf(length: number, { prefixes }: TearDepth, random: Random): readonly number[] {
  const all = Array.from({ length: length - 1 }, (_, i) => i + 1);
  if (prefixes === 'all' || all.length <= prefixes) return all;
  return [...new Set([1, length - 1, ...random.times(prefixes, prefixes, () => 1 + random.below(length - 1))])];
}

function subset(length: number, random: Random): string {
  const letters = random.pick(['ON', 'OF', 'NF', 'ONF', 'OOOON', 'NNNNO', 'NNNNF', 'OOOOF']);
  return Array.from({ length }, () => letters[random.below(letters.length)]).join('');
}

/** Faults that tear the `at`-th command, an UPDATE of `length` bytes. One byte is written whole or not at all. */
function tears(at: number, length: number, depth: TearDepth, random: Random): readonly FaultImage[] {
  if (length < 2) return [];
  return [
    ...prefixesOf(length, depth, random).map((prefix): FaultImage => ({ kind: 'tear', at, prefix })),
    ...random.times(
      depth.subsets,
      depth.subsets,
      (): FaultImage => ({ kind: 'tear', at, bytes: subset(length, random) }),
    ),
  ];
}

/** Every place at which a run is cut. */
function cutsOf({ plan, sent }: Ground, depth: TearDepth, random: Random): readonly FaultImage[] {
  const lengths = plan.steps.filter(({ data }) => data !== '').map(({ data }) => data.length / 2);
  let update = 0;
  return sent.flatMap((tpdu, i): readonly FaultImage[] => {
    const at = i + 1;
    const cuts: FaultImage[] = [{ kind: 'remove', at, when: 'before' }];
    if (depth.lostReads || isWrite(tpdu)) cuts.push({ kind: 'remove', at, when: 'after' });
    if (!['D6', 'D7', 'DC'].includes(tpdu.slice(2, 4))) return cuts;
    const length = lengths[update] ?? 0;
    update += 1;
    return [...cuts, ...tears(at, length, depth, random)];
  });
}

/** Leads a card on one way to its end. @returns what is wrong with it then */
async function recovered(ground: Ground, ran: Ran, image: CardImage, way: RecoveryWay): Promise<string | Ran> {
  const entry: HalfWritten = { plan: ground.plan, done: 0, backup: '/backup' };
  const assessed = await assessRecovery(bareLink(image).link, entry, ran.kept);
  if (!assessed.ok) return `assess: ${assessed.error.code}`;
  if (assessed.value.files.some(({ state }) => state === 'foreign')) return 'taken for somebody else’s bytes';
  const plan = await planRecovery(bareLink(image).link, entry, ran.kept, way);
  if (!plan.ok) return `${way}: ${JSON.stringify(plan.error)}`;
  const again = await run(image, ground.read, plan.value);
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

/** A second cut, while the first one is being recovered from, and the way out of that. */
async function secondCut(
  ground: Ground,
  ran: Ran,
  image: CardImage,
  way: RecoveryWay,
  commands: number,
  random: Random,
): Promise<string | undefined> {
  const entry: HalfWritten = { plan: ground.plan, done: 0, backup: '/backup' };
  const plan = await planRecovery(bareLink(image).link, entry, ran.kept, way);
  if (!plan.ok) return plan.error.code;
  const at = 1 + random.below(commands);
  const fault: FaultImage = random.chance(50)
    ? { kind: 'tear', at, bytes: subset(255, random) }
    : { kind: 'remove', at, when: random.pick(['before', 'after']) };
  const half = putBack((await run({ ...image, faults: [fault] }, ground.read, plan.value)).card);
  const seen = lossIn(viewOf(half, ground.item.mode), ground.old, ground.next, ground.item.ours ?? []);
  if (seen !== undefined) return seen;
  const end = await recovered(ground, ran, half, random.pick(WAYS));
  return typeof end === 'string' ? end : undefined;
}

/** Cuts a case at all its places; after each, a device looks at the card, and the card is recovered. */
export async function cutCase(given: TearCase, depth: TearDepth, random: Random): Promise<TearReport> {
  const ground = await groundOf(given);
  const { item } = ground;
  const losses: string[] = [];
  const known = new Map<string, string | undefined>([]);
  let cuts = 0;
  let secondCuts = 0;
  const look = async (ran: Ran, image: CardImage, count: number): Promise<string | undefined> => {
    const view = viewOf(image, item.mode);
    const loss = lossIn(view, ground.old, ground.next, item.ours ?? []);
    if (loss !== undefined) return loss;
    // The product's own reader is a device, too.
    const strange = (await productMessages(image, item.mode)).find((message) => !ground.messages.has(message));
    if (strange !== undefined) return `the product reads ${strange}`;
    if (!ran.begun) return bodiesText(image) === bodiesText(item.image) ? undefined : 'written before the journal';
    const way = WAYS[count % 2] ?? 'finish';
    const end = await recovered(ground, ran, image, way);
    if (typeof end === 'string') return end;
    if (end.card.sent.length === 0 || count % depth.secondCutOf !== 0) return undefined;
    secondCuts += 1;
    return secondCut(ground, ran, image, way, end.card.sent.length, random);
  };
  for (const fault of cutsOf(ground, depth, random)) {
    cuts += 1;
    const ran = await run({ ...item.image, faults: [fault] }, ground.read, ground.plan);
    const result = resultOf(ran);
    const image = putBack(ran.card);
    const note = (what: string) => losses.push(`${item.title}: ${JSON.stringify(fault)}: ${what}`);
    if (!['interrupted', 'verified', 'card-removed'].includes(result)) note(`the run ended ${result}`);
    const key = `${ran.begun} ${bodiesText(image)}`;
    if (!known.has(key)) known.set(key, await look(ran, image, known.size));
    const wrong = known.get(key);
    if (wrong !== undefined) note(wrong);
  }
  return { cuts, cards: known.size, secondCuts, losses };
}
