import { fromUtf8, isFilled, startsWith, toHex } from '../base/bytes.ts';
import { type Finding, hasErrors } from '../base/finding.ts';
import type { TokenSpan } from '../base/structure.ts';
import { type PushHeader, readPushHeader } from '../cp/push.ts';
import { type DocElement, elementsOf } from '../syncml/element.ts';
import { elementsOfXml } from '../syncml/xml-element.ts';
import { charsetName } from '../wbxml/charset.ts';
import { decodeWbxml, type WbxmlDecoding } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { WBXML_FAULTS } from '../wbxml/fault.ts';
import { versionText } from '../wbxml/header.ts';
import { showPublicId } from '../wbxml/public-ids.ts';
import { makeFinding } from './finding-rows.ts';
import { accountsOf } from './message-accounts.ts';
import { pushFindings } from './message-cp-findings.ts';
import { plainProvisioning, provisioningView } from './message-cp-view.ts';
import { fieldsOf, secretSpansOf, secretValues } from './message-fields.ts';
import { headerFindings, partsFindings } from './message-findings.ts';
import type { DecodeOptions, MessageField, MessageView } from './message-model.ts';
import { type MessageParts, takeApart } from './message-parts.ts';
import { plainStructure, structureOf } from './message-tree.ts';
import { partsToXml } from './message-xml.ts';
import { isMessageRoot } from './read-parts.ts';
import { scanSecrets, withScanned } from './secret-scan.ts';

const NOTHING: MessageView = {
  profile: 'unknown',
  version: null,
  publicId: null,
  charset: null,
  size: 0,
  xml: '',
  tree: null,
  tokens: [],
  accounts: [],
  fields: [],
  secrets: [],
  findings: [],
  document: null,
};

/** How far behind its place a message is looked for when something stands before it. */
const PREFIX_LIMIT = 256;

/**
 * Decodes the bootstrap message that begins at `offset`; what follows it (padding of a card file) is left alone. Spans,
 * tokens and places of findings count from the start of `bytes`; the tokens tile `size` bytes from `offset`. Never
 * throws: what does not decode is an `unknown` profile with findings and as much structure as there is. `options` choose
 * the rules that count and the objects that are known; they change findings and labels, never what is read.
 */
export function decodeMessage(bytes: Uint8Array, offset = 0, options: DecodeOptions = {}): MessageView {
  const plain = decodeAt(bytes, offset, options);
  const starred = starredSecrets(plain.fields);
  const view = starred.length === 0 ? plain : { ...plain, findings: [...plain.findings, ...starred] };
  if (!hasErrors(view.findings)) return view;
  // Where something does not decode, a secret may stand in what was not understood.
  return { ...view, secrets: withScanned(view.secrets, scanSecrets(bytes, offset)) };
}

/** Secrets that are stars and nothing else: what a masked copy of a message holds in their place. */
function starredSecrets(fields: readonly MessageField[]): Finding[] {
  return fields
    .filter(({ secret, value }) => secret && /^\*+$/.test(value))
    .map(({ path, span, value }) =>
      makeFinding('profile-secret-masked', { ...span, path }, { path, count: value.length }),
    );
}

function decodeAt(bytes: Uint8Array, offset: number, options: DecodeOptions): MessageView {
  const rest = bytes.subarray(offset);
  if (rest.length > 0 && isFilled(rest, 0xff)) return blank(bytes, offset, 'file-blank');
  if (rest.length > 0 && isFilled(rest, 0x00)) return blank(bytes, offset, 'file-zero');
  if (isXmlText(rest)) return plainXml(bytes, offset, options);
  const decoding = decodeWbxml(bytes, offset);
  if (rest[0] === 0xff) return invalidated(viewOf(decoding, bytes, offset, options), bytes, offset);
  if (rootOf(decoding, bytes) === undefined) {
    const pushed = findPushed(bytes, offset);
    if (pushed !== undefined) return withPush(pushed, bytes, offset, options);
    const prefixed = findPrefixed(bytes, offset);
    if (prefixed !== undefined) return withPrefix(prefixed, bytes, offset, options);
  }
  return viewOf(decoding, bytes, offset, options);
}

function blank(bytes: Uint8Array, offset: number, code: 'file-blank' | 'file-zero'): MessageView {
  const size = bytes.length - offset;
  return { ...NOTHING, findings: [makeFinding(code, { offset, length: size }, { size })] };
}

/**
 * FF where the version should be is how a write that was cut leaves its file: whatever follows may be half of one message
 * and half of another, so it is none. Its structure and its secrets are kept, for showing and for masking.
 */
function invalidated(view: MessageView, bytes: Uint8Array, offset: number): MessageView {
  const { publicId, charset, version, tree, secrets } = view;
  const size = bytes.length - offset;
  const findings = view.findings.filter((finding) => finding.code.startsWith('wbxml-'));
  const tokens = tiled(view.tokens, offset, size);
  return { ...NOTHING, version, publicId, charset, tree, secrets, size, tokens, findings };
}

/** The root of what was decoded, where it is one that a message can have. */
function rootOf(decoding: WbxmlDecoding, bytes: Uint8Array): DocElement | undefined {
  const document = decoding.ok ? decoding.document : decoding.partial;
  const root = document === null ? undefined : elementsOf(document, bytes);
  return root !== undefined && (isMessageRoot(root.name) || root.name === 'wap-provisioningdoc') ? root : undefined;
}

function viewOf(decoding: WbxmlDecoding, bytes: Uint8Array, offset: number, options: DecodeOptions): MessageView {
  const findings: Finding[] = [];
  const document = decoding.ok ? decoding.document : decoding.partial;
  const size = decoding.ok ? decoding.document.span.length : bytes.length - offset;
  const tokens = tiled(decoding.tokens, offset, size);
  if (!decoding.ok) {
    const { fault } = decoding;
    findings.push(
      makeFinding(
        'wbxml-undecodable',
        { offset: fault.offset, length: 0 },
        { offset: fault.offset, reason: WBXML_FAULTS[fault.reason] },
      ),
    );
  }
  if (document === null) return { ...NOTHING, size, tokens, findings };
  const head = {
    version: versionText(document.version),
    publicId: showPublicId(document),
    charset: document.charset === null ? null : charsetName(document.charset),
    size,
    tokens,
    document: decoding.ok ? document : null,
  };
  const root = elementsOf(document, bytes);
  if (root === undefined) return { ...NOTHING, ...head, findings };
  if (isProvisioning(document, root)) {
    const content = provisioningView(document, bytes, decoding.ok, options);
    return { ...NOTHING, ...content, ...head, findings: [...(content.findings ?? []), ...findings] };
  }
  findings.push(...headerFindings(document, root));
  if (!isMessageRoot(root.name))
    return { ...NOTHING, ...head, document: null, tree: plainStructure(root, document), findings };
  const parts = takeApart(root, bytes, options.tables);
  return {
    ...contentOf(parts, document),
    ...head,
    profile: decoding.ok && parts.sync !== null ? 'dm' : 'unknown',
    xml: decoding.ok ? partsToXml(parts, { secrets: 'show' }) : '',
    findings: [...findings, ...(decoding.ok ? partsFindings(parts, options.rules) : [])],
  };
}

/** What the elements of a message give, whatever they were read from. */
function contentOf(parts: MessageParts, document: WbxmlDocument | null): MessageView {
  const fields = fieldsOf(parts);
  return {
    ...NOTHING,
    tree: structureOf(parts, document, secretValues(fields)),
    accounts: accountsOf(parts),
    fields: fields.map(({ source: _, ...field }) => field),
    secrets: secretSpansOf(fields),
  };
}

function isProvisioning(document: WbxmlDocument, root: DocElement): boolean {
  return document.vocabulary === 'prov' || root.name === 'wap-provisioningdoc';
}

function isXmlText(rest: Uint8Array): boolean {
  return /^\ufeff?\s*<[?!A-Za-z]/.test(fromUtf8(rest.subarray(0, 16)) ?? latin(rest.subarray(0, 16)));
}

function latin(bytes: Uint8Array): string {
  return [...bytes].map((byte) => String.fromCharCode(byte)).join('');
}

/** A message as XML text is no bootstrap message, but its content can be shown and its secrets must be known. */
function plainXml(bytes: Uint8Array, offset: number, options: DecodeOptions): MessageView {
  let end = bytes.length;
  while (end > offset && (bytes[end - 1] === 0xff || bytes[end - 1] === 0x00)) end--;
  const size = end - offset;
  const where = { offset, length: size };
  const start = toHex(bytes.subarray(offset, offset + 4), ' ');
  const findings = [makeFinding('wbxml-plain-xml', where, { start })];
  const tokens: TokenSpan[] = [{ span: where, kind: 'text', meaning: 'XML text' }];
  const read = elementsOfXml(bytes, where);
  if (!read.ok) return { ...NOTHING, size, tokens, findings, secrets: [where] };
  const provisioning = plainProvisioning(bytes, where);
  if (provisioning !== undefined) return { ...NOTHING, ...provisioning, size, tokens, findings };
  return { ...contentOf(takeApart(read.value, bytes, options.tables), null), size, tokens, findings };
}

interface Prefixed {
  readonly decoding: Extract<WbxmlDecoding, { ok: true }>;
  readonly at: number;
}

/** A message that begins a little later: SyncML 1.2 headers are telling enough to look for. */
function findPrefixed(bytes: Uint8Array, offset: number): Prefixed | undefined {
  for (let at = offset + 1; at <= Math.min(offset + PREFIX_LIMIT, bytes.length - 5); at++) {
    const version = bytes[at] ?? 0;
    const rest = bytes.subarray(at + 1);
    const known =
      startsWith(rest, Uint8Array.of(0xa4, 0x01)) ||
      startsWith(rest, Uint8Array.of(0x0b, 0x6a)) ||
      startsWith(rest, Uint8Array.of(0, 0, 0x6a));
    if (version < 1 || version > 3 || !known) continue;
    const decoding = decodeWbxml(bytes, at);
    if (decoding.ok && rootOf(decoding, bytes) !== undefined) return { decoding, at };
  }
  return undefined;
}

interface Pushed {
  readonly decoding: Extract<WbxmlDecoding, { ok: true }>;
  readonly push: PushHeader;
}

/** A message with the header of the push that brought it. */
function findPushed(bytes: Uint8Array, offset: number): Pushed | undefined {
  const push = readPushHeader(bytes, offset);
  if (push === undefined) return undefined;
  const decoding = decodeWbxml(bytes, offset + push.span.length);
  return decoding.ok && rootOf(decoding, bytes) !== undefined ? { decoding, push } : undefined;
}

function withPush({ decoding, push }: Pushed, bytes: Uint8Array, offset: number, options: DecodeOptions): MessageView {
  const at = offset + push.span.length;
  const view = viewOf(decoding, bytes, at, options);
  const start = toHex(bytes.subarray(offset, Math.min(at, offset + 8)), ' ');
  const findings =
    options.expect === 'any'
      ? pushFindings(push)
      : [makeFinding('wbxml-push-header', push.span, { start, offset: push.span.length })];
  return {
    ...view,
    size: push.span.length + view.size,
    tokens: [...push.tokens, ...view.tokens],
    findings: [...findings, ...view.findings],
    push,
  };
}

function withPrefix(
  { decoding, at }: Prefixed,
  bytes: Uint8Array,
  offset: number,
  options: DecodeOptions,
): MessageView {
  const view = viewOf(decoding, bytes, at, options);
  const prefix = bytes.subarray(offset, at);
  const where = { offset, length: prefix.length };
  const details = { start: toHex(prefix.subarray(0, 8), ' '), offset: prefix.length };
  const finding = isLength(prefix, view.size, bytes.length - at)
    ? makeFinding('wbxml-length-prefix', where, details)
    : makeFinding('wbxml-push-header', where, details);
  const token: TokenSpan = { span: where, kind: 'binary', meaning: 'before the message' };
  return {
    ...view,
    size: prefix.length + view.size,
    tokens: [token, ...view.tokens],
    findings: [finding, ...view.findings],
  };
}

/** True when up to four bytes read, in either byte order, as the length of the message, the file or both. */
function isLength(prefix: Uint8Array, size: number, left: number): boolean {
  if (prefix.length > 4) return false;
  const big = prefix.reduce((sum, byte) => sum * 256 + byte, 0);
  const little = prefix.reduceRight((sum, byte) => sum * 256 + byte, 0);
  const lengths = [size, left, size + prefix.length, left + prefix.length];
  return lengths.includes(big) || lengths.includes(little);
}

/** The tokens and, where they end before `size`, one for the rest. */
function tiled(tokens: readonly TokenSpan[], offset: number, size: number): readonly TokenSpan[] {
  const last = tokens.at(-1)?.span;
  const at = last === undefined ? offset : last.offset + last.length;
  if (at >= offset + size) return tokens;
  return [...tokens, { span: { offset: at, length: offset + size - at }, kind: 'binary', meaning: 'not decoded' }];
}
