import { toHex } from '../core/base/bytes.ts';
import type { Span } from '../core/base/span.ts';
import type { StructureNode } from '../core/base/structure.ts';
import { maskSecrets } from '../core/bootstrap/message-edit.ts';
import type { MessageField, MessageView } from '../core/bootstrap/message-model.ts';
import { messageToXml } from '../core/bootstrap/message-xml.ts';

/** Spans as seen from the message's first byte. */
export function fromStart(spans: readonly Span[], start: number): readonly Span[] {
  return spans.map(({ offset, length }) => ({ offset: offset - start, length }));
}

/** A tree with the values of secrets replaced by as many `*` as they have bytes. */
function maskTree(node: StructureNode): StructureNode {
  const masked =
    node.secret && node.preview !== undefined
      ? { ...node, preview: '*'.repeat(node.valueSpan?.length ?? node.span.length) }
      : node;
  return { ...masked, children: node.children.map(maskTree) };
}

/** The message of the `read` contract: accounts have no secrets of their own, the XML is masked. */
export function messageJson(view: MessageView, showSecrets: boolean) {
  return {
    profile: view.profile,
    accounts: view.accounts,
    xml: messageToXml(view, { secrets: showSecrets ? 'show' : 'mask' }),
  };
}

/** A field, its value masked where it is a secret or stands in bytes that may hold one. */
function fieldJson({ path, group, value, secret, span }: MessageField, secrets: readonly Span[], showSecrets: boolean) {
  const overlaps = ({ offset, length }: Span) => offset < span.offset + span.length && span.offset < offset + length;
  const hidden = !showSecrets && (secret || secrets.some(overlaps));
  return { path, group, value: hidden ? '*'.repeat(span.length) : value, secret };
}

/** The message of the `decode` contract. */
export function decodeJson(view: MessageView, showSecrets: boolean) {
  return {
    profile: view.profile,
    version: view.version,
    publicId: view.publicId,
    charset: view.charset,
    size: view.size,
    xml: messageToXml(view, { secrets: showSecrets ? 'show' : 'mask' }),
    tree: view.tree === null || showSecrets ? view.tree : maskTree(view.tree),
    fields: view.fields.map((field) => fieldJson(field, view.secrets, showSecrets)),
    masked: showSecrets ? [] : view.secrets,
    findings: view.findings,
  };
}

/** Message bytes in hex, secrets masked unless they are to be shown. */
export function messageHex(bytes: Uint8Array, secrets: readonly Span[], showSecrets: boolean): string {
  return toHex(showSecrets ? bytes : maskSecrets(bytes, secrets));
}

/** The message's values as lines, grouped as the message is. */
export function messageLines(view: MessageView, showSecrets: boolean): readonly string[] {
  const lines: string[] = [];
  let group: string | null | undefined;
  for (const field of view.fields) {
    if (field.group !== group) {
      group = field.group;
      lines.push(`  ${group ?? 'other'}`);
    }
    const value = field.secret && !showSecrets ? '*'.repeat(field.span.length) : field.value;
    lines.push(`    ${field.path}  ${value}`);
  }
  return lines;
}
