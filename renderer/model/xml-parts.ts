export interface XmlPart {
  readonly kind: 'tag' | 'text';
  readonly text: string;
}

/** Splits XML into markup and text, for colouring only. Nothing is lost: the parts joined are the text. */
export function xmlParts(xml: string): readonly XmlPart[] {
  return xml
    .split(/(<[^>]*>)/)
    .flatMap((text): XmlPart[] => (text === '' ? [] : [{ kind: text.startsWith('<') ? 'tag' : 'text', text }]));
}

const DOTS = '••••••••';
/** A text of asterisks alone, plain or in base64: how a masked value comes out of the decoder. */
const MASKED = />(?:\*+|(?:Kioq)+(?:Kg==|Kio=)?|Kg==|Kio=)</g;

/** Puts dots in the place of values that were masked before decoding; their length is not told. */
export function dotMasked(xml: string): string {
  return xml.replace(MASKED, `>${DOTS}<`).replace(/="\*+"/g, `="${DOTS}"`);
}
