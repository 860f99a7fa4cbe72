import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../core/base/app-error.ts';
import { EXIT } from '../../../core/base/exit-code.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { RecoveryWay } from '../../../core/plan/recover.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { FaultImage } from '../../../core/virtual-card/faults.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { TEAR_PLATFORMS, tearCorpus } from '../../support/tear-corpus.ts';
import { type Ground, groundOf, recovered, resultOf, runCase } from '../../support/tear-ground.ts';
import { putBack } from '../../support/tear-link.ts';
import { bodiesText, lossIn, viewOf } from '../../support/tear-view.ts';

/** All that can go wrong at one command. The answers 6581 and 9240 say that the memory has a problem. */
const faultsAt = (at: number): readonly FaultImage[] => [
  ...['6581', '9240', '6F00', '6982', '6A82', '9804', '6985', '9300'].flatMap((sw) =>
    (['before', 'after'] as const).map((when) => ({ at, kind: 'status', sw, when }) as const),
  ),
  { at, kind: 'statusFrom', sw: '6F00' },
  { at, kind: 'statusFrom', sw: '6581' },
  ...(['remove', 'mute', 'reset'] as const).flatMap((kind) =>
    (['before', 'after'] as const).map((when) => ({ at, kind, when })),
  ),
  { at, kind: 'swap', card: 'other', when: 'before' },
  { at, kind: 'swap', card: 'other', when: 'after' },
  { at, kind: 'corrupt', offset: 0 },
  { at, kind: 'corrupt', offset: 999 },
  { at, kind: 'corrupt', offset: 999, xor: '01' },
  { at, kind: 'slow', millis: 5 },
  { at, kind: 'tear', prefix: 3, outcome: '6581' },
  { at, kind: 'tear', bytes: 'NOFNOF', outcome: '9240' },
  { at, kind: 'tear', prefix: 1, outcome: 'mute' },
  // The card says that all is well, and it is not.
  { at, kind: 'tear', prefix: 1, outcome: '9000' },
];

const TITLES = ['longer by one', 'blank files are filled, from the message to EF(DIR)'];
/** Results of which each has its kind of error. */
const ENDS: Readonly<Record<string, string | undefined>> = {
  verified: undefined,
  interrupted: 'write-interrupted',
  failed: 'verify-failed',
};

/** Another card of the same kind: everything that a plan does to it would be a mistake. */
function otherCard(image: CardImage): CardImage {
  const name = image.platform === 'sim' ? 'sim' : image.modes === '2g' ? 'uicc-2g' : 'uicc-3g';
  return builtinCard(name) ?? image;
}

interface Seen {
  readonly problem?: string;
  readonly result: string;
}

/** One run with one fault, and the way out of it. */
async function tryFault(ground: Ground, fault: FaultImage, way: RecoveryWay): Promise<Seen> {
  const { item } = ground;
  const other = new VirtualCard(otherCard(item.image));
  const untouched = bodiesText(other.image());
  const ran = await runCase({ ...item.image, faults: [fault] }, ground.read, ground.plan, other);
  const result = resultOf(ran);
  const image = putBack(ran.card);
  const changed = bodiesText(image) !== bodiesText(item.image);
  const seen = (problem: string): Seen => ({ result, problem: `${JSON.stringify(fault)} ${result}: ${problem}` });
  if (bodiesText(other.image()) !== untouched) return seen('the other card was written to');
  if (ran.outcome.ok) {
    const { flash, error } = ran.outcome.value;
    if (!(flash.result in ENDS) || error?.code !== ENDS[flash.result]) return seen(`error ${error?.code}`);
    if (flash.result === 'verified' && bodiesText(image) !== bodiesText(ground.after)) return seen('it is not');
    if (flash.result === 'interrupted' && (error === undefined || exitCodeOf(error) !== EXIT.interrupted))
      return seen('wrong exit');
  } else {
    if (exitCodeOf(ran.outcome.error) < EXIT.usage) return seen('an exit as if all were well');
    if (changed) return seen('an error says that nothing was written');
  }
  const loss = lossIn(viewOf(image, item.mode), ground.old, ground.next, item.ours ?? []);
  // A read-back that failed has found a card that lied: its message may be broken, and the run says where.
  if (loss !== undefined && result !== 'failed') return seen(loss);
  if (!ran.begun || !changed) return { result };
  const end = await recovered(ground, ran, image, way);
  return typeof end === 'string' ? seen(end) : { result };
}

describe.each(TEAR_PLATFORMS)('every fault of a %s at every command of a plan', (platform) => {
  it.each(TITLES)(
    '%s: ends in words, and the card can be recovered',
    async (title) => {
      const item = tearCorpus(platform).find((entry) => entry.title === `${platform}: ${title}`);
      if (item === undefined) throw new Error(title);
      const ground = await groundOf(item);
      const problems: string[] = [];
      const results = new Map<string, number>();
      for (let at = 1; at <= ground.sent.length; at++)
        for (const [i, fault] of faultsAt(at).entries()) {
          const way = (i + at) % 2 === 0 ? 'finish' : 'rollBack';
          const { problem, result } = await tryFault(ground, fault, way);
          results.set(result, (results.get(result) ?? 0) + 1);
          if (problem !== undefined) problems.push(problem);
        }
      const counts = [...results].map(([result, count]) => `${count} ${result}`).join(', ');
      console.log(`faults ${item.title}: ${counts}; ${problems.length} problems`);
      expect(problems).toEqual([]);
      expect([...results.keys()]).toEqual(expect.arrayContaining(['verified', 'interrupted', 'failed']));
    },
    300_000,
  );
});

it('a cell that keeps its old value, though the card says that all is well: failed, with file, offset and field', async () => {
  const item = tearCorpus('uicc-3g').find(({ title }) => title === 'uicc-3g: one letter');
  if (item === undefined) throw new Error('the pair is gone');
  const ground = await groundOf(item);
  const at = 1 + ground.sent.findIndex((tpdu) => tpdu.slice(2, 4) === 'D6');
  const [range] = ground.plan.ranges;
  const ran = await runCase(
    { ...item.image, faults: [{ kind: 'tear', at, bytes: 'O', outcome: '9000' }] },
    ground.read,
    ground.plan,
  );
  expect(ran.outcome).toMatchObject({
    ok: true,
    value: {
      flash: { result: 'failed', firstDifference: range?.offset },
      error: {
        code: 'verify-failed',
        details: { file: range?.file, offset: range?.offset, field: 'SyncHdr/Source/LocURI' },
      },
    },
  });
});
