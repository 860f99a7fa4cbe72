import type { Finding } from '../../../core/base/finding.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';

import { movedMessage } from './several-files.ts';

export interface FakeReader {
  readonly name: string;
  readonly title: string;
  readonly kind: 'pcsc' | 'virtual';
  readonly card: 'empty' | 'present' | 'held' | 'mute';
  readonly holder?: string;
  readonly image?: CardImage;
}

/** What the fake host shows. */
export interface Scenario {
  readonly readers: readonly FakeReader[];
  readonly pcsc: string | null;
  /** Runs before each exchange. */
  readonly wait: () => Promise<void>;
  /** Changes what a read answers, for states that no virtual card gives. */
  readonly change: (read: ReadResult) => ReadResult;
  /** Changes the plan of an edit, for plans that no edit of a message leads to. */
  readonly plan: (plan: WritePlan, read: ReadResult) => WritePlan;
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

const VIRTUAL: readonly FakeReader[] = [
  { name: 'virtual:uicc', title: 'UICC', kind: 'virtual', card: 'present', image: image('uicc') },
  { name: 'virtual:sim', title: 'SIM', kind: 'virtual', card: 'present', image: image('sim') },
  { name: 'virtual:ruim', title: 'R-UIM', kind: 'virtual', card: 'present', image: image('ruim') },
  {
    name: 'virtual:uicc-blank',
    title: 'UICC without PKCS#15',
    kind: 'virtual',
    card: 'present',
    image: image('uicc-blank'),
  },
];

const OMNIKEY = {
  name: 'pcsc:Omnikey 3x21',
  title: 'Omnikey 3×21',
  kind: 'pcsc',
  card: 'present',
  image: image('uicc-3g'),
} as const satisfies FakeReader;

/** The reader whose card is pulled before an UPDATE. */
function pulledInUpdate(reader: FakeReader & { readonly image: CardImage }, at: number): FakeReader {
  return { ...reader, image: { ...reader.image, faults: [{ kind: 'remove', at, ins: 'D6' }] } };
}

/** One key that two others would do for as well, and a second one. */
function askingKeys(plan: WritePlan): WritePlan {
  const credentials = [
    { ref: 'adm1', keyReference: 0x0a, triesLeft: 3, alternatives: ['adm2', 'adm3'] },
    { ref: 'pin1', keyReference: 0x01, triesLeft: 2 },
  ];
  return { ...plan, credentials };
}

const REAL: readonly FakeReader[] = [
  OMNIKEY,
  { name: 'pcsc:Identiv uTrust 2700', title: 'Identiv uTrust 2700', kind: 'pcsc', card: 'held', holder: 'pcsc_scan' },
  { name: 'pcsc:Alcor AU9540', title: 'Alcor AU9540', kind: 'pcsc', card: 'empty' },
];

const PLAIN: Scenario = {
  readers: [...REAL, ...VIRTUAL],
  pcsc: null,
  wait: async () => undefined,
  change: (read) => read,
  plan: (plan) => plan,
};

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

const LONG =
  'Manufacturer of Readers GmbH & Co. KG Contactless Dual Interface Reader 5427 CK (serial 00000000000000000000012345) 00 01';

export const SCENARIOS = {
  plain: PLAIN,
  none: { ...PLAIN, readers: VIRTUAL },
  nopcsc: {
    ...PLAIN,
    readers: VIRTUAL,
    pcsc: 'The PC/SC library cannot be loaded: libpcsclite.so.1 is not installed.',
  },
  long: {
    ...PLAIN,
    readers: [
      { name: `pcsc:${LONG}`, title: LONG, kind: 'pcsc', card: 'present', image: image('uicc') },
      ...REAL.slice(1),
      ...VIRTUAL,
    ],
    change: manyFindings,
  },
  pin: {
    ...PLAIN,
    readers: [
      { name: 'virtual:uicc', title: 'UICC', kind: 'virtual', card: 'present', image: withPin(image('uicc'), 3) },
      ...VIRTUAL.slice(1),
    ],
  },
  fewtries: {
    ...PLAIN,
    readers: [
      { name: 'virtual:uicc', title: 'UICC', kind: 'virtual', card: 'present', image: withPin(image('uicc'), 2) },
      ...VIRTUAL.slice(1),
    ],
  },
  half: { ...PLAIN, readers: [pulledInUpdate(OMNIKEY, 4), ...REAL.slice(1), ...VIRTUAL] },
  halflong: { ...PLAIN, readers: [{ ...pulledInUpdate(OMNIKEY, 4), title: LONG }, ...REAL.slice(1), ...VIRTUAL] },
  several: { ...PLAIN, plan: movedMessage },
  keys: { ...PLAIN, plan: askingKeys },
  slow: { ...PLAIN, wait: () => new Promise((resolve) => setTimeout(resolve, 60)) },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
