import { appError } from '../base/app-error.ts';
import { fromHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { toBase64 } from '../syncml/base64.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import { encodeWbxml } from '../wbxml/encode.ts';
import { readXml, textOf, type XmlElement } from '../xml/read.ts';
import { writeXml } from '../xml/write.ts';
import { isMarkedMasked } from './masked-xml.ts';
import { decodeMessage } from './message.ts';
import { editMessage } from './message-edit.ts';
import type { MessageView } from './message-model.ts';
import { isWritable } from './message-source-value.ts';
import { messageFromXml, messageToXml } from './message-xml.ts';
import { parmEdits } from './message-xml-parms.ts';
import { xmlPatches } from './message-xml-patches.ts';
import { sameXml } from './message-xml-same.ts';
import { readParts } from './read-parts.ts';

/** A message made to say what an XML text says. */
export interface XmlEdit {
  readonly bytes: Uint8Array;
  /**
   * True where all of it had to be encoded anew; else only what the text says differently was, and every other byte
   * stays, but for the lengths around it.
   */
  readonly anew: boolean;
}

/**
 * The message that says what its edited XML form says. Values and nodes that differ are encoded in their places; a change
 * that has no place of its own, an element of the message proper, encodes the message anew.
 * @param view the message as it is; one that does not decode is made anew.
 * @returns `xml-invalid` for a text that is no XML form of a message, `message-masked`, `edit-impossible` for what no
 * message can say.
 */
export function editMessageXml(view: MessageView, xml: string): Result<XmlEdit> {
  if (isMarkedMasked(xml)) return err(appError('message-masked'));
  const wanted = readXml(xml);
  if (!wanted.ok) return wanted;
  const current = readXml(messageToXml(view));
  if (view.document !== null && current.ok) {
    if (sameXml(current.value, wanted.value)) return ok({ bytes: view.document.bytes, anew: false });
    const patched = patchedBytes(view, current.value, wanted.value);
    if (patched !== undefined && says(patched, wanted.value, view)) return ok({ bytes: patched, anew: false });
  }
  const version = view.document?.version;
  const made = messageFromXml(xml, version === 1 || version === 2 || version === 3 ? { version } : {});
  if (!made.ok) return made;
  if (says(made.value, wanted.value, view)) return ok({ bytes: made.value, anew: true });
  return err(
    appError('edit-impossible', { path: wanted.value.name, reason: 'the message would not read back as meant' }),
  );
}

function patchedBytes(view: MessageView, current: XmlElement, wanted: XmlElement): Uint8Array | undefined {
  const { document } = view;
  if (document === null) return undefined;
  if (view.profile === 'cp') {
    const edits = parmEdits(document, current, wanted);
    const edited = edits && editMessage(view, edits);
    return edited?.ok ? edited.value : undefined;
  }
  const own = decodeWbxml(document.bytes);
  const parts = readParts(document);
  if (!own.ok || parts === null) return undefined;
  const patches = xmlPatches(own.document, parts, current, wanted);
  return patches && encodeWbxml(own.document, patches);
}

/** True when a message reads back as the XML that it was made of, and no value became what XML showed it as. */
function says(bytes: Uint8Array, wanted: XmlElement, before: MessageView): boolean {
  const view = decodeMessage(bytes);
  const again = readXml(messageToXml(view));
  const stood = new Set(before.fields.map(({ value }) => value));
  const shown = new Set([...stood].flatMap((value) => shownOtherwise(value) ?? []));
  const turned = view.fields.some(({ value }) => shown.has(value) && !stood.has(value));
  return again.ok && !turned && sameXml(again.value, wanted);
}

/** What stands in XML for a value that XML has no way to write; undefined for all others. */
function shownOtherwise(value: string): string | undefined {
  const bytes = value.startsWith('hex:') ? fromHex(value.slice(4)) : undefined;
  if (bytes !== undefined) return bytes.length === 0 ? undefined : toBase64(bytes);
  return isWritable(value) ? undefined : xmlText(value);
}

function xmlText(value: string): string | undefined {
  const read = readXml(writeXml({ name: 'Value', children: [value] }));
  return read.ok ? textOf(read.value) : undefined;
}
