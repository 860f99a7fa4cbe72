import { appError } from '../base/app-error.ts';
import { fromUtf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { byteOffsets } from '../xml/byte-offsets.ts';
import { type CharRange, childElements, readXml, textOf, type XmlElement } from '../xml/read.ts';
import type { DocElement, DocValue } from './element.ts';
import type { ValuePlace } from './value-place.ts';

/**
 * Elements of an XML text that stands in `place` of `bytes`, as elements of the message: spans are bytes of the
 * message, also where characters take several bytes or are written as entities.
 * @returns `xml-invalid` where the text is not well-formed XML in UTF-8.
 */
export function elementsOfXml(bytes: Uint8Array, place: Span): Result<DocElement> {
  const text = fromUtf8(bytes.subarray(place.offset, place.offset + place.length));
  if (text === undefined) return err(appError('xml-invalid', { line: 1, column: 1, reason: 'the text is not UTF-8' }));
  const root = readXml(text);
  if (!root.ok) return root;
  const offsets = byteOffsets(text);
  const spanOf = (range: CharRange): Span => {
    const from = offsets[range.from] ?? 0;
    return { offset: place.offset + from, length: (offsets[range.to] ?? from) - from };
  };
  return ok(fromXml(root.value, text, spanOf));
}

function fromXml(element: XmlElement, text: string, spanOf: (range: CharRange) => Span): DocElement {
  const children = childElements(element).map((child) => fromXml(child, text, spanOf));
  const value = children.length > 0 ? null : elementValue(element, text, spanOf);
  return { name: element.name, page: null, span: spanOf(element.range), children, value, embedded: null };
}

function elementValue(element: XmlElement, text: string, spanOf: (range: CharRange) => Span): DocValue {
  const { content } = element;
  if (content === null) {
    const span = spanOf(element.range);
    const tag = text.slice(element.range.from, element.range.to);
    return {
      text: '',
      span: { offset: span.offset + span.length, length: 0 },
      secretSpans: [],
      place: { form: 'xmlEmpty', span, tag },
    };
  }
  const raw = text.slice(content.from, content.to);
  const wrapped = isCdata(raw);
  const range = wrapped ? { from: content.from + 9, to: content.to - 3 } : content;
  const span = spanOf(range);
  const place: ValuePlace = { form: wrapped ? 'cdata' : 'xml', span };
  return { text: textOf(element), span, secretSpans: span.length > 0 ? [span] : [], place };
}

/** True for CDATA and nothing else: one section, or several where the text holds `]]>`. */
function isCdata(raw: string): boolean {
  const [open, close] = ['<![CDATA[', ']]>'];
  if (!raw.startsWith(open) || !raw.endsWith(close)) return false;
  const inside = raw.slice(open.length, raw.length - close.length);
  return inside.split(close + open).every((part) => !part.includes(close));
}
