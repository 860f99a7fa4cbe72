import { hexByte } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import type { DocElement } from '../syncml/element.ts';
import { TNDS_TYPES, tndsForm } from '../syncml/message.ts';
import type { TndsTree } from '../tnds/tree.ts';
import { charsetName } from '../wbxml/charset.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { WBXML_FAULTS } from '../wbxml/fault.ts';
import { versionText } from '../wbxml/header.ts';
import { publicIdText, SYNCML_12, showPublicId } from '../wbxml/public-ids.ts';
import { makeFinding } from './finding-rows.ts';
import { accountFindings } from './message-findings-account.ts';
import { commandFindings } from './message-findings-command.ts';
import { objectFindings } from './message-findings-object.ts';
import { placeOf, type Rules } from './message-findings-place.ts';
import { syncFindings, treeFindings } from './message-findings-structure.ts';
import type { ItemData, MessageParts } from './message-parts.ts';

/** What the WBXML header shows (5.5.4; WAP-192 5.4–5.6). */
export function headerFindings(document: WbxmlDocument, root: DocElement): Finding[] {
  const out: Finding[] = [];
  const where = placeOf(document.header);
  if (document.version < 1 || document.version > 3) {
    out.push(
      makeFinding('wbxml-version', placeOf({ offset: document.span.offset, length: 1 }), {
        byte: hexByte(document.version),
        version: versionText(document.version),
      }),
    );
  }
  if (root.name !== 'SyncML') {
    out.push(makeFinding('dm-root', placeOf(root.span), { root: root.name }));
    return out;
  }
  const text = publicIdText(document);
  const publicId = showPublicId(document);
  if (text === SYNCML_12.fpi) out.push(makeFinding('wbxml-public-id-string', where, { publicId }));
  else if (text !== undefined || document.publicId.number !== SYNCML_12.number)
    out.push(makeFinding('wbxml-public-id', where, { publicId }));
  if (document.charset !== null && document.charset !== 106) {
    out.push(makeFinding('wbxml-charset', where, { charset: charsetName(document.charset) }));
  }
  return out;
}

/** What the content of a message shows. @param rules release of DM Bootstrap that counts. */
export function partsFindings(parts: MessageParts, rules: Rules = '1.3'): Finding[] {
  const out: Finding[] = [];
  for (const entry of parts.items) out.push(...itemFindings(entry));
  for (const tree of parts.trees) out.push(...treeFindings(tree));
  if (parts.sync === null) return out;
  const { sync } = parts;
  if (!sync.final || sync.finals > 1) {
    const span = sync.body?.span ?? sync.element.span;
    const more = sync.finals > 1 ? `: it has ${sync.finals} of them` : sync.finals === 1 ? ' as its last element' : '';
    out.push(makeFinding('dm-not-final', placeOf(span, 'SyncBody'), { more }));
  }
  out.push(...syncFindings(sync, rules), ...commandFindings(parts, rules));
  // What a tree that stops decoding does not show may well stand in the rest of it.
  if (!parts.items.some(isBroken)) out.push(...accountFindings(parts, rules), ...objectFindings(parts, rules));
  return out;
}

function isBroken({ data, reading }: ItemData): boolean {
  return reading.kind === 'broken' || (data?.embedded?.fault ?? null) !== null;
}

function itemFindings({ command, item, data, reading }: ItemData): Finding[] {
  const path = `SyncBody/${command}/Item`;
  if (item === null || data === null) return [];
  const out: Finding[] = [];
  const where = placeOf(data.span, `${path}/Data`);
  if (reading.kind === 'broken') {
    const { line, column, reason } = reading.error.details;
    out.push(
      makeFinding('tnds-undecodable', where, {
        offset: reading.span.offset,
        reason: `line ${line}, column ${column}: ${reason}`,
      }),
    );
  }
  const announced = tndsForm(item.type?.text);
  const broken = data.embedded?.fault ?? null;
  const actual =
    reading.kind === 'tree' ? reading.tree.form : reading.kind === 'broken' ? 'xml' : data.embedded ? 'wbxml' : null;
  if (broken !== null) {
    out.push(
      makeFinding(
        'tnds-undecodable',
        { ...where, offset: broken.offset, length: 0 },
        { offset: broken.offset, reason: WBXML_FAULTS[broken.reason] },
      ),
    );
  } else if (actual === null && announced !== null) {
    out.push(
      makeFinding('tnds-undecodable', where, {
        offset: data.value?.span.offset ?? data.span.offset,
        reason: 'there is no management tree',
      }),
    );
  }
  // Inline tokens are neither form; that they stand there is told as a variant of the header.
  if (actual !== null && actual !== 'inline' && actual !== 'items' && announced !== actual) {
    const span = item.type?.span ?? data.span;
    const holds = actual === 'wbxml' ? 'a WBXML document' : 'XML text';
    out.push(
      makeFinding('dm-tnds-type-mismatch', placeOf(span, `${path}/Meta/Type`), {
        type: item.type?.text.trim() || 'nothing',
        actual: holds,
        right: TNDS_TYPES[actual],
      }),
    );
  }
  if (reading.kind === 'tree') out.push(...embeddedFindings(reading.tree, path));
  if (reading.kind === 'tree' || announced !== null) {
    const target = item.target?.text ?? '';
    if (target !== './Inbox' && !target.startsWith('./Inbox/')) {
      out.push(
        makeFinding('tnds-target', placeOf(item.target?.span ?? item.element.span, `${path}/Target/LocURI`), {
          target: target === '' ? 'empty' : target,
        }),
      );
    }
  }
  return out;
}

function embeddedFindings(tree: TndsTree, path: string): Finding[] {
  const variant = headerVariant(tree);
  const span = tree.embedded?.document.header ?? tree.element.span;
  return variant === null ? [] : [makeFinding('tnds-header-variant', placeOf(span, `${path}/Data`), { variant })];
}

/** How a tree's WBXML header differs from the usual one; null where it does not (DM TNDS 8.6.1). */
function headerVariant(tree: TndsTree): string | null {
  if (tree.form === 'inline') return 'no header: its tokens stand in the message itself (code page 2)';
  const document = tree.embedded?.document;
  if (tree.form !== 'wbxml' || document === undefined) return null;
  if (publicIdText(document) === undefined) return `the numeric public identifier ${showPublicId(document)}`;
  if (document.stringTable.at(-1) !== 0)
    return `a string table of ${document.stringTable.length} bytes without a final 00`;
  return null;
}
