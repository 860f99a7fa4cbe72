import { readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import { keyName, nibbleKeys } from './key-names.ts';

export type FileAct = 'read' | 'update';

/** What must be verified before an act: nothing, one of these keys (each alone does), or nothing that helps. */
export type AccessAnswer =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'keys'; readonly refs: readonly string[] };

/** Bits of the access mode byte of an EF (ISO/IEC 7816-4 5.4.3.1, TS 102 221 9.2.4). */
const MODE_BITS: Readonly<Record<FileAct, number>> = { read: 0x01, update: 0x02 };

const ALWAYS: AccessAnswer = { kind: 'always' };
const NEVER: AccessAnswer = { kind: 'never' };

/** In class A0 (TS 51.011 9.3). */
export function nibbleAccess(nibble: number): AccessAnswer {
  const refs = nibbleKeys(nibble);
  if (refs === null) return NEVER;
  return refs.length === 0 ? ALWAYS : { kind: 'keys', refs };
}

/** One security condition (TS 102 221 9.2.5): 90 always, 97 never, A4 a key, A0 OR. AND and NOT name no single key that does. */
function conditionOf(item: Tlv): AccessAnswer {
  if (item.tag === 0x90) return ALWAYS;
  if (item.tag === 0x97) return NEVER;
  if (item.tag === 0xa4) {
    const refs = readTlvs(item.value)
      .items.filter((part) => part.tag === 0x83 && part.value.length === 1)
      .map((part) => keyName(part.value[0] as number, '3g'));
    return refs.length === 1 ? { kind: 'keys', refs } : NEVER;
  }
  if (item.tag === 0xa0) return anyOf(readTlvs(item.value).items.map(conditionOf));
  if (item.tag === 0xaf) {
    // AND of one condition is that condition.
    const parts = readTlvs(item.value).items.map(conditionOf);
    return parts.length === 1 ? (parts[0] as AccessAnswer) : NEVER;
  }
  return NEVER;
}

function anyOf(answers: readonly AccessAnswer[]): AccessAnswer {
  if (answers.some((answer) => answer.kind === 'always')) return ALWAYS;
  const refs = answers.flatMap((answer) => (answer.kind === 'keys' ? answer.refs : []));
  return refs.length === 0 ? NEVER : { kind: 'keys', refs: [...new Set(refs)] };
}

/**
 * Expanded rules: access modes, each followed by the conditions of which one must hold (TS 102 221 9.2.4). An act that no
 * rule names is never allowed.
 */
export function expandedAccess(rules: Uint8Array, act: FileAct): AccessAnswer {
  const answers: AccessAnswer[] = [];
  let applies = false;
  for (const item of readTlvs(rules, undefined, true).items) {
    if (item.tag >= 0x80 && item.tag <= 0x8f)
      applies = item.tag === 0x80 && ((item.value[0] ?? 0) & MODE_BITS[act]) !== 0;
    else if (applies) answers.push(conditionOf(item));
  }
  return anyOf(answers);
}

/** Compact rules: the mode byte, then a condition byte for each of its bits from b7 down (ISO/IEC 7816-4 5.4.3.1). */
export function compactAccess(rules: Uint8Array, act: FileAct): AccessAnswer {
  const mode = rules[0] ?? 0;
  let at = 1;
  for (let bit = 0x40; bit > 0; bit >>= 1) {
    if ((mode & bit) === 0) continue;
    // 00 always, FF never; the rest names an authentication but no key.
    if (bit === MODE_BITS[act]) return rules[at] === 0x00 ? ALWAYS : NEVER;
    at += 1;
  }
  return NEVER;
}
