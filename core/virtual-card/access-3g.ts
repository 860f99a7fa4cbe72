import { fromHex, isFilled } from '../base/bytes.ts';
import { readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import { type CredentialStore, satisfied } from './credential-store.ts';
import { type CardNode, recordOf } from './file-system.ts';

/** Bits of the access mode byte of an EF (ISO/IEC 7816-4 table 16; TS 102 221 9.2.4). */
export const ACCESS_MODE = {
  read: 0x01,
  update: 0x02,
  write: 0x04,
  deactivate: 0x08,
  activate: 0x10,
  terminate: 0x20,
  delete: 0x40,
} as const;
export type Act3g = keyof typeof ACCESS_MODE;

const isUserKey = (key: number) => (key >= 0x01 && key <= 0x08) || key === 0x11 || (key >= 0x81 && key <= 0x88);

/**
 * Security condition byte: 00 always, FF never; b8 all or one of what follows, b7 secure messaging, b6 external
 * authentication, b5 user authentication (ISO/IEC 7816-4 table 20). The byte names no key: any PIN satisfies b5, any
 * administrative key b6.
 */
function conditionByte(condition: number, credentials: CredentialStore): boolean {
  if (condition === 0x00) return true;
  if (condition === 0xff) return false;
  const anyOf = (user: boolean) =>
    credentials.all.some((item) => {
      if (item.image.key === undefined) return false;
      return isUserKey(Number.parseInt(item.image.key, 16)) === user && satisfied(item);
    });
  const parts: boolean[] = [];
  if ((condition & 0x40) !== 0) parts.push(false);
  if ((condition & 0x20) !== 0) parts.push(anyOf(false));
  if ((condition & 0x10) !== 0) parts.push(anyOf(true));
  if (parts.length === 0) return false;
  return (condition & 0x80) !== 0 ? parts.every(Boolean) : parts.some(Boolean);
}

/** Control reference template for authentication: 83 names the key (TS 102 221 9.2.5). */
function controlReference(value: Uint8Array, credentials: CredentialStore): boolean {
  const keys = readTlvs(value).items.filter((item) => item.tag === 0x83 && item.value.length === 1);
  return keys.length > 0 && keys.every((item) => satisfied(credentials.byKey(item.value[0] as number)));
}

/** One security condition data object (ISO/IEC 7816-4 table 23). What is not known is not satisfied. */
function condition(item: Tlv, credentials: CredentialStore): boolean {
  const nested = () => readTlvs(item.value).items.map((part) => condition(part, credentials));
  switch (item.tag) {
    case 0x90:
      return true;
    case 0x97:
      return false;
    case 0x9e:
    case 0x9d:
      return item.value.length === 1 && conditionByte(item.value[0] as number, credentials);
    case 0xa4:
      return controlReference(item.value, credentials);
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

/**
 * Expanded rules (one record of EF(ARR), or the value of AB): access modes, each followed by one or more conditions of
 * which one must hold. A mode that no rule names is never allowed.
 */
export function expandedAllows(rules: Uint8Array, act: Act3g, credentials: CredentialStore): boolean {
  let applies = false;
  for (const item of readTlvs(rules, undefined, true).items) {
    if (isAccessMode(item.tag)) {
      const mode = item.value[0] ?? 0;
      applies = item.tag === 0x80 && item.value.length === 1 && (mode & 0x80) === 0 && (mode & ACCESS_MODE[act]) !== 0;
    } else if (applies && condition(item, credentials)) {
      return true;
    }
  }
  return false;
}

/** Compact rules (8C): the mode byte, then one condition byte for each of its bits from b7 down. */
export function compactAllows(rules: Uint8Array, act: Act3g, credentials: CredentialStore): boolean {
  const mode = rules[0] ?? 0;
  let at = 1;
  for (let bit = 0x40; bit > 0; bit >>= 1) {
    if ((mode & bit) === 0) continue;
    if (bit === ACCESS_MODE[act]) return at < rules.length && conditionByte(rules[at] as number, credentials);
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
 * The rules that 8B points at: one record number; a file id and a record number; or a file id and pairs of security
 * environment and record number, of which environment 01 applies here.
 */
export function referencedRules(node: CardNode, value: Uint8Array): Uint8Array | undefined {
  const fid = value.length >= 3 ? ((value[0] as number) << 8) | (value[1] as number) : undefined;
  let record: number | undefined;
  if (value.length === 1) record = value[0];
  else if (value.length === 3) record = value[2];
  else if (value.length >= 4 && value.length % 2 === 0) {
    for (let at = 2; at < value.length && record === undefined; at += 2) if (value[at] === 0x01) record = value[at + 1];
    record ??= value[3];
  }
  const arr = record === undefined ? undefined : findArr(node, fid);
  const rules = arr === undefined ? undefined : recordOf(arr, record as number);
  return rules === undefined || isFilled(rules, 0xff) ? undefined : rules;
}

/** True where the file's security attributes let `act` pass now. A file without attributes in the image is free. */
export function allowed3g(node: CardNode, act: Act3g, credentials: CredentialStore): boolean {
  const { security } = node.image;
  if (security === undefined) return true;
  const value = fromHex(security.value) ?? new Uint8Array(0);
  if (security.tag === '8C') return compactAllows(value, act, credentials);
  if (security.tag === 'AB') return expandedAllows(value, act, credentials);
  const rules = referencedRules(node, value);
  return rules !== undefined && expandedAllows(rules, act, credentials);
}
