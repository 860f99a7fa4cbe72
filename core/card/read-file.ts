import { concat } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { isTlvFault, readTlv } from '../tlv/ber-tlv.ts';
import type { CardLink } from './card-link.ts';
import { gsm, uicc } from './commands.ts';
import type { FileHeader } from './file-header.ts';
import { isPastEnd, type Reach, reachOf } from './reach.ts';
import { binaryReader, cardClassOfMode, collect, type Speech } from './read-blocks.ts';

/** What a file holds, by its structure. */
export type FileContent =
  | { readonly kind: 'transparent'; readonly bytes: Uint8Array }
  /** In order, the first is record 1. */
  | { readonly kind: 'records'; readonly records: readonly Uint8Array[] }
  /** Data objects of a BER-TLV file, in the order in which the card lists their tags; whole, tag and length included. */
  | { readonly kind: 'objects'; readonly objects: readonly Uint8Array[] };

export interface FileRead {
  readonly content: FileContent;
  /** False where the card ended the reading before the end that its header tells. */
  readonly complete: boolean;
  /** How the last READ ended, with its status word. */
  readonly reach: Reach;
  readonly sw: number;
}

interface FileReadOptions {
  /** Bytes of a block; more than 256 only where the card announces extended length. */
  readonly longest?: number;
}

/** Record numbers have one byte, FF is reserved (ISO/IEC 7816-4 7.3.1). */
const MAX_RECORDS = 254;
/** Lists the tags of a BER-TLV file (TS 102 221 11.3.1). */
const TAG_LIST = Uint8Array.of(0x5c);

async function readTransparent(
  link: CardLink,
  speech: Speech,
  { size }: FileHeader,
  longest: number | undefined,
): Promise<Result<FileRead>> {
  const body = await collect(binaryReader(link, speech), size, () => false, cardClassOfMode(speech.mode), {
    ...(longest !== undefined && { longest }),
  });
  if (!body.ok) return body;
  const { bytes, reach, sw } = body.value;
  const complete = reach === 'ok' && (size === null || bytes.length >= size);
  return ok({ content: { kind: 'transparent', bytes }, complete, reach, sw });
}

/** READ RECORD in absolute mode, from the first to the last; where the header tells no number, until the card says that it ended. */
async function readRecords(link: CardLink, { mode, channel }: Speech, header: FileHeader): Promise<Result<FileRead>> {
  const cardClass = cardClassOfMode(mode);
  const records: Uint8Array[] = [];
  const told = header.records > 0 ? Math.min(header.records, MAX_RECORDS) : undefined;
  let length = header.recordLength;
  let sw = 0x9000;
  for (let number = 1; number <= (told ?? MAX_RECORDS); number++) {
    const le = length > 0 ? length : 256;
    const answer = await link.send(
      mode === '2g' ? gsm.readRecord(number, le) : uicc.readRecord(channel, number, 0, le),
    );
    if (!answer.ok) return answer;
    const { data } = answer.value;
    const reach = reachOf(answer.value.sw, cardClass);
    if (data.length === 0 && told !== undefined && length > 0 && isPastEnd(answer.value.sw)) {
      // Some cards say of an empty record that it is not there, though others follow: it is as empty as one of FF.
      records.push(new Uint8Array(length).fill(0xff));
      continue;
    }
    if (data.length === 0) {
      const ended = told === undefined && isPastEnd(answer.value.sw);
      return ok({
        content: { kind: 'records', records },
        complete: ended,
        reach: ended ? 'ok' : reach,
        sw: answer.value.sw,
      });
    }
    ({ sw } = answer.value);
    // A header that is wrong about the length is corrected by the card (6Cxx).
    length = data.length;
    records.push(data);
  }
  return ok({ content: { kind: 'records', records }, complete: true, reach: 'ok', sw });
}

/** All blocks of one data object: 62F1 says that more follow (TS 102 221 11.3.1.2). */
async function retrieve(
  link: CardLink,
  channel: number,
  tag: Uint8Array,
): Promise<Result<{ readonly data: Uint8Array; readonly sw: number }>> {
  const parts: Uint8Array[] = [];
  let answer = await link.send(uicc.retrieveData(channel, tag));
  for (;;) {
    if (!answer.ok) return answer;
    const { data, sw } = answer.value;
    parts.push(data);
    if ((sw !== 0x62f1 && sw !== 0x62f2) || data.length === 0) return ok({ data: concat(...parts), sw });
    answer = await link.send(uicc.retrieveNext(channel));
  }
}

/** Tags one after the other, of one to three bytes (ISO/IEC 7816-4 5.2.2.1). */
function tagsOf(list: Uint8Array): readonly Uint8Array[] {
  const tags: Uint8Array[] = [];
  for (let at = 0; at < list.length; ) {
    let end = at + 1;
    if (((list[at] as number) & 0x1f) === 0x1f) {
      while (end < list.length && ((list[end] as number) & 0x80) !== 0) end += 1;
      end += 1;
    }
    tags.push(list.slice(at, end));
    at = end;
  }
  return tags;
}

async function readObjects(link: CardLink, channel: number): Promise<Result<FileRead>> {
  const listed = await retrieve(link, channel, TAG_LIST);
  if (!listed.ok) return listed;
  const objects: Uint8Array[] = [];
  let { sw } = listed.value;
  let reach = reachOf(sw, 'iso');
  const list = readTlv(listed.value.data, 0);
  for (const tag of reach !== 'ok' || isTlvFault(list) ? [] : tagsOf(list.value)) {
    const object = await retrieve(link, channel, tag);
    if (!object.ok) return object;
    ({ sw } = object.value);
    reach = reachOf(sw, 'iso');
    if (reach !== 'ok') break;
    objects.push(object.value.data);
  }
  return ok({ content: { kind: 'objects', objects }, complete: reach === 'ok', reach, sw });
}

/**
 * Reads the whole of the file that is current: a transparent one to its end, also beyond 32 kB, all records, all objects. What
 * the card refuses is an outcome; what was read before is kept.
 * @param header as SELECT answered it.
 * @returns an error where the link broke or the card failed to do what it was asked.
 */
export function readCurrentFile(
  link: CardLink,
  speech: Speech,
  header: FileHeader,
  { longest }: FileReadOptions = {},
): Promise<Result<FileRead>> {
  switch (header.structure) {
    case 'linear':
    case 'cyclic':
      return readRecords(link, speech, header);
    case 'transparent':
      return readTransparent(link, speech, header, longest);
    default:
      return speech.mode === '3g' ? readObjects(link, speech.channel) : readTransparent(link, speech, header, longest);
  }
}

/** The body as it lies in the file: records and objects one after the other. */
export function bodyOf(content: FileContent): Uint8Array {
  switch (content.kind) {
    case 'transparent':
      return content.bytes;
    case 'records':
      return concat(...content.records);
    case 'objects':
      return concat(...content.objects);
  }
}
