import { fromHex, isFilled } from '../base/bytes.ts';
import { readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import type { CredentialStore, KeyStates } from './credential-store.ts';
import { type CardNode, recordOf } from './file-system.ts';

/**
 * Bits of the access mode byte (ISO/IEC 7816-4 tables 16 and 17; TS 102 221 9.2.4): of an EF, and of a DF where the three
 * lowest mean another thing. `command` has no bit: a rule for its command header alone lets it pass.
 */
export const ACCESS_MODE = {
  read: 0x01,
  update: 0x02,
  write: 0x04,
  deactivate: 0x08,
  activate: 0x10,
  terminate: 0x20,
  delete: 0x40,
  deleteChild: 0x01,
  createEf: 0x02,
  createDf: 0x04,
  command: 0x00,
} as const;
export type Act3g = keyof typeof ACCESS_MODE;

/** CLA, INS, P1, P2 of the command that asks, for access modes 81 to 8F; CLA without its channel. */
export type CommandHeader = readonly [cla: number, ins: number, p1: number, p2: number];

const isUserKey = (key: number) => (key >= 0x01 && key <= 0x08) || key === 0x11 || (key >= 0x81 && key <= 0x88);

/**
 * Security condition byte: 00 always, FF never; b8 all or one of what follows, b7 secure messaging, b6 external
 * authentication, b5 user authentication (ISO/IEC 7816-4 table 20). The byte names no key: any PIN satisfies b5, any
 * administrative key b6. Its low nibble names a security environment whose keys this card does not tell apart.
 */
function conditionByte(condition: number, keys: KeyStates): boolean {
  if (condition === 0x00) return true;
  if (condition === 0xff) return false;
  const anyOf = (user: boolean) => keys.anyPasses((key) => isUserKey(key) === user);
  const parts: boolean[] = [];
  if ((condition & 0x40) !== 0) parts.push(false);
  if ((condition & 0x20) !== 0) parts.push(anyOf(false));
  if ((condition & 0x10) !== 0) parts.push(anyOf(true));
  if (parts.length === 0) return false;
  return (condition & 0x80) !== 0 ? parts.every(Boolean) : parts.some(Boolean);
}

/** Control reference template for authentication: 83 names the key (TS 102 221 9.2.5). */
function controlReference(value: Uint8Array, keys: KeyStates): boolean {
  const references = readTlvs(value).items.filter((item) => item.tag === 0x83 && item.value.length === 1);
  return references.length > 0 && references.every((item) => keys.passes(item.value[0] as number));
}

/** One security condition data object (ISO/IEC 7816-4 table 23). What is not known is not satisfied. */
function condition(item: Tlv, keys: KeyStates): boolean {
  const nested = () => readTlvs(item.value).items.map((part) => condition(part, keys));
  switch (item.tag) {
    case 0x90:
      return true;
    case 0x97:
      return false;
    case 0x9e:
    case 0x9d:
      return item.value.length === 1 && conditionByte(item.value[0] as number, keys);
    case 0xa4:
      return controlReference(item.value, keys);
    case 0xa0:
      return nested().some(Boolean);
    case 0xaf: {
      const parts = nested();
      return parts.length > 0 && parts.every(Boolean);
    }
    case 0xa7: {
      const parts = nested();
      return parts.length > 0 && !parts.some(Boolean);
    }
    default:
      return false;
  }
}

/** Access mode data objects: 80 the mode byte, 81 to 8F a command header. */
const isAccessMode = (tag: number) => tag >= 0x80 && tag <= 0x8f;

/** The low nibble of the tag says which of CLA, INS, P1, P2 (from b4 down) the value gives (ISO/IEC 7816-4 table 33). */
function headerMatches(tag: number, value: Uint8Array, header: CommandHeader | undefined): boolean {
  if (header === undefined) return false;
  const named = header.filter((_, index) => (tag & (0x08 >> index)) !== 0);
  return value.length === named.length && named.every((byte, index) => value[index] === byte);
}

function applies(item: Tlv, act: Act3g, header: CommandHeader | undefined): boolean {
  if (item.tag !== 0x80) return headerMatches(item.tag, item.value, header);
  const mode = item.value[0] ?? 0;
  return item.value.length === 1 && (mode & 0x80) === 0 && (mode & ACCESS_MODE[act]) !== 0;
}

/**
 * Expanded rules (one record of EF(ARR), or the value of AB): an access mode, followed by one or more conditions of which one
 * must hold (TS 102 221 9.2.4). A mode that no rule names, or no condition follows, is never allowed.
 */
export function expandedAllows(rules: Uint8Array, act: Act3g, keys: KeyStates, header?: CommandHeader): boolean {
  let meant = false;
  for (const item of readTlvs(rules, undefined, true).items) {
    if (isAccessMode(item.tag)) meant = applies(item, act, header);
    else if (meant && condition(item, keys)) return true;
  }
  return false;
}

/** Compact rules (8C): the mode byte, then one condition byte for each of its bits from b7 down. */
export function compactAllows(rules: Uint8Array, act: Act3g, keys: KeyStates): boolean {
  const mode = rules[0] ?? 0;
  let at = 1;
  for (let bit = 0x40; bit > 0; bit >>= 1) {
    if ((mode & bit) === 0) continue;
    if (bit === ACCESS_MODE[act]) return at < rules.length && conditionByte(rules[at] as number, keys);
    at += 1;
  }
  return false;
}

/** EF(ARR) `fid` as seen from a file: in its own DF, or the nearest one above (TS 102 221 9.2.7). */
function findArr(node: CardNode, fid: number | undefined): CardNode | undefined {
  for (let df = node.kind === 'ef' ? node.parent : node; df !== undefined; df = df.parent) {
    const arr = df.children.find(
      (child) => child.kind === 'ef' && child.fid === (fid ?? (df?.kind === 'mf' ? 0x2f06 : 0x6f06)),
    );
    if (arr !== undefined) return arr;
  }
  return undefined;
}

/**
 * Security environment of a file (TS 102 221 9.2.7): 00 where the PIN of its application is switched off and no other
 * stands in, 01 elsewhere.
 */
function environmentOf(node: CardNode, credentials: CredentialStore): 0x00 | 0x01 {
  for (let df: CardNode | undefined = node; df !== undefined; df = df.parent) {
    const key = df.image.pins?.map((text) => Number.parseInt(text, 16)).find((pin) => pin >= 0x01 && pin <= 0x08);
    if (key === undefined) continue;
    const pin = credentials.byKey(key, df.path);
    return pin === undefined || pin.enabled || pin.replacedBy !== undefined ? 0x01 : 0x00;
  }
  return 0x01;
}

/** The record number that 8B gives for an environment; where 00 has none of its own, that of 01 counts. */
function recordNumber(value: Uint8Array, environment: number): number | undefined {
  if (value.length === 1) return value[0];
  if (value.length === 3) return value[2];
  if (value.length < 4 || value.length % 2 !== 0) return undefined;
  const numbers = new Map<number, number>();
  for (let at = value.length - 2; at >= 2; at -= 2) numbers.set(value[at] as number, value[at + 1] as number);
  return numbers.get(environment) ?? numbers.get(0x01);
}

/**
 * The rules that 8B points at: one record number; a file id and a record number; or a file id and pairs of security
 * environment and record number.
 */
function referencedRules(node: CardNode, value: Uint8Array, environment: number): Uint8Array | undefined {
  const fid = value.length >= 3 ? ((value[0] as number) << 8) | (value[1] as number) : undefined;
  const record = recordNumber(value, environment);
  const arr = record === undefined ? undefined : findArr(node, fid);
  const rules = arr === undefined ? undefined : recordOf(arr, record as number);
  return rules === undefined || isFilled(rules, 0xff) ? undefined : rules;
}

/**
 * True where the file's security attributes let `act` pass now. A file without attributes in the image is free.
 * @param header of the command that asks
 * @param keys what counts as verified; default what is, seen from the file
 */
export function allowed3g(
  node: CardNode,
  act: Act3g,
  credentials: CredentialStore,
  header?: CommandHeader,
  keys: KeyStates = credentials.seenFrom(node.path),
): boolean {
  const { security } = node.image;
  if (security === undefined) return true;
  const value = fromHex(security.value) ?? new Uint8Array(0);
  if (security.tag === '8C') return compactAllows(value, act, keys);
  if (security.tag === 'AB') return expandedAllows(value, act, keys, header);
  const rules = referencedRules(node, value, environmentOf(node, credentials));
  return rules !== undefined && expandedAllows(rules, act, keys, header);
}
