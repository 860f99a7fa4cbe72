import { concat, hex, utf8 } from '../base/bytes.ts';
import { type DataObjectSpec, encodeDodf } from '../pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../pkcs15/ef-dir.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type CardDraft, type CardName, DF_PKCS15, DM_OBJECT, ownRecords, SIZES } from './card-draft.ts';
import type { FindingCode } from './finding-rows.ts';
import type { ChainStepId } from './read-result.ts';

/** Parts of a card that a recipe touches. `xml.…` is a part of the message's XML form. */
export type FaultPart =
  | 'dir'
  | 'folder'
  | 'odf'
  | 'dodf'
  | 'content'
  | 'access'
  | 'pin'
  | 'xml'
  | `xml.${string}`
  | 'bytes'
  | 'card';

/** How a healthy card gets one fault, and no other. */
export interface FaultRecipe {
  readonly code: FindingCode;
  /** The step of the way down that a device must reach to meet it. */
  readonly at: ChainStepId;
  readonly parts: readonly FaultPart[];
  /** The built-in card that shows it; default a UICC of both classes. */
  readonly card?: Pick<CardName, 'platform' | 'modes'>;
  /** What only some cards show: `iso` the ISO class alone, `both` one class against the other. */
  readonly shownBy?: 'iso' | 'both';
  readonly make: (draft: CardDraft) => CardDraft;
}

const touches = (part: FaultPart, other: FaultPart) => part === other || other.startsWith(`${part}.`);

/** True where both can be made on one card: they touch different parts of it. */
export function goTogether(a: FaultRecipe, b: FaultRecipe): boolean {
  return a.parts.every((part) => b.parts.every((other) => !touches(part, other) && !touches(other, part)));
}

/** True where a card of these classes shows the fault. */
export function isShownBy({ shownBy }: FaultRecipe, modes: CardName['modes']): boolean {
  return shownBy === undefined || modes === 'both' || (shownBy === 'iso' && modes === '3g');
}

/** EF(DIR) with these records in place of the one that leads to PKCS#15. */
export function withRecords(draft: CardDraft, ...records: readonly Uint8Array[]): CardDraft {
  return { ...draft, dir: { ...draft.dir, records: [...ownRecords(draft.name), ...records] } };
}

/** The PKCS#15 template with another AID or path. @param fids null: without tag 51 */
export function template(aid: Uint8Array = PKCS15_AID, fids: readonly number[] | null = [DF_PKCS15]): Uint8Array {
  return encodeDirRecord({ aid, label: 'PKCS15', ...(fids !== null && { fids }) });
}

/** `length` times `byte`. */
export const filled = (byte: number, length: number) => new Uint8Array(length).fill(byte);

export function withOdf(draft: CardDraft, data: Uint8Array): CardDraft {
  return { ...draft, odf: draft.odf && { ...draft.odf, data, size: SIZES.odf } };
}

export function withDodf(draft: CardDraft, data: Uint8Array): CardDraft {
  return { ...draft, dodf: draft.dodf && { ...draft.dodf, data, size: SIZES.dodf } };
}

/** EF(DODF) with the DM object changed. */
export function withObject(draft: CardDraft, change: Partial<DataObjectSpec>): CardDraft {
  return withDodf(draft, encodeDodf([{ ...DM_OBJECT, ...change }], SIZES.dodf));
}

/** Parts of the DM object's record as bytes, for what the encoder would not write. */
export interface RawObject {
  readonly common?: Uint8Array;
  readonly klass?: Uint8Array;
  readonly type?: Uint8Array;
}

export function rawObject({ common, klass, type }: RawObject): Uint8Array {
  return tlv(
    0x30,
    tlv(0x30, common ?? concat(tlv(0x0c, utf8(DM_OBJECT.label)), hex('03020780'))),
    tlv(0x30, klass ?? hex('0604672B0701')),
    tlv(0xa1, type ?? hex('300404026421')),
  );
}

export function withContent(draft: CardDraft, change: Partial<NonNullable<CardDraft['content']>>): CardDraft {
  return { ...draft, content: draft.content && { ...draft.content, ...change } };
}

/** A text of the message's XML form in place of another. @throws RangeError where it does not stand there */
export function withText(draft: CardDraft, before: string | RegExp, after: string): CardDraft {
  const xml = draft.xml.replace(before, after);
  if (xml === draft.xml) throw new RangeError(`the message has no ${before}`);
  return { ...draft, xml };
}

/** The value of the first leaf of this name. */
export function withLeaf(draft: CardDraft, leaf: string, value: string): CardDraft {
  const before = new RegExp(`(<NodeName>${leaf}</NodeName>(?:(?!</Node>)[\\s\\S])*<Value>)[^<]*`);
  return withText(draft, before, `$1${value}`);
}

/** Without the first node of this name, and what stands in it. */
export function withoutNode(draft: CardDraft, name: string): CardDraft {
  const { xml } = draft;
  const from = xml.lastIndexOf('<Node>', xml.indexOf(`<NodeName>${name}</NodeName>`));
  let depth = 0;
  for (const tag of xml.slice(from).matchAll(/<(\/?)Node>/g)) {
    depth += tag[1] === '' ? 1 : -1;
    if (depth === 0) return { ...draft, xml: xml.slice(0, from) + xml.slice(from + tag.index + tag[0].length) };
  }
  throw new RangeError(`the message has no ${name}`);
}

/** The message's bytes changed, after what was done to them before. */
export function withBytes(draft: CardDraft, change: (message: Uint8Array) => Uint8Array): CardDraft {
  return { ...draft, bytes: (message) => change(draft.bytes(message)) };
}
