import type { Protocol } from '../apdu/command.ts';
import type { CredentialStore } from './credential-store.ts';
import type { CardNode, FileSystem } from './file-system.ts';
import type { FileMemory } from './free-memory.ts';
import type { CardMemory } from './memory.ts';

/** A command as the card's program sees it, whatever the protocol. */
export interface CardCommand {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Empty in cases 1 and 2. */
  readonly data: Uint8Array;
  /** Expected length, 1 to 256 in short form, 1 to 65536 in extended; undefined where the command asks for no data. */
  readonly le: number | undefined;
  /** Le was coded as zeros: all there is. On T=0 that is 256 like any other length. */
  readonly all: boolean;
  readonly protocol: Protocol;
}

export interface CardReply {
  readonly sw: number;
  readonly data?: Uint8Array;
}

/** What one logical channel has selected. */
export interface Selection {
  df: CardNode;
  ef: CardNode | undefined;
  /** Current record of the current EF, 0 = none yet. */
  record: number;
  /** Application that 7FFF stands for. */
  application: CardNode | undefined;
  /** A data object that RETRIEVE DATA or SET DATA has begun with. */
  transfer: Transfer | undefined;
}

/** A data object on its way, block by block (TS 102 221 11.3). */
export interface Transfer {
  readonly kind: 'retrieve' | 'set';
  readonly ef: CardNode;
  readonly bytes: Uint8Array;
  /** Where the last block began, and where the next one does. */
  readonly last: number;
  readonly next: number;
}

export interface CardState {
  readonly fs: FileSystem;
  readonly credentials: CredentialStore;
  /** Bodies change through it alone. */
  readonly memory: CardMemory;
  readonly space: FileMemory;
  /** Open channels by number; 0 is always there. */
  readonly channels: Map<number, Selection>;
  /** Called when a life cycle state or a credential changed; `memory` tells of bodies itself. */
  changed(): void;
}

export function freshSelection(fs: FileSystem): Selection {
  return { df: fs.mf, ef: undefined, record: 0, application: undefined, transfer: undefined };
}

/** Makes a node current: a DF takes the EF away, an EF makes its DF current (TS 51.011 6.5, TS 102 221 8.4.2). */
export function select(selection: Selection, node: CardNode): void {
  selection.record = 0;
  selection.transfer = undefined;
  if (node.kind === 'ef') {
    selection.ef = node;
    if (node.parent !== undefined) selection.df = node.parent;
  } else {
    selection.ef = undefined;
    selection.df = node;
  }
}

/** Class A0: INS whose P3 counts data that the card sends, and those whose P3 counts data that it receives. */
const GSM_OUTGOING: ReadonlySet<number> = new Set([0xb0, 0xb2, 0xc0, 0xf2]);
const GSM_INCOMING: ReadonlySet<number> = new Set([
  0xa4, 0xd6, 0xdc, 0xa2, 0x32, 0x20, 0x24, 0x26, 0x28, 0x2c, 0x04, 0x44, 0xfa,
]);
/** The same for the ISO class. */
const ISO_OUTGOING: ReadonlySet<number> = new Set([0xb0, 0xb2, 0xc0, 0xf2, 0x70]);
const ISO_INCOMING: ReadonlySet<number> = new Set([
  0xa4, 0xd6, 0xd7, 0xb1, 0xdc, 0xa2, 0x32, 0x20, 0x24, 0x26, 0x28, 0x2c, 0x04, 0x44, 0xaa, 0xdb, 0xe0, 0xe4, 0xe6,
  0xe8, 0xfe, 0xd4,
]);

type Direction = 'out' | 'in' | 'unknown';

/** Which way data go after a T=0 header. RETRIEVE DATA names its object in the first block and then only asks on. */
function direction(cla: number, ins: number, p2: number): Direction {
  if (cla === 0xa0) return GSM_OUTGOING.has(ins) ? 'out' : GSM_INCOMING.has(ins) ? 'in' : 'unknown';
  if (ins === 0xcb) return (p2 & 0x80) === 0 ? 'out' : 'in';
  return ISO_OUTGOING.has(ins) ? 'out' : ISO_INCOMING.has(ins) ? 'in' : 'unknown';
}

const NONE = new Uint8Array(0);

/** Lc and Le of a T=1 command body (ISO/IEC 7816-4 5.1): `wide` where they take two bytes behind a zero. */
function lengths(body: Uint8Array, wide: boolean): Pick<CardCommand, 'data' | 'le' | 'all'> | undefined {
  const width = wide ? 2 : 1;
  const number = (at: number) => (wide ? ((body[at] as number) << 8) | (body[at + 1] as number) : (body[at] as number));
  const expected = (at: number) => {
    const le = number(at);
    return le === 0 ? { le: wide ? 0x10000 : 0x100, all: true } : { le, all: false };
  };
  const start = wide ? 1 : 0;
  if (body.length === start + width) return { data: NONE, ...expected(start) };
  const lc = number(start);
  const end = start + width + lc;
  if (lc === 0 || (body.length !== end && body.length !== end + width)) return undefined;
  const data = body.slice(start + width, end);
  return body.length === end ? { data, le: undefined, all: false } : { data, ...expected(end) };
}

/**
 * Splits a TPDU (T=0) or an APDU (T=1).
 * @param extended extended lengths are understood (T=1)
 * @returns undefined where the length is wrong: on T=0 that includes a Le after the data of case 4 (ISO/IEC 7816-3 12.2.4)
 */
export function parseCommand(tpdu: Uint8Array, protocol: Protocol, extended = false): CardCommand | undefined {
  if (tpdu.length < 4) return undefined;
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0] = tpdu;
  const head = { cla, ins, p1, p2, protocol };
  if (tpdu.length === 4) return { ...head, data: NONE, le: undefined, all: false };
  if (protocol === 'T=1') {
    const wide = tpdu.length > 6 && p3 === 0;
    const rest = wide && !extended ? undefined : lengths(tpdu.subarray(4), wide);
    return rest === undefined ? undefined : { ...head, ...rest };
  }
  const way = direction(cla, ins, p2);
  if (way === 'out')
    return tpdu.length === 5 ? { ...head, data: NONE, le: p3 === 0 ? 256 : p3, all: false } : undefined;
  // A card that does not know the instruction says so on seeing the header, whatever follows.
  if (way === 'unknown') return { ...head, data: NONE, le: undefined, all: false };
  return tpdu.length === 5 + p3 ? { ...head, data: tpdu.slice(5), le: undefined, all: false } : undefined;
}

/** A status word whose low byte is a length; 256 is sent as 00. */
export function lengthSw(sw1: number, length: number): number {
  return (sw1 << 8) | (length & 0xff);
}
