import type { Pkcs15Role } from '../files/pkcs15-paths.ts';
import { type Applications, MF, type TracedFile, UNKNOWN_DF } from './traced-file.ts';

/** What is selected on a logical channel (TS 102 221 8.4). */
export interface ChannelState {
  readonly df: TracedFile;
  /** The current EF; null: none. */
  readonly ef: TracedFile | null;
  /** The application that 7FFF stands for. */
  readonly application: TracedFile | null;
  /** The current record, from 1; 0: none. */
  readonly record: number;
  /** The data object that is read or set block by block. */
  readonly object?: OpenObject;
}

/** How far a data object got (TS 102 221 11.3). */
export interface OpenObject {
  /** Tag, hex. */
  readonly tag: string;
  /** Where the block before began, and where the next one does. */
  readonly last: number;
  readonly next: number;
}

/** A command whose answer is still to be fetched, or that was just answered. */
export interface Pending {
  /** Its place in the trace. */
  readonly index: number;
  readonly command: Uint8Array;
  /** What was selected before it, for a SELECT whose answer shows that it went elsewhere. */
  readonly before: ChannelState;
  readonly file: TracedFile | null;
  readonly sw: number;
  /** What of the answer came already. */
  readonly data: Uint8Array;
}

/** A PKCS#15 directory that was read, or what one named. */
export interface NamedFile {
  readonly role: Pkcs15Role;
  /** For the value of a data object: what it is, and where in the file it stands. */
  readonly oid?: string;
  readonly offset?: number;
  readonly length?: number | null;
}

/** All that a trace has told so far. A value: a step makes a new one, snapshots are kept as they are. */
export interface TraceState {
  readonly channels: ReadonlyMap<number, ChannelState>;
  readonly applications: Applications;
  /** Short file ids by the key of their folder and the id: `3F007F20:7`. */
  readonly sfis: ReadonlyMap<string, string>;
  /** Files that PKCS#15 directories name, by key. */
  readonly named: ReadonlyMap<string, NamedFile>;
  /** Bodies of the PKCS#15 directories, as far as they were read. */
  readonly directories: ReadonlyMap<string, Uint8Array>;
  readonly pending: Pending | null;
}

const fresh = (df: TracedFile): ChannelState => ({ df, ef: null, application: null, record: 0 });

/** A trace may begin in the middle of a session: nothing is known until something tells. */
export const NOTHING_KNOWN: TraceState = {
  channels: new Map([[0, fresh(UNKNOWN_DF)]]),
  applications: new Map(),
  sfis: new Map(),
  named: new Map(),
  directories: new Map(),
  pending: null,
};

/** After a reset the MF is selected on channel 0, and no other is open (TS 102 221 8.4.1). What files there are stays known. */
export function afterReset(state: TraceState): TraceState {
  return { ...state, channels: new Map([[0, fresh(MF)]]), pending: null };
}

/** What is selected on a channel; one that nobody saw open is unknown. */
export function channelState(state: TraceState, channel: number): ChannelState {
  return state.channels.get(channel) ?? fresh(UNKNOWN_DF);
}

export function withChannel(state: TraceState, channel: number, value: ChannelState): TraceState {
  return { ...state, channels: new Map(state.channels).set(channel, value) };
}

export function withoutChannel(state: TraceState, channel: number): TraceState {
  const channels = new Map(state.channels);
  channels.delete(channel);
  return { ...state, channels };
}
