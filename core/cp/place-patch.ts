import { concat } from '../base/bytes.ts';
import { encodeText, terminatorWidth } from '../wbxml/charset.ts';
import type { WbxmlPatch } from '../wbxml/encode.ts';
import { GLOBAL } from '../wbxml/global-tokens.ts';
import type { CpPlace } from './document.ts';
import { valueTokens } from './tokens.ts';

/** `value=` stands under this token on both attribute pages. */
const VALUE_START = 0x06;

/**
 * The change that gives an attribute the value `text`, in the manner in which it is written: a value that was made of
 * value tokens is made of them again where they can say it. Undefined where the charset has no such characters.
 */
export function cpPlacePatch(place: CpPlace, text: string): WbxmlPatch | undefined {
  const { span } = place;
  const characters = text.includes('\0') ? undefined : encodeText(text, place.charset);
  if (characters === undefined) return undefined;
  if (place.form === 'tokens' && place.style === 'inline') return { span, bytes: characters };
  const string = concat(Uint8Array.of(GLOBAL.strI), characters, new Uint8Array(terminatorWidth(place.charset)));
  if (place.form === 'absent') return { span, bytes: concat(Uint8Array.of(VALUE_START), string) };
  // What follows counts on the page that is in force behind the value.
  const pageSwitch =
    place.pageBefore === place.pageAfter ? new Uint8Array() : Uint8Array.of(GLOBAL.switchPage, place.pageAfter);
  const tokens = place.style === 'values' ? valueTokens(text, place.pageAfter) : undefined;
  return { span, bytes: concat(pageSwitch, tokens ?? string) };
}
