import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { draftOf, type WbxmlDraft, type WbxmlPart } from '../wbxml/draft.ts';
import { writeWbxml } from '../wbxml/write.ts';
import { type TndsForm, withTndsForm, withXmlTreesAsText } from './encode-tnds.ts';
import type { MessageView } from './message-model.ts';
import { messageFromXml } from './message-xml.ts';

/**
 * How a message is written. All three say the same, in UTF-8.
 *
 * - `compatible`: inline strings only; documents in OPAQUE (management trees in WBXML) byte for byte as they are.
 * - `canonical`: one form for one content, for comparing: WBXML 1.2, public identifier by number where it has one, inline
 *   strings only, no content where there is none, page switches and number bytes only where needed, embedded documents
 *   likewise, XML trees as strings.
 * - `smallest`: whatever takes the fewest bytes by exact count: string tables where they pay, in the message and in the
 *   documents inside it; trees in WBXML instead of XML. Never larger than the other two. Texts may stand in pieces.
 */
export type EncodeStyle = 'compatible' | 'canonical' | 'smallest';

export interface EncodeMessageOptions {
  readonly style: EncodeStyle;
  /**
   * What management trees in Data are written as, Meta/Type and Meta/Format changed with them. `keep` leaves them;
   * `smallest` takes what makes the message smallest. Not given: `smallest` in the style of that name, else `keep`.
   */
  readonly tnds?: TndsForm | 'keep' | 'smallest';
}

/** Bytes saved, against the same message in the compatible style and with its trees as they are. */
export interface SavedBytes {
  readonly total: number;
  /** By writing management trees in the other form. */
  readonly tnds: number;
  /** By string tables, attribute value tokens and pieces of texts. */
  readonly strings: number;
  /** By a shorter header, fewer page switches, shorter numbers, nothing where nothing is needed. */
  readonly form: number;
}

export interface EncodedMessage {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly style: EncodeStyle;
  readonly saved: SavedBytes;
}

const VERSION_12 = 2;

/**
 * Encodes a message of either profile in a style of one's choice.
 * @param source a decoded message, or the XML form of a SyncML message.
 * @returns `message-invalid` for a message that does not decode as a whole, or whose texts do not, `xml-invalid` for XML that is none.
 */
export function encodeMessage(source: MessageView | string, options: EncodeMessageOptions): Result<EncodedMessage> {
  const document = documentOf(source);
  if (!document.ok) return document;
  const draft = draftOf(document.value);
  if (draft === undefined) return err(appError('message-invalid', { offset: 0, reason: 'it has no root element' }));
  if (draft.lossy)
    return err(appError('message-invalid', { offset: 0, reason: 'a text has bytes that its charset does not have' }));
  return ok(encodeDraft(draft, options));
}

function documentOf(source: MessageView | string): Result<WbxmlDocument> {
  if (typeof source !== 'string' && source.document === null)
    return err(appError('message-invalid', { offset: 0, reason: 'it does not decode as a whole' }));
  const bytes = typeof source === 'string' ? messageFromXml(source) : ok(source.document?.bytes ?? new Uint8Array());
  if (!bytes.ok) return bytes;
  const decoding = decodeWbxml(bytes.value);
  if (decoding.ok) return ok(decoding.document);
  return err(appError('message-invalid', { offset: decoding.fault.offset, reason: decoding.fault.reason }));
}

function encodeDraft(source: WbxmlDraft, options: EncodeMessageOptions): EncodedMessage {
  const { style } = options;
  // The other versions are none that a bootstrap message may have (DM Bootstrap 5.5.4).
  const version = source.version >= 1 && source.version <= 3 ? source.version : VERSION_12;
  const given = { ...source, version };
  const base = writeWbxml(withGivenDocuments(given)).length;
  const tnds = options.tnds ?? (style === 'smallest' ? 'smallest' : 'keep');
  const forms: (TndsForm | 'keep')[] = tnds === 'smallest' ? ['keep', 'wbxml', 'xml'] : [tnds];
  const ways = forms.flatMap((form) => waysOf(form === 'keep' ? given : withTndsForm(given, form), style));
  const best = ways.reduce((a, b) => (b.bytes.length < a.bytes.length ? b : a));
  const { bytes } = best;
  const saved = {
    total: base - bytes.length,
    tnds: base - best.asGiven,
    strings: best.inline - bytes.length,
    form: best.asGiven - best.inline,
  };
  return { bytes, size: bytes.length, style, saved };
}

interface Way {
  readonly bytes: Uint8Array;
  /** Size with the same trees in the compatible style. */
  readonly asGiven: number;
  /** Size with inline strings only. */
  readonly inline: number;
}

/** The ways to write a draft in a style; the first of the shortest is taken. */
function waysOf(draft: WbxmlDraft, style: EncodeStyle): Way[] {
  const compatible = writeWbxml(withGivenDocuments(draft));
  const asGiven = compatible.length;
  const kept = { bytes: compatible, asGiven, inline: asGiven };
  if (style === 'compatible') return [kept];
  const plain = withXmlTreesAsText(draft);
  const inline = writeWbxml(style === 'canonical' ? inVersion(plain, VERSION_12) : plain);
  const plainWay = { bytes: inline, asGiven, inline: inline.length };
  if (style === 'canonical') return [plainWay];
  return [{ ...plainWay, bytes: writeWbxml(plain, { strings: 'table' }) }, plainWay, kept];
}

/** Embedded documents as the bytes that they were read from; those that were made anew have none. */
function withGivenDocuments(draft: WbxmlDraft): WbxmlDraft {
  return mapOpaque(draft, (part) => (part.bytes.length === 0 ? part : { kind: 'opaque', bytes: part.bytes }));
}

function inVersion(draft: WbxmlDraft, version: number): WbxmlDraft {
  const inner = mapOpaque(draft, (part) =>
    part.document === undefined ? part : { ...part, document: inVersion(part.document, version) },
  );
  return { ...inner, version };
}

type OpaquePart = Extract<WbxmlPart, { kind: 'opaque' }>;

function mapOpaque(draft: WbxmlDraft, change: (part: OpaquePart) => OpaquePart): WbxmlDraft {
  const map = (part: WbxmlPart): WbxmlPart => {
    if (part.kind === 'opaque') return change(part);
    return part.kind === 'element' ? { ...part, children: part.children.map(map) } : part;
  };
  return { ...draft, root: map(draft.root) };
}
