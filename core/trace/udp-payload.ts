/** UDP in a captured frame. */
export interface UdpPayload {
  readonly from: number;
  readonly to: number;
  /** Place of the payload in the frame. */
  readonly offset: number;
  readonly length: number;
  /** The frame ends before the payload does. */
  readonly cut: boolean;
}

/** A frame with big-endian numbers in it; past its end there are zeros. */
const word = (frame: Uint8Array, at: number) => ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);

const UDP = 17;
const ETHERTYPES = { ipv4: 0x0800, ipv6: 0x86dd } as const;
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
/** IPv6 headers that may stand before UDP: hop-by-hop, routing, destination options (RFC 8200 4). */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60]);

function udpAt(frame: Uint8Array, at: number, end: number): UdpPayload | undefined {
  if (at + 8 > end) return undefined;
  const told = word(frame, at + 4);
  const length = Math.min(told, end - at) - 8;
  const ports = { from: word(frame, at), to: word(frame, at + 2) };
  return length < 0 ? undefined : { ...ports, offset: at + 8, length, cut: told > end - at };
}

function ipv4(frame: Uint8Array, at: number): UdpPayload | undefined {
  const header = ((frame[at] ?? 0) & 0x0f) * 4;
  const fragment = word(frame, at + 6) & 0x3fff;
  if (header < 20 || frame[at + 9] !== UDP || fragment !== 0) return undefined;
  // Zero where the sender left the length to its network card.
  const length = word(frame, at + 2) || frame.length - at;
  return udpAt(frame, at + header, Math.min(frame.length, at + length));
}

function ipv6(frame: Uint8Array, at: number): UdpPayload | undefined {
  const end = Math.min(frame.length, at + 40 + word(frame, at + 4));
  let next = frame[at + 6] ?? 0;
  let from = at + 40;
  while (EXTENSIONS.has(next) && from + 8 <= end) {
    next = frame[from] ?? 0;
    from += 8 * ((frame[from + 1] ?? 0) + 1);
  }
  return next === UDP ? udpAt(frame, from, end) : undefined;
}

function ip(frame: Uint8Array, at: number): UdpPayload | undefined {
  const version = (frame[at] ?? 0) >> 4;
  return version === 4 ? ipv4(frame, at) : version === 6 ? ipv6(frame, at) : undefined;
}

function byType(frame: Uint8Array, type: number, at: number): UdpPayload | undefined {
  if (VLAN.has(type)) return byType(frame, word(frame, at + 2), at + 4);
  return type === ETHERTYPES.ipv4 || type === ETHERTYPES.ipv6 ? ip(frame, at) : undefined;
}

/** How the link layers that carry GSMTAP begin, by their number in capture files (tcpdump.org/linktypes). */
const LINK_TYPES: Readonly<Record<number, (frame: Uint8Array) => UdpPayload | undefined>> = {
  0: (frame) => ip(frame, 4), // NULL: BSD loopback
  1: (frame) => byType(frame, word(frame, 12), 14), // ETHERNET
  12: (frame) => ip(frame, 0), // RAW, as some systems write it
  101: (frame) => ip(frame, 0), // RAW
  108: (frame) => ip(frame, 4), // LOOP
  113: (frame) => byType(frame, word(frame, 14), 16), // LINUX_SLL
  228: (frame) => ip(frame, 0), // IPV4
  229: (frame) => ip(frame, 0), // IPV6
  276: (frame) => byType(frame, word(frame, 0), 20), // LINUX_SLL2
};

/** The UDP packet in a frame; undefined where there is none, or only a fragment of one. */
export function udpPayload(frame: Uint8Array, linkType: number): UdpPayload | undefined {
  return LINK_TYPES[linkType]?.(frame);
}
