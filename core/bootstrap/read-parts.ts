import type { MoTable } from '../mo/mo-row.ts';
import { elementsOf } from '../syncml/element.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { type MessageParts, takeApart } from './message-parts.ts';

/**
 * Takes a decoded document apart, with spans counted from the document's own first byte.
 * @param loaded tables that the user loaded.
 * @returns null where it has no root element, or one that is neither SyncML nor a management tree.
 */
export function readParts(document: WbxmlDocument, loaded: readonly MoTable[] = []): MessageParts | null {
  const own = decodeWbxml(document.bytes);
  const root = own.ok ? elementsOf(own.document, document.bytes) : undefined;
  return root === undefined || !isMessageRoot(root.name) ? null : takeApart(root, document.bytes, loaded);
}

/** Roots of what the DM profile reads: a message, or a management tree on its own. */
export function isMessageRoot(name: string): boolean {
  return name === 'SyncML' || name === 'MgmtTree';
}
