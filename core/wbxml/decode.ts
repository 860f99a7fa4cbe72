import type { TokenSpan } from '../base/structure.ts';
import { readBody } from './body-reader.ts';
import type { WbxmlDocument, WbxmlElement } from './document.ts';
import type { WbxmlFault } from './fault.ts';
import { WBXML_LIMITS, type WbxmlCost, type WbxmlLimits, WbxmlScanner } from './scanner.ts';

interface Reading {
  /** What each byte is: tokens tile what was read. Made when they are first asked for. */
  readonly tokens: readonly TokenSpan[];
  /** What decoding cost, in the units of the limits. */
  readonly cost: Readonly<WbxmlCost>;
}

/** A decoded document, or the first fault with what was decoded before it. */
export type WbxmlDecoding =
  | (Reading & { readonly ok: true; readonly document: WbxmlDocument })
  | (Reading & {
      readonly ok: false;
      readonly fault: WbxmlFault;
      /** Elements whose END was not reached end at the fault; null when the header does not decode. */
      readonly partial: WbxmlDocument | null;
    });

/**
 * Decodes the WBXML document (WAP-192) that begins at `offset`. It ends with its root element: what follows (padding of
 * a card file) does not belong to it. Spans count from the start of `bytes`. Never throws.
 */
export function decodeWbxml(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
  limits: Partial<WbxmlLimits> = {},
): WbxmlDecoding {
  const scannerFor = (explain: boolean) =>
    new WbxmlScanner(bytes, offset, Math.min(end, bytes.length), { ...WBXML_LIMITS, ...limits }, explain);
  const scan = scannerFor(false);
  const document = readBody(scan);
  // Most callers want the document alone: the words for every byte are worth a second walk to those who show them.
  let tokens: readonly TokenSpan[] | undefined;
  const explain = (): readonly TokenSpan[] => {
    const explaining = scannerFor(true);
    readBody(explaining);
    return explaining.tokens ?? [];
  };
  const { fault, cost } = scan;
  if (fault === null && document !== null) {
    return {
      ok: true,
      document,
      cost,
      get tokens() {
        tokens ??= explain();
        return tokens;
      },
    };
  }
  return {
    ok: false,
    fault: fault ?? { offset, reason: 'truncated' },
    partial: document,
    cost,
    get tokens() {
      tokens ??= explain();
      return tokens;
    },
  };
}

/** The root element of a document; undefined where decoding stopped before it. */
export function rootElement(document: WbxmlDocument): WbxmlElement | undefined {
  for (const node of document.body) if (node.kind === 'element') return node;
  return undefined;
}
