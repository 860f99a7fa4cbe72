import { fromHex, fromUtf8 } from '../base/bytes.ts';

/** What a file that shall be a message holds, as far as that can be told from its bytes. */
export type MessageInput =
  | { readonly kind: 'xml'; readonly xml: string }
  | { readonly kind: 'source'; readonly text: string }
  /** WBXML, or anything that may be meant as it; hex text is taken as what it says. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** XML begins with `<`, whatever white space or byte order mark stands before it. */
export function xmlText(bytes: Uint8Array): string | undefined {
  const text = fromUtf8(bytes)?.replace(/^\uFEFF?\s*/, '');
  return text?.startsWith('<') ? text : undefined;
}

/** Bytes written as hex text are taken as what they say; WBXML itself is never all hex digits: it begins with 01 to 03. */
export function unhex(bytes: Uint8Array): Uint8Array {
  const text = fromUtf8(bytes);
  if (text === undefined || text.trim() === '' || !/^[0-9A-Fa-f\s:]+$/.test(text)) return bytes;
  return fromHex(text) ?? bytes;
}

/** Text without controls that is neither XML nor hex can only be a message source. */
function sourceText(bytes: Uint8Array): string | undefined {
  const text = fromUtf8(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: binary data has these
  return text === undefined || text.trim() === '' || /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
}

export function messageInput(bytes: Uint8Array): MessageInput {
  const xml = xmlText(bytes);
  if (xml !== undefined) return { kind: 'xml', xml };
  const plain = unhex(bytes);
  const text = plain === bytes ? sourceText(bytes) : undefined;
  return text === undefined ? { kind: 'bytes', bytes: plain } : { kind: 'source', text };
}
