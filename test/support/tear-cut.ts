import { planRecovery, type RecoveryWay } from '../../core/plan/recover.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import type { FaultImage } from '../../core/virtual-card/faults.ts';
import type { Random } from './random.ts';
import { type Ground, groundOf, type Ran, recovered, resultOf, runCase, type TearCase } from './tear-ground.ts';
import { bareLink, putBack } from './tear-link.ts';
import { bodiesText, lossIn, productMessages, viewOf } from './tear-view.ts';

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

/** A second cut, while the first one is being recovered from, and the way out of that. */
async function secondCut(
  ground: Ground,
  ran: Ran,
  image: CardImage,
  way: RecoveryWay,
  commands: number,
  random: Random,
): Promise<string | undefined> {
  const entry = { plan: ground.plan, done: 0, backup: '/backup' };
  const plan = await planRecovery(bareLink(image).link, entry, ran.kept, way);
  if (!plan.ok) return plan.error.code;
  const at = 1 + random.below(commands);
  const fault: FaultImage = random.chance(50)
    ? { kind: 'tear', at, bytes: subset(255, random) }
    : { kind: 'remove', at, when: random.pick(['before', 'after']) };
  const half = putBack((await runCase({ ...image, faults: [fault] }, ground.read, plan.value)).card);
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
    const ran = await runCase({ ...item.image, faults: [fault] }, ground.read, ground.plan);
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
