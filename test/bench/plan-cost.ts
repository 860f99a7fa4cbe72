import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import {
  defaultMessage,
  defaultMessageXml,
  type MessageParameters,
  NORDTEL,
} from '../../core/bootstrap/default-message.ts';
import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { messageUpdates } from '../../core/plan/file-update.ts';
import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import { updateCost, type WriteCost } from '../../core/plan/write-cost.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { bodyOf, withFile } from '../support/bootstrap-card.ts';
import { Random } from '../support/random.ts';
import { bareLink } from '../support/tear-link.ts';

const CONTENT = '3F007F506421';
/** The longest data of one UPDATE. */
const MOST = 255;
const EDITS = 200;
const random = new Random(2026);
const round = (value: number) => Math.round(value * 1000) / 1000;

const word = (least: number, most: number) =>
  random.times(least, most, () => random.pick([...'abcdefghijklmnopqrstuvwxyz0123456789'])).join('');
const digitsOf = (length: number) => random.times(length, length, () => random.below(10)).join('');

function messageWithAcl(acl: string): Uint8Array {
  const xml = defaultMessageXml().replace('<RTProperties>', `<RTProperties><ACL>${acl}</ACL>`);
  const message = messageFromXml(xml);
  if (!message.ok) throw new Error(JSON.stringify(message.error));
  return message.value;
}

/** Changes that people make, as a pair of messages. */
const KINDS: Readonly<Record<string, () => readonly [old: Uint8Array, next: Uint8Array]>> = {
  address: () => between({ addr: `https://${word(2, 12)}.nordtel.example/` }),
  port: () => between({ port: Number(`8${digitsOf(3)}`) }, { port: Number(`9${digitsOf(3)}`) }),
  secrets: () =>
    between(
      { clientSecret: word(12, 12), serverSecret: word(11, 11) },
      { clientSecret: word(12, 12), serverSecret: word(11, 11) },
    ),
  name: () => between({ name: word(3, 16) }),
  'server-id': () => between({ serverId: word(3, 12) }),
  acl: () => [messageWithAcl(`Get=${word(3, 9)}`), messageWithAcl(`Get=${word(3, 9)}&amp;Replace=${word(3, 9)}`)],
  'whole-message': () =>
    between({
      serverId: word(3, 12),
      name: word(3, 16),
      addr: `https://${word(3, 20)}.example/dm/${word(1, 9)}`,
      port: random.below(65_000) + 1,
      clientName: word(4, 15),
      clientSecret: word(8, 20),
      serverSecret: word(8, 20),
      apn: `${word(2, 9)}.example`,
    }),
};

function between(next: Partial<MessageParameters>, old: Partial<MessageParameters> = {}) {
  return [defaultMessage({ ...NORDTEL, ...old }), defaultMessage({ ...NORDTEL, ...next })] as const;
}

async function planFor(old: Uint8Array, next: Uint8Array, mode: '2g' | '3g'): Promise<WritePlan> {
  const image = builtinCard(mode === '2g' ? 'sim' : 'uicc-3g');
  if (image === undefined) throw new Error('no built-in card');
  const body = bodyOf(image, CONTENT).fill(0xff);
  body.set(old);
  const { link } = bareLink(withFile(image, CONTENT, body));
  const read = await readCard(link, { mode, depth: 'inspect' });
  const wanted = bodyWithMessage(next, { allowFindings: true });
  const plan = read.ok ? await makePlan(link, read.value, read.value.chosen ?? 0, wanted) : read;
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

type Row = Readonly<Record<string, string | number>>;

/** Bytes and commands of plans beside those of writing the whole file. */
async function typicalEdits(): Promise<readonly Row[]> {
  const kinds = Object.entries(KINDS);
  const sums = new Map(kinds.map(([kind]) => [kind, { edits: 0, bytes: 0, whole: 0, exchanges: 0, all: 0 }]));
  for (let i = 0; i < EDITS; i++) {
    const [kind, make] = kinds[i % kinds.length] ?? [];
    const sum = sums.get(kind ?? '');
    if (make === undefined || sum === undefined) throw new Error('no such edit');
    const [old, next] = make();
    const plan = await planFor(old, next, i % 2 === 0 ? '2g' : '3g');
    const updates = plan.steps.filter(({ data }) => data !== '').length;
    sum.edits += 1;
    sum.bytes += plan.bytes;
    sum.whole += plan.capacity;
    sum.exchanges += plan.exchanges;
    sum.all += plan.exchanges - updates + Math.ceil(plan.capacity / MOST);
  }
  return [...sums].map(([kind, { edits, bytes, whole, exchanges, all }]) => ({
    name: `plan-cost-${kind}`,
    edits,
    bytes,
    whole_bytes: whole,
    ratio_bytes: round(bytes / whole),
    exchanges,
    whole_exchanges: all,
    ratio_exchanges: round(exchanges / all),
  }));
}

/**
 * The least cost of all ways from one body to the other that keep the gate: every place behind it is left alone, begins an
 * UPDATE or continues one, all of them tried.
 */
function least(before: Uint8Array, after: Uint8Array, cost: WriteCost): number {
  const differing = (at: number) => before[at] !== after[at];
  const changed = [...after.keys()].filter(differing);
  const [only, another] = changed;
  if (only === undefined) return 0;
  if (another === undefined) return updateCost(cost, only, 1);
  let best = Number.POSITIVE_INFINITY;
  const walk = (at: number, from: number | null, sum: number): void => {
    if (sum >= best) return;
    const closed = from === null ? sum : sum + updateCost(cost, from, at - from);
    if (at === after.length) {
      best = Math.min(best, closed);
      return;
    }
    if (!differing(at)) walk(at + 1, null, closed);
    walk(at + 1, at, closed);
    if (from !== null && at - from < cost.maxData) walk(at + 1, from, sum);
  };
  walk(1, null, 0);
  const one = updateCost(cost, 0, 1);
  return (before[0] === 0xff ? 0 : one) + best + (after[0] === 0xff ? 0 : one);
}

/** Plans of small files beside the best that there is. */
function smallCases(): Row {
  const cases = 400;
  let [spent, best, equal] = [0, 0, 0];
  for (let i = 0; i < cases; i++) {
    const size = 2 + random.below(11);
    const before = Uint8Array.from({ length: size }, () => random.pick([0x02, 0x03, 0xff]));
    const after = before.map((byte) => (random.chance(45) ? random.pick([0x01, 0x02, 0xff]) : byte));
    const cost: WriteCost = {
      command: random.below(40),
      byte: random.below(15),
      page: random.below(60),
      pageSize: random.pick([0, 2, 4]),
      maxData: 1 + random.below(8),
    };
    const sum = messageUpdates(before, after, 0, cost).reduce(
      (total, { offset, data }) => total + updateCost(cost, offset, data.length),
      0,
    );
    const lowest = least(before, after, cost);
    spent += sum;
    best += lowest;
    if (sum === lowest) equal += 1;
  }
  return { name: 'plan-cost-least', cases, equal, cost: spent, least_cost: best, ratio_cost: round(spent / best) };
}

const rows = [...(await typicalEdits()), smallCases()];
for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
