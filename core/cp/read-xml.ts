import { appError } from '../base/app-error.ts';
import { fromUtf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { byteOffsets } from '../xml/byte-offsets.ts';
import { childElements, readXml, textOf, type XmlElement } from '../xml/read.ts';
import { type CpAttribute, type CpDocument, type CpElement, documentOf } from './document.ts';

type SpanOf = (from: number, to: number) => Span;

/**
 * Reads a provisioning document that is XML text in `place` of `bytes`; spans are those of `bytes`.
 * @returns `xml-invalid` where the text is not well-formed XML in UTF-8.
 */
export function readCpXml(bytes: Uint8Array, place: Span): Result<CpDocument> {
  const text = fromUtf8(bytes.subarray(place.offset, place.offset + place.length));
  if (text === undefined) return err(appError('xml-invalid', { line: 1, column: 1, reason: 'the text is not UTF-8' }));
  const root = readXml(text);
  if (!root.ok) return root;
  const offsets = byteOffsets(text);
  const spanOf: SpanOf = (from, to) => {
    const start = offsets[from] ?? 0;
    return { offset: place.offset + start, length: (offsets[to] ?? start) - start };
  };
  return ok(documentOf(elementOf(root.value, text, spanOf)));
}

function elementOf(element: XmlElement, text: string, spanOf: SpanOf): CpElement {
  const { from } = element.range;
  const close = element.content === null ? element.range.to : element.content.from;
  const tag = text.slice(from, close);
  return {
    name: element.name,
    attributes: attributesIn(tag, from, element.attributes, spanOf),
    children: childElements(element).map((child) => elementOf(child, text, spanOf)),
    text: textOf(element).trim(),
    span: spanOf(from, element.range.to),
    absent: null,
  };
}

const ATTRIBUTE = /([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Attributes with their places. The text is well-formed already: what stands between quotes is a value. */
function attributesIn(
  tag: string,
  offset: number,
  values: Readonly<Record<string, string>>,
  spanOf: SpanOf,
): CpAttribute[] {
  return [...tag.matchAll(ATTRIBUTE)].map((match) => {
    const [whole, name = ''] = match;
    const raw = match[2] ?? match[3] ?? '';
    const start = offset + match.index;
    const end = start + whole.length;
    const valueSpan = spanOf(end - 1 - raw.length, end - 1);
    return {
      name,
      value: values[name] ?? raw,
      span: spanOf(start, end),
      valueSpan,
      secretSpans: raw === '' ? [] : [valueSpan],
      place: null,
    };
  });
}
