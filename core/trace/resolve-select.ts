import { hexWord, toHex } from '../base/bytes.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../card/file-header.ts';
import type { ChannelState, TraceState } from './selection.ts';
import {
  applicationFile,
  childOf,
  knownOf,
  MF,
  parentOf,
  pathOf,
  type TracedFile,
  UNKNOWN_DF,
  withApplication,
} from './traced-file.ts';

/** P1 of SELECT (TS 102 221 table 11.1): what the data names. */
export const SELECT_BY = {
  0: 'file id',
  1: 'child DF',
  2: 'EF of the current DF',
  3: 'parent DF',
  4: 'AID',
  8: 'path from the MF',
  9: 'path from the current DF',
} as const satisfies Record<number, string>;

/** By its first digits a file id tells on which level it stands (TS 102 221 8.6, TS 51.011 6.2). */
const FIRST_LEVEL_DF = /^7F/;
const SECOND_LEVEL_DF = /^5F/;
const EF_OF_MF = /^2F/;

const CURRENT_APPLICATION = '7FFF';

const idsOf = (data: Uint8Array): readonly string[] => toHex(data).match(/.{4}/g) ?? [];

/**
 * The file that an id means in a DF (TS 102 221 8.4.1, TS 51.011 6.5): a child, the DF itself, its parent, or a DF beside it. The
 * tables of the standards decide where they know one of them.
 */
function byFileId(fid: string, { df, application }: ChannelState, state: TraceState): TracedFile {
  if (fid === '3F00') return MF;
  if (fid === CURRENT_APPLICATION) return application ?? UNKNOWN_DF;
  if (df.base === 'unknown' && df.fids.length === 0) {
    if (FIRST_LEVEL_DF.test(fid) || EF_OF_MF.test(fid)) return childOf(MF, fid);
    return childOf(UNKNOWN_DF, fid);
  }
  if (df.fids.at(-1) === fid) return df;
  const child = childOf(df, fid);
  const isFolder = FIRST_LEVEL_DF.test(fid) || SECOND_LEVEL_DF.test(fid) || df.fids.length === 0;
  if (!isFolder || df.fids.length === 0 || knownOf(child) !== undefined) return child;
  const above = parentOf(df);
  if (above.fids.at(-1) === fid) return above;
  const beside = childOf(above, fid);
  if (knownOf(beside) !== undefined || state.applications.has(pathOf(beside))) return beside;
  // 7Fxx stands under the MF; a DF of an application that begins so would be in no table either.
  return FIRST_LEVEL_DF.test(fid) && df.base === 'mf' ? childOf(MF, fid) : child;
}

/** The file that the data of a SELECT names, before any answer tells more. */
export function selectTarget(command: Uint8Array, channel: ChannelState, state: TraceState): TracedFile {
  const [, , p1 = 0, , length = 0] = command;
  const data = command.subarray(5, 5 + length);
  const ids = idsOf(data);
  const [first] = ids;
  const from = (start: TracedFile, fids: readonly string[]) => fids.reduce(childOf, start);
  switch (p1) {
    case 3:
      return parentOf(channel.df);
    case 4:
      return applicationFile(toHex(data), state.applications);
    case 8:
      if (first === CURRENT_APPLICATION) return from(channel.application ?? UNKNOWN_DF, ids.slice(1));
      return from(MF, first === '3F00' ? ids.slice(1) : ids);
    case 9:
      return from(channel.df, ids);
    case 1:
    case 2:
      return first === undefined ? channel.df : childOf(channel.df, first);
    default:
      return first === undefined ? MF : withApplication(byFileId(first, channel, state), state.applications);
  }
}

/** Length of the answer that waits for a SELECT of an EF in class A0; DFs have 22 bytes and more (TS 51.011 9.2.1). */
const EF_ANSWER = 0x0f;

/** Whether a selected file is a folder: its header tells, else how much answer waits, else tables and ids. */
export function isFolder(file: TracedFile, header: FileHeader | undefined, gsm: boolean, sw: number): boolean {
  if (header !== undefined) return header.type !== 'ef';
  if (gsm && sw >> 8 === 0x9f) return (sw & 0xff) !== EF_ANSWER;
  const fid = file.fids.at(-1);
  if (fid === undefined) return true;
  const structure = knownOf(file)?.structure;
  if (structure !== undefined) return structure === 'df' || structure === 'adf';
  return FIRST_LEVEL_DF.test(fid) || SECOND_LEVEL_DF.test(fid);
}

/** The header in the answer to SELECT or STATUS, where it is one. */
export function headerIn(data: Uint8Array, gsm: boolean): FileHeader | undefined {
  if (data.length === 0) return undefined;
  const read = gsm ? readSelectResponse2g(data) : readFcp(data);
  return read.ok ? read.value : undefined;
}

/**
 * The file with what its header adds: an unknown DF gets a place where id or name tell one, an application its whole name.
 */
export function withHeader(file: TracedFile, header: FileHeader, state: TraceState): TracedFile {
  const fid = header.fid === null ? null : hexWord(header.fid);
  if (header.type === 'mf' || fid === '3F00') return MF;
  if (header.aid !== null) {
    const aid = toHex(header.aid);
    if (file.base === 'adf' || (file.base === 'unknown' && header.type === 'df'))
      return applicationFile(aid, state.applications);
    return { ...file, aid };
  }
  if (file.base !== 'unknown' || fid === null) return file;
  if (FIRST_LEVEL_DF.test(fid) && header.type === 'df' && fid !== CURRENT_APPLICATION) return childOf(MF, fid);
  if (EF_OF_MF.test(fid) && header.type === 'ef') return childOf(MF, fid);
  return file.fids.length === 0 ? childOf(file, fid) : file;
}
