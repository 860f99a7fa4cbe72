import { concat, hex } from '../base/bytes.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { nibblesOf } from './access-2g.ts';
import type { CredentialStore } from './credential-store.ts';
import { type CardNode, isDeactivated, isTerminated, recordCount, worksWhenDeactivated } from './file-system.ts';

/** File descriptor byte, shareable (TS 102 221 11.1.1.4.3). */
const DESCRIPTOR = { transparent: 0x41, linear: 0x42, cyclic: 0x46, 'ber-tlv': 0x79 } as const;
/** Class A0 has no object files; one that stands on a card all the same looks transparent there. */
const STRUCTURE_2G = { transparent: 0x00, linear: 0x01, cyclic: 0x03, 'ber-tlv': 0x00 } as const;

const word = (value: number) => Uint8Array.of((value >> 8) & 0xff, value & 0xff);

function descriptor(node: CardNode): Uint8Array {
  if (node.kind !== 'ef') return tlv(0x82, hex('7821'));
  const head = Uint8Array.of(DESCRIPTOR[node.structure], 0x21);
  if (node.recordLength === 0) return tlv(0x82, head);
  return tlv(0x82, head, word(node.recordLength), Uint8Array.of(recordCount(node)));
}

function size(node: CardNode): Uint8Array {
  const length = node.body.length;
  return tlv(0x80, length > 0xffff ? Uint8Array.of(length >> 16) : new Uint8Array(0), word(length));
}

/** 88: no object where the low bits of the file id say it, an empty one where there is none, else the id shifted left by 3. */
function shortFileId(node: CardNode): Uint8Array {
  const { sfi } = node.image;
  if (sfi === undefined) return new Uint8Array(0);
  return tlv(0x88, sfi === null ? new Uint8Array(0) : Uint8Array.of(sfi << 3));
}

const UNIVERSAL_PIN = 0x11;

/**
 * PIN status template (TS 102 221 9.5.2): a bit for each key reference, the first in the highest bit; 1 = asked for. The
 * usage qualifier 95 before the universal PIN says whether it stands in for a PIN of this DF: 08, else 00.
 */
function pinStatus(node: CardNode, credentials: CredentialStore): Uint8Array {
  const keys = (node.image.pins ?? []).map((text) => Number.parseInt(text, 16));
  if (keys.length === 0) return new Uint8Array(0);
  const bits = new Uint8Array(Math.ceil(keys.length / 8));
  const pins = keys.map((key) => credentials.byKey(key, node.path));
  const standsIn = pins.some((pin) => pin?.enabled === false && pin.replacedBy === UNIVERSAL_PIN);
  const references = keys.map((key, index) => {
    const at = index >> 3;
    if (pins[index]?.enabled === true) bits[at] = (bits[at] as number) | (0x80 >> (index & 7));
    const reference = tlv(0x83, Uint8Array.of(key));
    return key === UNIVERSAL_PIN ? concat(tlv(0x95, Uint8Array.of(standsIn ? 0x08 : 0x00)), reference) : reference;
  });
  return tlv(0xc6, tlv(0x90, bits), ...references);
}

/** 81: what RESIZE FILE and CREATE FILE set aside, in two bytes or as many as it takes. */
function totalSize(node: CardNode): Uint8Array {
  const { totalSize: total } = node;
  if (total === undefined) return new Uint8Array(0);
  const high = total >>> 16;
  return tlv(0x81, high === 0 ? new Uint8Array(0) : high > 0xff ? word(high) : Uint8Array.of(high), word(total));
}

/** A5: what CREATE FILE gave, and of a directory the memory it has left (83, TS 102 221 11.1.1.4.6) where the card tells. */
function proprietaryOf({ kind, image }: CardNode, free: number | undefined): Uint8Array {
  const given = hex(image.proprietary ?? '');
  const told = kind === 'ef' || free === undefined ? undefined : tlv(0x83, word(free >>> 16), word(free));
  if (told === undefined) return image.proprietary === undefined ? new Uint8Array(0) : tlv(0xa5, given);
  return tlv(0xa5, given, told);
}

/**
 * What SELECT and STATUS tell in the ISO class: the FCP template 62, or with `tag` 6F the same objects as FCI
 * (TS 102 221 11.1.1.3; order 82 83 84 A5 8A 8B 80 81 88 C6), behind them what CREATE FILE gave besides.
 * @param free bytes left for files of a directory, where the card tells
 */
export function fcpOf(
  node: CardNode,
  credentials: CredentialStore,
  tag: 0x62 | 0x6f = 0x62,
  free?: number,
): Uint8Array {
  const { security } = node.image;
  const parts = [descriptor(node)];
  if (node.shownFid !== undefined) parts.push(tlv(0x83, word(node.shownFid)));
  if (node.aid !== undefined) parts.push(tlv(0x84, node.aid));
  parts.push(proprietaryOf(node, free));
  parts.push(tlv(0x8a, Uint8Array.of(node.lifeCycle)));
  if (security !== undefined) parts.push(tlv(Number.parseInt(security.tag, 16), hex(security.value)));
  if (node.kind === 'ef') parts.push(size(node), totalSize(node), shortFileId(node));
  else parts.push(totalSize(node), pinStatus(node, credentials));
  if (node.image.fcp !== undefined) parts.push(hex(node.image.fcp));
  return tlv(tag, ...parts);
}

/** CHV status byte (TS 51.011 9.2.1): b8 initialised, b4 to b1 tries left; 00 where there is none. */
function chvStatus(counter: { readonly tries: number } | undefined): number {
  return counter === undefined ? 0 : 0x80 | counter.tries;
}

/** MF and DF in class A0: 23 bytes (TS 51.011 9.2.1). @param free bytes left in it, where the card tells */
function directory(node: CardNode, credentials: CredentialStore, free: number): Uint8Array {
  const chv1 = credentials.byChv(1);
  const chv2 = credentials.byChv(2);
  const codes = credentials.all.filter((item) => item.image.chv !== undefined);
  const disabled = chv1 !== undefined && !chv1.enabled ? 0x80 : 0;
  return concat(
    hex('0000'),
    word(Math.min(free, 0xffff)),
    word(node.shownFid ?? node.fid),
    Uint8Array.of(node.kind === 'mf' ? 0x01 : 0x02),
    new Uint8Array(5),
    Uint8Array.of(
      0x09,
      disabled | 0x13,
      node.children.filter((child) => child.kind === 'df').length,
      node.children.filter((child) => child.kind === 'ef').length,
      codes.length + codes.filter((item) => item.unblock !== undefined).length,
      0x00,
      chvStatus(chv1),
      chvStatus(chv1?.unblock),
      chvStatus(chv2),
      chvStatus(chv2?.unblock),
      0x00,
    ),
  );
}

/** An EF in class A0: 15 bytes (TS 51.011 9.2.1). */
function elementary(node: CardNode, credentials: CredentialStore): Uint8Array {
  const access = nibblesOf(node, credentials);
  const invalid = isDeactivated(node) || isTerminated(node);
  const status = (invalid ? 0x00 : 0x01) | (worksWhenDeactivated(node) ? 0x04 : 0x00);
  return concat(
    hex('0000'),
    word(Math.min(node.body.length, 0xffff)),
    word(node.shownFid ?? node.fid),
    Uint8Array.of(
      0x04,
      node.structure === 'cyclic' && access.increase !== 15 ? 0x40 : 0x00,
      (access.read << 4) | access.update,
      access.increase << 4,
      (access.rehabilitate << 4) | access.invalidate,
      status,
      0x02,
      STRUCTURE_2G[node.structure],
      node.recordLength,
    ),
  );
}

/** What SELECT and STATUS tell in class A0. @param free bytes left for files of a DF, where the card tells */
export function gsmResponseOf(node: CardNode, credentials: CredentialStore, free = 0): Uint8Array {
  return node.kind === 'ef' ? elementary(node, credentials) : directory(node, credentials, free);
}
