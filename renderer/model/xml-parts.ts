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

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const SECRET_ELEMENT = /AAuthSecret|AAuthData|AuthSecret|PROXY-PW|ClientPW|ServerPW/;

/**
 * Puts dots in the place of each secret: where an element's whole text is the secret's value, and in the value that
 * follows a node's name that is always a secret.
 */
export function maskXml(xml: string, secrets: readonly string[]): string {
  let out = xml;
  for (const secret of secrets) if (secret !== '') out = out.replaceAll(`>${escaped(secret)}<`, '>••••••••<');
  return out.replace(
    /(<NodeName>([^<]*)<\/NodeName>[\s\S]*?<Value>)([^<]*)(<\/Value>)/g,
    (whole, before: string, name: string, _value, end: string) =>
      SECRET_ELEMENT.test(name) ? `${before}••••••••${end}` : whole,
  );
}
