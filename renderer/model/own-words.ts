import type { StructureNode, TokenSpan } from '../../core/base/structure.ts';

/** What in a node is no word about the card: a name that a standard or the card gives it, a text that the card holds. */
export interface OwnWords {
  readonly label: boolean;
  readonly preview: boolean;
}

/** A tag that names its node: `label, UTF8String` of ASN.1, `Node, page 2 (DM DDF)` of WBXML. */
const NAMED = /, |string table/;
/** Such a tag of a message: what stands in it is a value. */
const OF_MESSAGE = /, page \d|string table/;

/** Nodes whose values are codes, addresses and names, whatever words they look like: `no` is Norwegian. */
const VALUES: ReadonlySet<string> = new Set([
  'language',
  'label',
  'number',
  'code',
  'service centre',
  'TP-Originating-Address',
  'TP-Destination-Address',
]);

/** A WBXML header lists what stands in it; the string table is a part of it. */
const HEADER = 'header';

/**
 * Tells what of a file's structure is its own, by the tokens of the file. A word that names a node in one file (`path` of
 * EF(DIR)) may be a name of a standard in another (`path` of ASN.1), and the value of a third.
 * @param size bytes of the file
 */
export function ownWords(tokens: readonly TokenSpan[], size: number): (node: StructureNode) => OwnWords {
  const tags = tokens.filter(({ kind, meaning }) => kind === 'tag' && NAMED.test(meaning));
  const named = new Set(tags.map(startOf));
  const valued = new Set(tags.filter(({ meaning }) => OF_MESSAGE.test(meaning)).map(startOf));
  const xml = tokens.some(({ meaning }) => meaning === 'XML text');
  const texts = new Uint8Array(size);
  for (const { span, kind } of tokens) if (kind === 'text') texts.fill(1, span.offset, span.offset + span.length);
  return ({ label, span, valueSpan = span, children }) => ({
    label: xml || named.has(span.offset),
    preview:
      label !== HEADER &&
      (xml ||
        valued.has(span.offset) ||
        VALUES.has(label) ||
        (children.length === 0 && texts.subarray(valueSpan.offset, valueSpan.offset + valueSpan.length).includes(1))),
  });
}

function startOf({ span }: TokenSpan): number {
  return span.offset;
}
