import { cardClassOf, statusOutcome } from '../apdu/status-words.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { ApduParts } from './apdu-parts.ts';
import { learnHeader } from './learn.ts';
import { headerIn, isFolder, withHeader } from './resolve-select.ts';
import { type ChannelState, channelState, type TraceState, withChannel, withoutChannel } from './selection.ts';
import { keyOf, MF, type TracedFile } from './traced-file.ts';

/** A command and its answer, taken apart. */
export interface Exchange {
  readonly index: number;
  readonly command: Uint8Array;
  readonly data: Uint8Array;
  readonly sw: number;
}

/** Outcomes of a SELECT that has selected. */
export const SELECTED: ReadonlySet<string> = new Set(['ok', 'more', 'warning']);

interface SelectStep {
  readonly state: TraceState;
  readonly file: TracedFile;
  readonly header: FileHeader | undefined;
}

/** What is selected once a file was. */
export function selected(
  state: TraceState,
  number: number,
  before: ChannelState,
  file: TracedFile,
  folder: boolean,
): TraceState {
  if (!folder) {
    const { df } = before;
    const above = { ...file, fids: file.fids.slice(0, -1) };
    // A path leads to another DF: the EF's own is current then.
    const own = file.base === 'unknown' && df.base !== 'unknown' ? df : above;
    return withChannel(state, number, { df: own, ef: file, application: before.application, record: 0 });
  }
  const application =
    file.aid !== null && file.base !== 'unknown' ? applicationAbove(file, before) : before.application;
  return withChannel(state, number, { df: file, ef: null, application, record: 0 });
}

/** 7FFF goes on to mean the application whose DF was entered, by whatever way. */
function applicationAbove(file: TracedFile, { application }: ChannelState): TracedFile {
  if (file.base === 'adf') return { ...file, fids: [] };
  if (application !== null && keyOf(file).startsWith(keyOf(application))) return application;
  return file;
}

/** MANAGE CHANNEL: a new one begins at the MF, or where the one it was opened from stands (TS 102 221 11.1.17). */
export function channelsAfter(state: TraceState, from: number, { p1, p2 }: ApduParts, data: Uint8Array): TraceState {
  if (p1 === 0x80) return withoutChannel(state, p2 === 0 ? from : p2);
  const number = p2 === 0 ? data[0] : p2;
  if (number === undefined || p1 !== 0) return state;
  const start =
    from === 0 ? { ...channelState(state, 0), df: MF, ef: null, application: null } : channelState(state, from);
  return withChannel(state, number, { ...start, record: 0 });
}

/** What a SELECT changed, that got this answer. */
export function afterSelect(
  state: TraceState,
  exchange: Exchange,
  before: ChannelState,
  number: number,
  target: TracedFile,
): SelectStep {
  const { command, sw, data } = exchange;
  const gsm = command[0] === 0xa0;
  if (!SELECTED.has(statusOutcome(sw, cardClassOf(command[0] ?? 0)))) return { state, file: target, header: undefined };
  const header = headerIn(data, gsm);
  const file = header === undefined ? target : withHeader(target, header, state);
  // P2 b7: the application's session ends, the MF is selected (TS 102 221 11.1.1.2).
  const ends = command[2] === 4 && ((command[3] ?? 0) & 0x60) === 0x40;
  const next = ends
    ? withChannel(state, number, { ...before, df: MF, ef: null, application: null })
    : selected(state, number, before, file, isFolder(file, header, gsm, sw));
  return { state: header === undefined ? next : learnHeader(next, file, header), file, header };
}
