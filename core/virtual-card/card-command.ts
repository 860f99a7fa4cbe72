import type { Protocol } from '../apdu/command.ts';
import type { CredentialStore } from './credential-store.ts';
import type { CardNode, FileSystem } from './file-system.ts';
import type { CardMemory } from './memory.ts';

/** A command as the card's program sees it, whatever the protocol. */
export interface CardCommand {
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Empty in cases 1 and 2. */
  readonly data: Uint8Array;
  /** Expected length 1 to 256; undefined where the command asks for no data. */
  readonly le: number | undefined;
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
}

export interface CardState {
  readonly fs: FileSystem;
  readonly credentials: CredentialStore;
  /** Bodies change through it alone. */
  readonly memory: CardMemory;
  /** Open channels by number; 0 is always there. */
  readonly channels: Map<number, Selection>;
  /** Called when a life cycle state or a credential changed; `memory` tells of bodies itself. */
  changed(): void;
}

export function freshSelection(fs: FileSystem): Selection {
  return { df: fs.mf, ef: undefined, record: 0, application: undefined };
}

/** Makes a node current: a DF takes the EF away, an EF makes its DF current (TS 51.011 6.5, TS 102 221 8.4.2). */
export function select(selection: Selection, node: CardNode): void {
  selection.record = 0;
  if (node.kind === 'ef') {
    selection.ef = node;
    if (node.parent !== undefined) selection.df = node.parent;
  } else {
    selection.ef = undefined;
    selection.df = node;
  }
}

/** INS whose P3 on T=0 counts data that the card sends, and those whose P3 counts data that it receives. */
const OUTGOING = new Set([0xb0, 0xb2, 0xc0, 0xf2, 0x70]);
const INCOMING = new Set([0xa4, 0xd6, 0xdc, 0xa2, 0x20, 0x24, 0x26, 0x28, 0x2c, 0x04, 0x44]);

/**
 * Splits a TPDU (T=0) or a short APDU (T=1).
 * @returns undefined where the length is wrong: on T=0 that includes a Le after the data of case 4 (ISO/IEC 7816-3 12.2.4)
 */
export function parseCommand(tpdu: Uint8Array, protocol: Protocol): CardCommand | undefined {
  if (tpdu.length < 4) return undefined;
  const [, ins = 0, p1 = 0, p2 = 0, p3 = 0] = tpdu;
  const head = { ins, p1, p2, protocol };
  const none = new Uint8Array(0);
  if (tpdu.length === 4) return { ...head, data: none, le: undefined };
  if (protocol === 'T=1') {
    if (tpdu.length === 5) return { ...head, data: none, le: p3 === 0 ? 256 : p3 };
    const end = 5 + p3;
    if (p3 === 0 || tpdu.length < end || tpdu.length > end + 1) return undefined;
    const last = tpdu[end];
    return { ...head, data: tpdu.slice(5, end), le: last === undefined ? undefined : last === 0 ? 256 : last };
  }
  if (OUTGOING.has(ins)) return tpdu.length === 5 ? { ...head, data: none, le: p3 === 0 ? 256 : p3 } : undefined;
  // A card that does not know the instruction says so on seeing the header, whatever follows.
  if (!INCOMING.has(ins)) return { ...head, data: none, le: undefined };
  return tpdu.length === 5 + p3 ? { ...head, data: tpdu.slice(5), le: undefined } : undefined;
}

/** A status word whose low byte is a length; 256 is sent as 00. */
export function lengthSw(sw1: number, length: number): number {
  return (sw1 << 8) | (length & 0xff);
}
