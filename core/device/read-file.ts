import { concat, hexByte, hexWord, isFilled } from '../base/bytes.ts';
import { ok } from '../base/result.ts';
import { uicc } from '../card/commands.ts';
import type { FileHeader } from '../card/file-header.ts';
import { isPastEnd } from '../card/reach.ts';
import { FAR_OFFSET } from '../card/read-blocks.ts';
import { pathName, type ResolvedPath } from '../pkcs15/path.ts';
import type { DeviceSession, Selected } from './device-session.ts';
import { rejected, type Taken } from './rejection.ts';

/** A file as the device knows it: what the standard calls it, and where it lies. */
export interface DeviceFile {
  /** `EF(ODF)`: for people. */
  readonly name: string;
  readonly target: ResolvedPath;
}

/** The stretch of a file that is wanted. */
export interface Stretch {
  readonly offset: number;
  readonly length: number | null;
}

/** True once what was read is enough. */
type Enough = (bytes: Uint8Array) => boolean;

/** The path that names a file everywhere in the product. */
export function placeOf(session: DeviceSession, { target }: DeviceFile): string {
  return pathName(target, session.application?.fids ?? []);
}

/** Why a file that was asked for is not there to be read; undefined where it is. */
export function fileProblem(session: DeviceSession, file: DeviceFile, { reach, sw, header }: Selected) {
  const where = { file: placeOf(session, file) };
  const details = { file: file.name, sw: hexWord(sw) };
  if (reach === 'inactive') return rejected(session.step, 'file-inactive', where, details);
  if (reach === 'refused') return rejected(session.step, 'file-refused', where, details);
  if (reach !== 'ok') {
    // A path that was read from another place than it is meant from says nothing about the card.
    const own = session.habits.relativePaths === 'application' && Object.keys(session.habits.fixedFiles).length === 0;
    return rejected(session.step, own && reach === 'missing' ? 'file-missing' : 'file-wrong-path', where, details);
  }
  if (header !== null && header.structure !== 'transparent' && header.structure !== 'unknown')
    return rejected(session.step, 'file-not-transparent', where, { ...details, structure: header.structure });
  return undefined;
}

/** Selects a file that must be transparent. */
export async function selectFile(session: DeviceSession, file: DeviceFile): Promise<Taken<Selected>> {
  const selected = await session.selectFile(file.target);
  if (!selected.ok) return selected;
  return fileProblem(session, file, selected.value) ?? selected;
}

/** Smaller answers are no card's limit. */
const LEAST_BLOCK = 16;

const WHOLE: Stretch = { offset: 0, length: null };

/**
 * Reads the file that was selected, in the device's blocks.
 * @returns its bytes from offset 0 on: what stands before the stretch is not read, and is FF here.
 */
export async function readSelected(
  session: DeviceSession,
  file: DeviceFile,
  header: FileHeader | null,
  enough: Enough,
  stretch: Stretch = WHOLE,
): Promise<Taken<Uint8Array>> {
  const { habits, mode } = session;
  const place = placeOf(session, file);
  const size = header?.size ?? null;
  const end = stretch.length === null ? size : stretch.offset + stretch.length;
  if (size !== null && end !== null && end > size) {
    const details = { file: file.name, offset: stretch.offset, length: stretch.length ?? 0, size };
    return rejected(session.step, 'stretch-past-end', { file: place, offset: size }, details);
  }
  let block = habits.block[mode];
  const parts: Uint8Array[] = [new Uint8Array(stretch.offset).fill(0xff)];
  let at = stretch.offset;
  while (end === null || at < end) {
    if (at >= FAR_OFFSET && mode === '3g' && !habits.farOffsets)
      return rejected(session.step, 'offset-out-of-reach', { file: place, offset: at }, { file: file.name });
    const fixed = habits.blockLength === 'fixed';
    const left = end === null ? block : end - at;
    const wanted = fixed ? block : Math.min(block, left);
    const answer = await session.readBinary(at, wanted);
    if (!answer.ok) return answer;
    const { data, sw } = answer.value;
    const reach = session.reachOf(sw);
    const where = { file: place, offset: at, length: wanted };
    // The link repeats a command with the length that 6Cxx names. This device does not: it has no answer then.
    if (fixed && data.length < wanted)
      return rejected(session.step, 'read-length', where, { file: file.name, asked: wanted });
    const shorter = reach === 'error' && !fixed ? shorterBlock(session, sw, wanted) : undefined;
    if (shorter !== undefined) {
      block = shorter;
      continue;
    }
    if (reach !== 'ok' || data.length === 0) {
      if (end === null && at > stretch.offset && (isPastEnd(sw) || data.length === 0)) break;
      const details = { file: file.name, offset: hexWord(at), sw: hexWord(sw) };
      if (reach === 'refused') return rejected(session.step, 'file-refused', where, details);
      if (reach === 'inactive') return rejected(session.step, 'file-inactive', where, details);
      return rejected(session.step, 'file-unreadable', where, details);
    }
    parts.push(end === null ? data : data.subarray(0, end - at));
    at += Math.min(data.length, left);
    if (habits.blocks === 'one' || (end === null && data.length < wanted) || enough(concat(...parts))) break;
  }
  return ok(concat(...parts));
}

/**
 * The block to go on with after 67xx: in class A0 xx is the right length (TS 51.011 9.4.6); a lenient device tries less where
 * the card names none.
 */
function shorterBlock({ mode, habits }: DeviceSession, sw: number, wanted: number): number | undefined {
  if (sw >> 8 !== 0x67) return undefined;
  const told = sw & 0xff;
  if (mode === '2g' && told > 0 && told < wanted) return told;
  if (habits.checks !== 'none' || wanted <= LEAST_BLOCK) return undefined;
  return wanted === 256 ? 255 : Math.max(LEAST_BLOCK, Math.floor(wanted / 2));
}

/** Selects and reads a file of the application's directories. A file that holds nothing ends the way. */
export async function readDirectoryFile(
  session: DeviceSession,
  file: DeviceFile,
  enough: Enough,
): Promise<Taken<Uint8Array>> {
  const selected = await selectFile(session, file);
  if (!selected.ok) return selected;
  const read = await readSelected(session, file, selected.value.header, enough);
  return read.ok ? notEmpty(session, file, read.value) : read;
}

/** A file that is all FF or all 00 was never written (D.4.3). */
export function notEmpty(session: DeviceSession, file: DeviceFile, bytes: Uint8Array, offset = 0): Taken<Uint8Array> {
  const body = bytes.subarray(offset);
  if (!isFilled(body, 0xff) && !isFilled(body, 0x00)) return ok(bytes);
  const where = { file: placeOf(session, file), offset, length: body.length };
  return rejected(session.step, 'file-empty', where, { file: file.name, filler: hexByte(body[0] ?? 0xff) });
}

/** Reads a file by its short id, without a SELECT before it (TS 102 221 8.4.3). */
export async function readByShortId(session: DeviceSession, file: DeviceFile, sfi: number): Promise<Taken<Uint8Array>> {
  const answer = await session.send(
    `READ BINARY by short id ${hexByte(sfi)}`,
    uicc.readBinarySfi(session.channel, sfi, 256),
  );
  if (!answer.ok) return answer;
  const { sw, data } = answer.value;
  if (session.reachOf(sw) === 'ok' && data.length > 0) return ok(data);
  const details = { file: file.name, sfi: hexByte(sfi), sw: hexWord(sw) };
  return rejected(session.step, 'short-id-refused', { file: placeOf(session, file) }, details);
}
