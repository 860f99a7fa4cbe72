import { concat, fromHex, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { encodeText, terminatorWidth } from '../wbxml/charset.ts';
import type { WbxmlPatch } from '../wbxml/encode.ts';
import { GLOBAL, TAG_CONTENT } from '../wbxml/global-tokens.ts';
import { cdata, escapeText } from '../xml/write.ts';

/** How a value is written in the message, and what to replace to change it. */
export type ValuePlace =
  /** The characters of an inline string. */
  | { readonly form: 'inline'; readonly span: Span; readonly charset: number | null }
  /** Tokens that make room for one inline string: a table reference, entities, several parts, nothing before END. */
  | { readonly form: 'reference'; readonly span: Span; readonly charset: number | null }
  /** An element without content: its tag byte gains the content bit. */
  | { readonly form: 'empty'; readonly span: Span; readonly tag: Uint8Array; readonly charset: number | null }
  /** The bytes of an OPAQUE. */
  | { readonly form: 'opaque'; readonly span: Span }
  /** Character data of an XML text. */
  | { readonly form: 'xml'; readonly span: Span }
  /** What stands between the first `<![CDATA[` and the last `]]>` of an XML element that holds CDATA only. */
  | { readonly form: 'cdata'; readonly span: Span }
  /** `<empty/>` in an XML text. */
  | { readonly form: 'xmlEmpty'; readonly span: Span; readonly tag: string };

/** Why a text cannot stand in a place. */
export type PlaceRefusal = 'not in the charset of the message' | 'a 00 byte ends an inline string' | 'not hex';

/** The change that puts `text` into `place`, or why that cannot be done. */
export function placePatch(place: ValuePlace, text: string): WbxmlPatch | PlaceRefusal {
  switch (place.form) {
    case 'opaque': {
      if (!text.startsWith('hex:')) return { span: place.span, bytes: utf8(text) };
      const bytes = fromHex(text.slice(4));
      return bytes === undefined ? 'not hex' : { span: place.span, bytes };
    }
    case 'xml':
      return { span: place.span, bytes: utf8(escapeText(text)) };
    case 'cdata': {
      // The section's own markers stand around the place already.
      const section = cdata(text);
      return { span: place.span, bytes: utf8(section.slice('<![CDATA['.length, -']]>'.length)) };
    }
    case 'xmlEmpty': {
      const name = /^<([^\s/>]+)/.exec(place.tag)?.[1] ?? '';
      const open = place.tag.replace(/\s*\/>$/, '>');
      return { span: place.span, bytes: utf8(`${open}${escapeText(text)}</${name}>`) };
    }
    default:
      return stringPatch(place, text);
  }
}

function stringPatch(place: Extract<ValuePlace, { charset: number | null }>, text: string): WbxmlPatch | PlaceRefusal {
  if (text.includes('\0')) return 'a 00 byte ends an inline string';
  const characters = encodeText(text, place.charset);
  if (characters === undefined) return 'not in the charset of the message';
  if (place.form === 'inline') return { span: place.span, bytes: characters };
  const string = concat(Uint8Array.of(GLOBAL.strI), characters, new Uint8Array(terminatorWidth(place.charset)));
  if (place.form === 'reference') return { span: place.span, bytes: string };
  const tag = place.tag.slice();
  tag[0] = (tag[0] ?? 0) | TAG_CONTENT;
  return { span: place.span, bytes: concat(tag, string, Uint8Array.of(GLOBAL.end)) };
}
