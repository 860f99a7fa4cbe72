import { isFilled } from '../base/bytes.ts';
import type { FindingPlace } from '../base/finding.ts';
import { ok } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { DeviceSession } from './device-session.ts';
import { enterApplication, readTemplate } from './find-application.ts';
import { type FoundContent, type FoundObjects, findObjects } from './find-object.ts';
import { notEmpty, placeOf, readSelected, selectFile } from './read-file.ts';
import { rejected, type Stop, type Taken } from './rejection.ts';
import { verifyHolder } from './verify-holder.ts';

/** A bootstrap message as the device got it from the card. */
export interface RetrievedMessage {
  readonly profile: 'dm' | 'cp';
  /** Path of its file, as findings name it. */
  readonly file: string;
  /** What was read, from offset 0 of the file. */
  readonly bytes: Uint8Array;
  /** Where the message begins. */
  readonly offset: number;
}

/** What a message's places are told by: the card's file, not the document. */
export function placeIn({ file }: RetrievedMessage, span: Span, path?: string): FindingPlace {
  return { file, offset: span.offset, length: span.length, ...(path !== undefined && { path }) };
}

/** A document ends itself, and blank space is not read on. */
function messageEnds(offset: number): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    const body = bytes.subarray(offset);
    return isFilled(body, 0xff) || isFilled(body, 0x00) || decodeWbxml(bytes, offset).ok;
  };
}

/** Steps 2 to 7: from EF(DIR) to the bytes of the message (D.2.5, D.3.5). */
export async function retrieveMessages(session: DeviceSession): Promise<Taken<readonly RetrievedMessage[]>> {
  const template = await readTemplate(session);
  if (!template.ok) return template;
  const entered = await enterApplication(session, template.value);
  if (!entered.ok) return entered;
  const found = await findObjects(session, template.value);
  if (!found.ok) return found;
  const messages: RetrievedMessage[] = [];
  let problem: Stop | undefined;
  for (const content of found.value.contents) {
    const message = await readMessage(session, found.value, content);
    if (message.ok) messages.push(message.value);
    else if (message.error.kind === 'broken') return message;
    // Of the files of Client Provisioning one that cannot be used is passed over (PROVUAB); a DM object stands alone.
    else problem ??= message.error;
  }
  return messages.length === 0 && problem !== undefined ? { ok: false, error: problem } : ok(messages);
}

async function readMessage(
  session: DeviceSession,
  found: FoundObjects,
  content: FoundContent,
): Promise<Taken<RetrievedMessage>> {
  const { habits } = session;
  const holder = { file: content.file, authId: content.authId, odf: found.odf };
  const asks = habits.pin === 'flags' || habits.pin === 'aodf';
  if (asks && (content.flags.private || content.flags.modifiable)) {
    // The rule is that of the file (D.3.4); in class A0 the flag alone says that CHV1 is meant (D.2.4).
    const header = session.mode === '3g' ? await headerOf(session, content) : ok(null);
    if (!header.ok) return header;
    session.begin('pin');
    const verified = await verifyHolder(session, { ...holder, header: header.value });
    if (!verified.ok) return verified;
  } else {
    session.begin('pin');
    session.note(asks ? 'no flag is set' : 'the device does not go by the flags');
  }
  session.begin('content');
  const first = await readContent(session, content);
  const refused = !first.ok && first.error.kind === 'rejected' && first.error.rejection.code === 'file-refused';
  if (habits.pin !== 'refusal' || !refused) return first;
  const header = await headerOf(session, content);
  if (!header.ok) return header;
  const verified = await verifyHolder(session, { ...holder, header: header.value });
  if (!verified.ok) return verified;
  session.begin('content');
  return readContent(session, content);
}

async function headerOf(session: DeviceSession, { file }: FoundContent) {
  session.begin('content');
  const selected = await selectFile(session, file);
  session.begin('pin');
  return selected.ok ? ok(selected.value.header) : selected;
}

async function readContent(session: DeviceSession, content: FoundContent): Promise<Taken<RetrievedMessage>> {
  const { file, stretch, profile } = content;
  const selected = await selectFile(session, file);
  if (!selected.ok) return selected;
  const { header, sw } = selected.value;
  const place = placeOf(session, file);
  // Class A0 answers 9Fxx for an invalidated file as for any other: its status byte tells (TS 51.011 9.2.1).
  if (header !== null && !header.active && !header.worksWhenDeactivated)
    return rejected(
      'content',
      'file-inactive',
      { file: place },
      { file: file.name, sw: sw.toString(16).toUpperCase() },
    );
  const read = await readSelected(session, file, header, messageEnds(stretch.offset), stretch);
  if (!read.ok) return read;
  const filled = notEmpty(session, file, read.value, stretch.offset);
  if (!filled.ok) return filled;
  session.note(`${read.value.length - stretch.offset} bytes from offset ${stretch.offset}`);
  return ok({ profile, file: place, bytes: read.value, offset: stretch.offset });
}
