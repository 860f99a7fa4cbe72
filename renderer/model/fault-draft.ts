import type { FaultImage } from '../../core/virtual-card/faults.ts';

export type FaultKind = FaultImage['kind'];

/** What can go wrong, in the order of the menu: what people break first comes first. */
export const FAULT_KINDS = [
  'remove',
  'tear',
  'mute',
  'reset',
  'status',
  'statusFrom',
  'slow',
  'corrupt',
  'swap',
] as const satisfies readonly FaultKind[];

/** Instructions that a fault can wait for; `any` is every command. */
export const FAULT_INS = [
  ['any', ''],
  ['UPDATE BINARY', 'D6'],
  ['UPDATE RECORD', 'DC'],
  ['READ BINARY', 'B0'],
  ['READ RECORD', 'B2'],
  ['SELECT', 'A4'],
  ['VERIFY', '20'],
  ['MANAGE CHANNEL', '70'],
  ['GET RESPONSE', 'C0'],
  ['CREATE FILE', 'E0'],
  ['RESIZE FILE', 'D4'],
  ['DELETE FILE', 'E4'],
] as const;

/** A fault as it is being filled in; numbers as typed. */
export interface FaultDraft {
  readonly kind: FaultKind;
  readonly at: string;
  /** Empty: any command. */
  readonly ins: string;
  readonly when: 'before' | 'after';
  readonly sw: string;
  /** Bytes of a torn write that are new. */
  readonly prefix: string;
  readonly outcome: 'remove' | 'mute' | '6581' | '9240';
  readonly millis: string;
  readonly card: string;
  readonly offset: string;
  readonly xor: string;
}

export type FaultField = Exclude<keyof FaultDraft, 'kind'>;

const START: FaultDraft = {
  kind: 'remove',
  at: '1',
  ins: '',
  when: 'before',
  sw: '6F00',
  prefix: '8',
  outcome: 'remove',
  millis: '2000',
  card: 'uicc',
  offset: '0',
  xor: 'FF',
};

/** Fields that each kind has, besides when it happens. */
export const FAULT_FIELDS: Readonly<Record<FaultKind, readonly FaultField[]>> = {
  remove: ['when'],
  mute: ['when'],
  reset: ['when'],
  status: ['sw', 'when'],
  statusFrom: ['sw', 'when'],
  tear: ['prefix', 'outcome'],
  slow: ['millis'],
  corrupt: ['offset', 'xor'],
  swap: ['card', 'when'],
};

/** A draft of this kind, with what makes sense to begin with. */
export function faultDraft(kind: FaultKind): FaultDraft {
  return { ...START, kind, ins: kind === 'tear' ? 'D6' : '' };
}

const number = (text: string, least: number, most: number) =>
  /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null;
const word = (text: string) => (/^[0-9A-Fa-f]{4}$/.test(text) ? text.toUpperCase() : null);
const byte = (text: string) => (/^[0-9A-Fa-f]{2}$/.test(text) ? text.toUpperCase() : null);

/** What of a draft is not what it has to be. */
export function wrongFields(draft: FaultDraft): readonly FaultField[] {
  const values: Readonly<Record<FaultField, unknown>> = {
    at: number(draft.at, 1, 99_999),
    ins: draft.ins,
    when: draft.when,
    sw: word(draft.sw),
    prefix: number(draft.prefix, 0, 65_535),
    outcome: draft.outcome,
    millis: number(draft.millis, 0, 600_000),
    card: draft.card === '' ? null : draft.card,
    offset: number(draft.offset, 0, 65_535),
    xor: byte(draft.xor),
  };
  return (['at', ...FAULT_FIELDS[draft.kind]] as const).filter((field) => values[field] === null);
}

/** The fault of a draft; null where something is still wrong with it. */
export function faultOf(draft: FaultDraft): FaultImage | null {
  if (wrongFields(draft).length > 0) return null;
  const { kind, ins, when, outcome } = draft;
  const has = (field: FaultField) => FAULT_FIELDS[kind].includes(field);
  return {
    kind,
    at: Number(draft.at),
    ...(ins !== '' && { ins }),
    ...(has('when') && when === 'after' && { when }),
    ...(has('sw') && { sw: draft.sw.toUpperCase() }),
    ...(has('prefix') && { prefix: Number(draft.prefix) }),
    ...(has('outcome') && { outcome }),
    ...(has('millis') && { millis: Number(draft.millis) }),
    ...(has('card') && { card: draft.card }),
    ...(has('offset') && { offset: Number(draft.offset) }),
    ...(has('xor') && { xor: draft.xor.toUpperCase() }),
  };
}

/** A fault in words of the catalogue: its codes, and what is filled into them. */
export interface FaultWords {
  readonly trigger: 'now' | 'next' | 'nth';
  /** Name of the command that it waits for; null: any. */
  readonly command: string | null;
  readonly left: number;
  readonly effect: FaultKind;
  readonly values: Readonly<Record<string, string | number>>;
  /** Whether the command took effect; null where that is no question. */
  readonly when: 'before' | 'after' | null;
  readonly outcome: 'remove' | 'mute' | 'status' | null;
}

/** @param left commands that it counts until it happens; 0: it goes on happening */
export function faultWords(fault: FaultImage, left: number): FaultWords {
  const { kind, ins, when = 'before', outcome = 'remove' } = fault;
  const named = FAULT_INS.find(([, code]) => code === ins?.toUpperCase());
  const torn = fault.bytes ?? fault.pages ?? '';
  return {
    trigger: left === 0 ? 'now' : left === 1 ? 'next' : 'nth',
    command: ins === undefined ? null : (named?.[0] ?? `INS ${ins.toUpperCase()}`),
    left,
    effect: kind,
    values: {
      sw: fault.sw ?? (kind === 'tear' ? outcome : '6F00'),
      prefix: fault.prefix ?? torn,
      millis: fault.millis ?? 0,
      card: fault.card ?? '',
      offset: fault.offset ?? 0,
      xor: fault.xor ?? 'FF',
    },
    when: FAULT_FIELDS[kind].includes('when') ? when : null,
    outcome: kind !== 'tear' ? null : outcome === 'remove' || outcome === 'mute' ? outcome : 'status',
  };
}
