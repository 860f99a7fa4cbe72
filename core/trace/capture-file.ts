import { isPause, type Stepwise } from '../base/stepwise.ts';

/** A frame of a capture file. */
export interface CapturedFrame {
  /** Counted from 1, as Wireshark does. */
  readonly number: number;
  readonly linkType: number;
  /** Microseconds since 1970; null where the file does not tell. */
  readonly time: number | null;
  readonly offset: number;
  /** As far as the capture kept it. */
  readonly length: number;
  /** The capture kept its beginning only. */
  readonly cut: boolean;
}

/** The frames of a file, as far as it makes sense. */
export interface CapturedFrames {
  readonly frames: readonly CapturedFrame[];
  readonly fault?: CaptureFault;
}

/** Where a capture file ends to make sense. */
export interface CaptureFault {
  readonly frame: number;
  readonly reason: string;
}

const PCAP_MAGICS: Readonly<Record<number, { readonly little: boolean; readonly perSecond: number }>> = {
  2712847316: { little: false, perSecond: 1e6 },
  3569595041: { little: true, perSecond: 1e6 },
  2712812621: { little: false, perSecond: 1e9 },
  1295823521: { little: true, perSecond: 1e9 },
};
const PCAPNG_MAGIC = 0x0a0d0d0a;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether a file is a capture, by how it begins. */
export function captureKind(bytes: Uint8Array): 'pcap' | 'pcapng' | undefined {
  if (bytes.length < 4) return undefined;
  const magic = viewOf(bytes).getUint32(0);
  if (magic === PCAPNG_MAGIC) return 'pcapng';
  return magic in PCAP_MAGICS ? 'pcap' : undefined;
}

/** The global header is 24 bytes, then 16 before each frame (draft-ietf-opsawg-pcap). */
function* pcapFrames(bytes: Uint8Array): Stepwise<CapturedFrames> {
  const view = viewOf(bytes);
  const kind = PCAP_MAGICS[view.getUint32(0)];
  if (kind === undefined || bytes.length < 24)
    return { frames: [], fault: { frame: 1, reason: 'the file header is cut' } };
  const { little, perSecond } = kind;
  const linkType = view.getUint32(20, little) & 0xffff;
  const frames: CapturedFrame[] = [];
  for (let at = 24; at < bytes.length; ) {
    const number = frames.length + 1;
    if (isPause(number)) yield;
    const ends = (reason: string) => ({ frames, fault: { frame: number, reason } });
    if (at + 16 > bytes.length) return ends('its header is cut');
    const length = view.getUint32(at + 8, little);
    const time = view.getUint32(at, little) * 1e6 + Math.floor((view.getUint32(at + 4, little) * 1e6) / perSecond);
    if (at + 16 + length > bytes.length) return ends('it is cut');
    const cut = view.getUint32(at + 12, little) > length;
    frames.push({ number, linkType, time, offset: at + 16, length, cut });
    at += 16 + length;
  }
  return { frames };
}

interface Interface {
  readonly linkType: number;
  /** Units of a second. */
  readonly perSecond: number;
  readonly offsetSeconds: number;
}

/** Options of an interface: 9 is the resolution, 14 the offset of its time stamps. */
function readInterface(view: DataView, from: number, to: number, little: boolean): Interface {
  let perSecond = 1e6;
  let offsetSeconds = 0;
  for (let at = from + 16; at + 4 <= to; ) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0) break;
    if (code === 9 && length === 1) {
      const value = view.getUint8(at + 4);
      perSecond = (value & 0x80) === 0 ? 10 ** value : 2 ** (value & 0x7f);
    }
    if (code === 14 && length === 8) offsetSeconds = Number(view.getBigInt64(at + 4, little));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return { linkType: view.getUint16(from + 8, little), perSecond, offsetSeconds };
}

const BLOCK = { section: PCAPNG_MAGIC, interface: 1, obsolete: 2, simple: 3, enhanced: 6 } as const;

/** Blocks with their length at both ends; interfaces are numbered within their section (draft-ietf-opsawg-pcapng). */
function* pcapngFrames(bytes: Uint8Array): Stepwise<CapturedFrames> {
  const view = viewOf(bytes);
  const frames: CapturedFrame[] = [];
  let interfaces: Interface[] = [];
  let little = true;
  for (let at = 0; at < bytes.length; ) {
    const number = frames.length + 1;
    if (isPause(number)) yield;
    const ends = (reason: string) => ({ frames, fault: { frame: number, reason } });
    if (at + 12 > bytes.length) return ends('a block is cut');
    const type = view.getUint32(at, little);
    // Its bytes are the same either way round.
    if (type === BLOCK.section) {
      little = view.getUint32(at + 8, true) === 0x1a2b3c4d;
      interfaces = [];
    }
    const total = view.getUint32(at + 4, little);
    const end = at + total;
    if (total < 12 || total % 4 !== 0 || end > bytes.length) return ends('a block is cut');
    if (type === BLOCK.interface && total >= 20) interfaces.push(readInterface(view, at, end - 4, little));
    if ((type === BLOCK.enhanced || type === BLOCK.obsolete) && total >= 32) {
      const own = interfaces[type === BLOCK.enhanced ? view.getUint32(at + 8, little) : view.getUint16(at + 8, little)];
      const length = view.getUint32(at + 20, little);
      if (own === undefined || at + 28 + length > end - 4) return ends('it names no interface, or is cut');
      const units = view.getUint32(at + 12, little) * 2 ** 32 + view.getUint32(at + 16, little);
      const time = Math.floor((units * 1e6) / own.perSecond) + own.offsetSeconds * 1e6;
      const cut = view.getUint32(at + 24, little) > length;
      frames.push({ number, linkType: own.linkType, time, offset: at + 28, length, cut });
    }
    if (type === BLOCK.simple && interfaces[0] !== undefined) {
      const whole = view.getUint32(at + 8, little);
      const length = Math.min(whole, total - 16);
      const cut = whole > length;
      frames.push({ number, linkType: interfaces[0].linkType, time: null, offset: at + 12, length, cut });
    }
    at = end;
  }
  return { frames };
}

/** The frames of a pcap or pcapng file, in order. */
export function capturedFrames(bytes: Uint8Array): Stepwise<CapturedFrames> {
  return captureKind(bytes) === 'pcapng' ? pcapngFrames(bytes) : pcapFrames(bytes);
}
