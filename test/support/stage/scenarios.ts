import type { Finding } from '../../../core/base/finding.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { DiagnosisInfo } from '../../../electron/ipc/diagnose-contract.ts';
import type { TraceState } from '../../../electron/ipc/trace-contract.ts';
import { manyDiagnosed } from './many-diagnosed.ts';
import { movedMessage } from './several-files.ts';
import type { StageReader } from './stage-port.ts';

/** What is on the table, and what is wrong with it. */
export interface Scenario {
  readonly readers: readonly StageReader[];
  /** Cards in those readers, by the reader's name. */
  readonly cards: Readonly<Record<string, CardImage>>;
  /** Built-in cards that are not as they are built in. */
  readonly virtual: Readonly<Record<string, CardImage>>;
  /** Why the smartcard service gives no readers. */
  readonly pcsc: string | null;
  /** Runs before each exchange with a card in a reader. */
  readonly wait: () => Promise<void>;
  /** Changes what a read answers, for states that no virtual card gives. */
  readonly change?: (read: ReadResult) => ReadResult;
  /** Changes the plan of an edit, for plans that no edit of a message leads to. */
  readonly plan?: (plan: WritePlan, read: ReadResult) => WritePlan;
  /** Changes what a diagnosis answers. */
  readonly diagnosis?: (diagnosis: DiagnosisInfo) => DiagnosisInfo;
  /** Changes what is told of a trace. */
  readonly trace?: (state: TraceState) => TraceState;
}

function image(name: string): CardImage {
  const found = builtinCard(name);
  if (found === undefined) throw new Error(`no built-in card ${name}`);
  return found;
}

/** PIN1 enabled, with so many tries left. */
function withPin(card: CardImage, tries: number): CardImage {
  return {
    ...card,
    credentials: card.credentials.map((credential) =>
      credential.ref === 'pin1' ? { ...credential, enabled: true, tries } : credential,
    ),
  };
}

/** One key that two others would do for as well, and a second one. */
function askingKeys(plan: WritePlan): WritePlan {
  const credentials = [
    { ref: 'adm1', keyReference: 0x0a, triesLeft: 3, alternatives: ['adm2', 'adm3'] },
    { ref: 'pin1', keyReference: 0x01, triesLeft: 2 },
  ];
  return { ...plan, credentials };
}

export const OMNIKEY = 'pcsc:Omnikey 3x21';
const LONG =
  'Manufacturer of Readers GmbH & Co. KG Contactless Dual Interface Reader 5427 CK (serial 00000000000000000000012345) 00 01';
export const LONG_READER = `pcsc:${LONG}`;

const OTHERS: readonly StageReader[] = [
  { name: 'pcsc:Identiv uTrust 2700', title: 'Identiv uTrust 2700', card: 'held', holder: 'pcsc_scan' },
  { name: 'pcsc:Alcor AU9540', title: 'Alcor AU9540', card: 'empty' },
];

const PLAIN: Scenario = {
  readers: [{ name: OMNIKEY, title: 'Omnikey 3×21', card: 'present' }, ...OTHERS],
  cards: { [OMNIKEY]: image('uicc-3g') },
  virtual: {},
  pcsc: null,
  wait: async () => undefined,
};

const LONG_NAMES: Scenario = {
  ...PLAIN,
  readers: [{ name: LONG_READER, title: LONG, card: 'present' }, ...OTHERS],
  cards: { [LONG_READER]: image('uicc') },
};

/** A laboratory's rack: thirty readers, some long names among them. */
const MANY: readonly StageReader[] = Array.from({ length: 30 }, (_, at) => {
  const title = at % 7 === 3 ? `${LONG} ${at}` : `Rack ${Math.floor(at / 8) + 1} slot ${(at % 8) + 1}`;
  return { name: `pcsc:${title}`, title, card: at % 5 === 0 ? 'empty' : at % 9 === 4 ? 'held' : 'present' };
});

/** The card is pulled before an UPDATE. */
function pulledInUpdate(scenario: Scenario, at: number): Scenario {
  const cards = Object.entries(scenario.cards).map(([name, card]): [string, CardImage] => [
    name,
    { ...card, faults: [{ kind: 'remove', at, ins: 'D6' }] },
  ]);
  return { ...scenario, cards: Object.fromEntries(cards) };
}

/** Forty findings on one step, with long words: what the notices must bear. */
function manyFindings(read: ReadResult): ReadResult {
  const content = read.files.find(({ role }) => role === 'content');
  const findings = Array.from(
    { length: 40 },
    (_, at): Finding => ({
      code: at % 3 === 0 ? 'dm-source-differs' : 'tnds-node-without-properties-that-a-strict-client-wants',
      kind: at % 3 === 0 ? 'fault' : 'hazard',
      severity: at % 3 === 0 ? 'error' : 'warning',
      clause: 'DM Bootstrap 5.5.4',
      where: { ...(content && { file: content.path }), offset: 20 + at * 17, length: 3 },
      message: `Source LocURI https://dm-server-with-a-very-long-name-${at}.operations.nordtel.example/bootstrap/omadm/v1 equals no Addr`,
      device: 'Rejects the message',
      fix: 'Set Source to the address of the account, or the address to Source',
    }),
  );
  const steps = read.steps.map((step) =>
    step.id === 'content' ? { ...step, verdict: 'warning' as const, findings } : step,
  );
  return { ...read, steps, findings };
}

/** A trace of which a part is indexed, as long as one looks at it. */
function halfOpened(state: TraceState): TraceState {
  return state.format === 'session' ? state : { ...state, total: state.lines * 3 };
}

/** A built-in card in the reader. */
const holding = (name: string): Scenario => ({ ...PLAIN, cards: { [OMNIKEY]: image(name) } });

export const SCENARIOS = {
  plain: PLAIN,
  none: { ...PLAIN, readers: [], cards: {} },
  nopcsc: { ...PLAIN, readers: [], cards: {}, pcsc: 'libpcsclite.so.1 is not installed' },
  long: { ...LONG_NAMES, change: manyFindings },
  pin: { ...PLAIN, virtual: { uicc: withPin(image('uicc'), 3) } },
  fewtries: { ...PLAIN, virtual: { uicc: withPin(image('uicc'), 2) } },
  half: pulledInUpdate(PLAIN, 4),
  halflong: pulledInUpdate(LONG_NAMES, 4),
  faulty: holding('fault-dodf-oid-double-wrapped'),
  undecodable: holding('fault-wbxml-plain-xml'),
  broken: holding('fault-odf-blank'),
  blocked: holding('fault-access-pin-blocked'),
  many: { ...LONG_NAMES, cards: { [LONG_READER]: image('fault-tnds-undecodable') }, diagnosis: manyDiagnosed },
  slowfaulty: {
    ...holding('fault-dodf-oid-double-wrapped'),
    wait: () => new Promise((resolve) => setTimeout(resolve, 40)),
  },
  thirty: { ...PLAIN, readers: MANY },
  opening: { ...PLAIN, trace: halfOpened },
  several: { ...PLAIN, plan: movedMessage },
  keys: { ...PLAIN, plan: askingKeys },
  slow: { ...PLAIN, wait: () => new Promise((resolve) => setTimeout(resolve, 60)) },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
