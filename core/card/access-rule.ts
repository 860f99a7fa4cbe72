import { isFilled } from '../base/bytes.ts';
import { readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import { actRow, type CardAct, type CommandAct, type FileAct, modeBit } from './access-acts.ts';
import { type AccessExpression, type SolvedAccess, solveAccess } from './access-expression.ts';
import type { FileHeader, PinState } from './file-header.ts';
import { isPinReference, keyName, nibbleKeys, UNIVERSAL_PIN } from './key-names.ts';

/** What the record of EF(ARR) is that a header points at. */
export type ArrRecord =
  | { readonly kind: 'record'; readonly bytes: Uint8Array }
  /** The EF(ARR) has no such record. */
  | { readonly kind: 'no-record' }
  /** There is no EF(ARR) in reach. */
  | { readonly kind: 'no-file' };

/** What an answer rests on besides the header. */
export interface AccessContext {
  /** For a header that refers to EF(ARR): the record. */
  readonly arr?: ArrRecord;
  /** PIN states of the DF or application: a PIN that is switched off counts as verified (TS 102 221 9.5.1). */
  readonly pins?: readonly PinState[];
}

/** Why an answer is what it is, where the rule alone does not say it. */
export type AccessNote =
  /** The EF(ARR) that the header refers to is missing, or its record is: nothing is allowed (TS 102 221 9.2.7). */
  | 'arr-missing'
  | 'record-missing'
  /** The record was not read. */
  | 'arr-not-read'
  /** The header holds no security attributes, or none for this act. */
  | 'not-told'
  /** The act is none for this kind of file. */
  | 'not-applicable'
  /** The rule is cut or malformed: what follows the fault does not count. */
  | 'malformed';

/** Who may do something with a file: the rule, and what must be verified first. */
export interface AccessAnswer extends SolvedAccess {
  /** The condition as the rule has it, before PINs that are switched off are taken out. */
  readonly expression: AccessExpression;
  readonly notes: readonly AccessNote[];
}

interface Found {
  readonly expression: AccessExpression;
  readonly notes: readonly AccessNote[];
}

const ALWAYS: AccessExpression = { kind: 'always' };
const NEVER: AccessExpression = { kind: 'never' };
const beyond = (what: Extract<AccessExpression, { kind: 'beyond' }>['what']): AccessExpression => ({
  kind: 'beyond',
  what,
});

/** Of nothing comes nothing: an empty template allows nobody. */
function combined(kind: 'anyOf' | 'allOf', of: readonly AccessExpression[]): AccessExpression {
  const [only] = of;
  if (only === undefined) return NEVER;
  return of.length === 1 ? only : { kind, of };
}

/** In class A0 (TS 51.011 9.3). */
function nibbleExpression(nibble: number): AccessExpression {
  const refs = nibbleKeys(nibble);
  if (refs === null) return NEVER;
  return refs.length === 0
    ? ALWAYS
    : combined(
        'anyOf',
        refs.map((ref) => ({ kind: 'key', ref })),
      );
}

/** Bits of the usage qualifier 95 (ISO/IEC 7816-4 table 55): b8 external authentication, b4 user authentication by knowledge. */
const USAGE_EXTERNAL = 0x80;
const USAGE_USER = 0x08;

/** Control reference template A4: every key that it names must be verified (TS 102 221 9.2.5). */
function controlReference(item: Tlv): AccessExpression {
  const { items } = readTlvs(item.value);
  const usage = items.find((part) => part.tag === 0x95)?.value[0] ?? USAGE_USER;
  if ((usage & USAGE_EXTERNAL) !== 0 && (usage & USAGE_USER) === 0) return beyond('external-authentication');
  const keys = items.filter((part) => part.tag === 0x83 && part.value.length === 1);
  return combined(
    'allOf',
    keys.map((part) => ({ kind: 'key', ref: keyName(part.value[0] as number, '3g') })),
  );
}

/**
 * Security condition byte of a compact rule, and of SC_DO 9D and 9E: 00 always, FF never; b8 all or one of what follows, b7
 * secure messaging, b6 external authentication, b5 user authentication (ISO/IEC 7816-4 table 20). It names no key.
 */
function conditionByte(condition: number): AccessExpression {
  if (condition === 0x00) return ALWAYS;
  if (condition === 0xff) return NEVER;
  const parts: AccessExpression[] = [];
  if ((condition & 0x40) !== 0) parts.push(beyond('secure-messaging'));
  if ((condition & 0x20) !== 0) parts.push(beyond('external-authentication'));
  if ((condition & 0x10) !== 0) parts.push(beyond('user-authentication'));
  return combined((condition & 0x80) !== 0 ? 'allOf' : 'anyOf', parts);
}

/** One SC_DO (TS 102 221 9.2.5, ISO/IEC 7816-4 table 23). */
function conditionOf(item: Tlv): AccessExpression {
  const nested = () => readTlvs(item.value).items.map(conditionOf);
  switch (item.tag) {
    case 0x90:
      return ALWAYS;
    case 0x97:
      return NEVER;
    case 0x9d:
    case 0x9e:
      return item.value.length === 1 ? conditionByte(item.value[0] as number) : NEVER;
    case 0xa4:
      return controlReference(item);
    case 0xa0:
      return combined('anyOf', nested());
    case 0xaf:
      return combined('allOf', nested());
    case 0xa7: {
      const parts = nested();
      return parts.length === 0 ? NEVER : { kind: 'not', of: combined('anyOf', parts) };
    }
    case 0xb4:
    case 0xb6:
    case 0xb8:
      return beyond('secure-messaging');
    default:
      return beyond('unknown');
  }
}

/** AM_DO 81 to 8F: the low bits of the tag say which of CLA, INS, P1 and P2 follow (ISO/IEC 7816-4 table 22). */
function namesCommand({ tag, value }: Tlv, command: CommandAct): boolean {
  const fields = (['cla', 'ins', 'p1', 'p2'] as const).filter((_, i) => (tag & (0x08 >> i)) !== 0);
  // A part that the caller left open fits the class alone: parameters single out one use of a command.
  return (
    fields.length === value.length &&
    fields.every((field, i) => (command[field] === undefined ? field === 'cla' : command[field] === value[i]))
  );
}

/** True where an access mode data object speaks of the act. */
function speaksOf(item: Tlv, act: CardAct, folder: boolean): boolean {
  if (item.tag !== 0x80) return typeof act === 'string' ? namesOf(act, item) : namesCommand(item, act);
  const mode = item.value[0] ?? 0;
  const bit = modeBit(act, folder);
  // With b8 set the bits have another meaning (ISO/IEC 7816-4 table 16).
  return bit !== undefined && item.value.length === 1 && (mode & 0x80) === 0 && (mode & bit) !== 0;
}

function namesOf(act: FileAct, item: Tlv): boolean {
  const { ins } = actRow(act);
  return ins !== undefined && namesCommand(item, { ins });
}

const isAccessMode = ({ tag }: Tlv) => tag >= 0x80 && tag <= 0x8f;

/**
 * Expanded rules (tag AB, or a record of EF(ARR)): access modes, each followed by the conditions of which one must hold
 * (TS 102 221 9.2.4). An act that no rule names is never allowed; nor is one whose mode no condition follows.
 */
function expandedExpression(rules: Uint8Array, act: CardAct, folder: boolean): Found {
  const list = readTlvs(rules, undefined, true);
  const conditions: AccessExpression[] = [];
  let applies = false;
  for (const item of list.items) {
    if (isAccessMode(item)) applies = speaksOf(item, act, folder);
    else if (applies) conditions.push(conditionOf(item));
  }
  const bare = list.items.some((item, i) => isAccessMode(item) && isAccessMode(list.items[i + 1] ?? item));
  const sound = list.fault === undefined && !bare;
  return { expression: combined('anyOf', conditions), notes: sound ? [] : ['malformed'] };
}

/** Compact rules (8C): the mode byte, then a condition byte for each of its bits from b7 down (ISO/IEC 7816-4 5.4.3.1). */
function compactExpression(rules: Uint8Array, act: CardAct, folder: boolean): Found {
  const [mode = 0] = rules;
  const wanted = modeBit(act, folder);
  const count = [...Array(7).keys()].filter((bit) => (mode & (1 << bit)) !== 0).length;
  const notes: readonly AccessNote[] = rules.length < 1 + count ? ['malformed'] : [];
  let at = 1;
  for (let bit = 0x40; bit > 0; bit >>= 1) {
    if ((mode & bit) === 0) continue;
    if (bit === wanted) return { expression: at < rules.length ? conditionByte(rules[at] as number) : NEVER, notes };
    at += 1;
  }
  return { expression: NEVER, notes };
}

function referenced(arr: ArrRecord | undefined, act: CardAct, folder: boolean): Found {
  if (arr === undefined) return { expression: beyond('unknown'), notes: ['arr-not-read'] };
  if (arr.kind === 'no-file') return { expression: NEVER, notes: ['arr-missing'] };
  // A record that was never written says as little as one that is not there.
  if (arr.kind === 'no-record' || isFilled(arr.bytes, 0xff)) return { expression: NEVER, notes: ['record-missing'] };
  return expandedExpression(arr.bytes, act, folder);
}

function ruleFor(header: FileHeader, act: CardAct, context: AccessContext): Found {
  const { access } = header;
  const folder = header.type !== 'ef';
  if (typeof act === 'string' && modeBit(act, folder) === undefined && actRow(act).ins === undefined)
    return { expression: NEVER, notes: ['not-applicable'] };
  switch (access.kind) {
    case 'nibbles': {
      const nibble = typeof act === 'string' ? actRow(act).nibble : undefined;
      if (nibble === undefined) return { expression: beyond('unknown'), notes: ['not-told'] };
      return { expression: nibbleExpression(access[nibble]), notes: [] };
    }
    case 'compact':
      return compactExpression(access.bytes, act, folder);
    case 'expanded':
      return expandedExpression(access.bytes, act, folder);
    case 'arr':
      return referenced(context.arr, act, folder);
    case 'unknown':
      return { expression: beyond('unknown'), notes: ['not-told'] };
  }
}

/**
 * What a key comes to while PINs are switched off. An application PIN that is off is satisfied, or has the universal PIN in
 * its place where that one's usage qualifier says so (TS 102 221 9.4.2 and 9.5.2).
 */
function withPins(expression: AccessExpression, pins: readonly PinState[], mode: '2g' | '3g'): AccessExpression {
  const stateOf = (ref: string) => pins.find((pin) => keyName(pin.reference, mode) === ref);
  const keyNow = (ref: string): AccessExpression => {
    const pin = stateOf(ref);
    if (pin === undefined || pin.enabled) return { kind: 'key', ref };
    const universal = pins.find((item) => item.reference === UNIVERSAL_PIN);
    const replaced = mode === '3g' && pin.reference <= 0x08 && ((universal?.usage ?? 0) & USAGE_USER) !== 0;
    return replaced && universal?.enabled ? { kind: 'key', ref: keyName(UNIVERSAL_PIN, mode) } : ALWAYS;
  };
  const now = (part: AccessExpression): AccessExpression => {
    switch (part.kind) {
      case 'key':
        return keyNow(part.ref);
      case 'not':
        return { kind: 'not', of: now(part.of) };
      case 'anyOf':
      case 'allOf':
        return { kind: part.kind, of: part.of.map(now) };
      case 'beyond': {
        // A condition byte says "user authentication" and means the PINs of the application.
        const users = pins.filter((pin) => isPinReference(pin.reference)).map((pin) => keyName(pin.reference, mode));
        return part.what === 'user-authentication' && users.length > 0 ? combined('anyOf', users.map(keyNow)) : part;
      }
      default:
        return part;
    }
  };
  return now(expression);
}

/**
 * Who may do `act` with a file, and what must be verified first, for a header of either class.
 * @param context the record of EF(ARR) that the header points at, and the PIN states of its application
 */
export function whoMay(header: FileHeader, act: CardAct, context: AccessContext = {}): AccessAnswer {
  const found = ruleFor(header, act, context);
  const mode = header.access.kind === 'nibbles' ? '2g' : '3g';
  const now = context.pins === undefined ? found.expression : withPins(found.expression, context.pins, mode);
  return { ...solveAccess(now), ...found };
}
