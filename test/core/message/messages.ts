import { concat, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';

/** Bytes of a message given in XML. */
export function encoded(xml: string): Uint8Array {
  const result = messageFromXml(xml);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The default message with some of its XML exchanged. Each text must stand in it. */
export function changed(...changes: readonly (readonly [string, string])[]): Uint8Array {
  let xml = defaultMessageXml();
  for (const [from, to] of changes) {
    if (!xml.includes(from)) throw new Error(`no ${from}`);
    xml = xml.replace(from, to);
  }
  return encoded(xml);
}

/** The default message with its management tree as XML text in OPAQUE. */
export function asXmlTnds(): Uint8Array {
  return changed(['dmtnds+wbxml', 'dmtnds+xml']);
}

/** A message whose Data holds `text` as an inline string, of the type of XML trees. */
export function withInlineText(text: string): Uint8Array {
  const hole = 'HOLE-IN-DATA';
  const bytes = encoded(
    `<SyncML><SyncHdr><Source><LocURI>u</LocURI></Source></SyncHdr><SyncBody><Add><Item><Target><LocURI>./Inbox</LocURI></Target><Meta><Type>application/vnd.syncml.dmtnds+xml</Type></Meta><Data>${hole}</Data></Item></Add><Final/></SyncBody></SyncML>`,
  );
  const at = bytes.findIndex((_, index) =>
    hole.split('').every((character, i) => bytes[index + i] === character.charCodeAt(0)),
  );
  // C3 0C in front of the hole gives way to 03, and 00 comes behind it.
  return concat(
    bytes.subarray(0, at - 2),
    Uint8Array.of(3),
    utf8(text),
    Uint8Array.of(0),
    bytes.subarray(at + hole.length),
  );
}
