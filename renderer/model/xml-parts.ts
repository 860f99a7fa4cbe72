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
