import { toHex } from '../../core/base/bytes.ts';
import type { VirtualCard } from '../../core/virtual-card/virtual-card.ts';

/**
 * A device of the standard's retrieval procedure (DM Bootstrap D.2.5 in class A0, D.3.5 in the ISO class), written by hand on
 * raw TPDUs of T=0: it shares no line with the product's reader, so that both cannot be wrong in the same way.
 */

/** A data object that the device reaches. */
export interface DeviceObject {
  /** Its OID in hex, and its label: what a device tells it by. */
  readonly oid: string;
  readonly label: string;
  /** What stands in its file from the place that its path names; null where the path leads nowhere. */
  readonly content: Uint8Array | null;
}

const AID = 'A000000063504B43532D3135';
const TEMPLATE = 0x61;

interface Node {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** TLVs of one-byte tags up to 00 or FF where a tag should stand, or to one that does not fit. */
function nodes(bytes: Uint8Array): readonly Node[] {
  const out: Node[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes[at] ?? 0;
    if (tag === 0x00 || tag === 0xff) break;
    let length = bytes[at + 1] ?? 0;
    let start = at + 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0xff);
      start += count;
    }
    if (start + length > bytes.length) break;
    out.push({ tag, value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return out;
}

const child = (node: Node | undefined, tag: number): Node | undefined =>
  node === undefined ? undefined : nodes(node.value).find((item) => item.tag === tag);

function integer(node: Node | undefined): number | undefined {
  return node?.value.reduce((sum, byte) => sum * 256 + byte, 0);
}

class Device {
  readonly #card: VirtualCard;
  readonly #mode: '2g' | '3g';
  #channel = 0;
  #application: readonly number[] = [];
  #aid: Uint8Array = new Uint8Array();

  constructor(card: VirtualCard, mode: '2g' | '3g') {
    this.#card = card;
    this.#mode = mode;
    card.reset();
  }

  /** One command with what T=0 asks for after it. @returns data and status word */
  #send(...command: readonly number[]): { readonly data: Uint8Array; readonly sw: number } {
    const answer = this.#card.transmit(Uint8Array.from(command));
    if (typeof answer === 'string') throw new Error(`the card is gone: ${answer}`);
    const [sw1 = 0, sw2 = 0] = answer.subarray(-2);
    if (sw1 === 0x61 || sw1 === 0x9f) return this.#send(command[0] ?? 0, 0xc0, 0, 0, sw2);
    if (sw1 === 0x6c) return this.#send(...command.slice(0, 4), sw2);
    return { data: answer.subarray(0, -2), sw: sw1 * 256 + sw2 };
  }

  get #class(): number {
    return this.#mode === '2g' ? 0xa0 : this.#channel;
  }

  /** @returns the file's header, undefined where there is no such file */
  #select(...fids: readonly number[]): Uint8Array | undefined {
    let header: Uint8Array | undefined;
    for (const fid of fids) {
      const { data, sw } = this.#send(this.#class, 0xa4, 0, this.#mode === '2g' ? 0 : 4, 2, fid >> 8, fid & 0xff);
      if (sw !== 0x9000) return undefined;
      header = data;
    }
    return header;
  }

  /** The current transparent file to its end. */
  #readAll(header: Uint8Array): Uint8Array {
    const size =
      this.#mode === '2g' ? (header[2] ?? 0) * 256 + (header[3] ?? 0) : (integer(child(nodes(header)[0], 0x80)) ?? 0);
    const out = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const { data, sw } = this.#send(this.#class, 0xb0, at >> 8, at & 0xff, Math.min(255, size - at));
      if (sw !== 0x9000 || data.length === 0) return out.subarray(0, at);
      out.set(data, at);
      at += data.length;
    }
    return out;
  }

  /** The records of EF(DIR): whole ones of a linear file, templates of a transparent one. */
  records(): readonly Uint8Array[] {
    const header = this.#select(0x3f00, 0x2f00);
    if (header === undefined) return [];
    const structure = this.#mode === '2g' ? header[13] : child(nodes(header)[0], 0x82)?.value[0];
    const transparent = this.#mode === '2g' ? structure === 0 : ((structure ?? 0) & 0x07) === 0x01;
    if (transparent)
      return nodes(this.#readAll(header)).map(({ tag, value }) => Uint8Array.of(tag, value.length, ...value));
    const length = this.#mode === '2g' ? (header[14] ?? 0) : (child(nodes(header)[0], 0x82)?.value[3] ?? 0);
    const found: Uint8Array[] = [];
    for (let record = 1; record < 255; record++) {
      const { data, sw } = this.#send(this.#class, 0xb2, record, 4, length);
      if (sw !== 0x9000) break;
      found.push(data);
    }
    return found;
  }

  /** Templates of EF(DIR), in order. */
  #directory(): readonly Node[] {
    return this.records().flatMap((record) =>
      nodes(record)
        .filter(({ tag }) => tag === TEMPLATE)
        .slice(0, 1),
    );
  }

  /** Enters the PKCS#15 application. @returns false where there is none */
  #enter(): boolean {
    const template = this.#directory().find((node) =>
      toHex(child(node, 0x4f)?.value ?? new Uint8Array()).startsWith(AID),
    );
    if (template === undefined) return false;
    if (this.#mode === '2g') {
      this.#application = fidsOf(child(template, 0x51)?.value ?? new Uint8Array());
      return this.#application.length > 0 && this.#select(0x3f00, ...this.#application) !== undefined;
    }
    const opened = this.#send(0, 0x70, 0, 0, 1);
    if (opened.sw !== 0x9000) return false;
    this.#channel = opened.data[0] ?? 0;
    this.#aid = child(template, 0x4f)?.value ?? new Uint8Array();
    return this.#send(this.#class, 0xa4, 4, 0, this.#aid.length, ...this.#aid).sw === 0x9000;
  }

  /** A file by a PKCS#15 path: two bytes below the application, more from the MF. */
  #file(path: Uint8Array): Uint8Array | undefined {
    const fids = fidsOf(path, true);
    const header =
      path.length > 2 && fids[0] === 0x3f00
        ? this.#select(...fids)
        : this.#mode === '2g'
          ? this.#select(0x3f00, ...this.#application, ...fids)
          : this.#below(fids);
    return header === undefined ? undefined : this.#readAll(header);
  }

  /** In the ISO class the application's own files are at hand once it is current again. */
  #below(fids: readonly number[]): Uint8Array | undefined {
    this.#send(this.#class, 0xa4, 4, 0, this.#aid.length, ...this.#aid);
    return this.#select(...fids);
  }

  objects(): readonly DeviceObject[] {
    if (!this.#enter()) return [];
    const odf = this.#file(Uint8Array.of(0x50, 0x31));
    if (odf === undefined) return [];
    const found: DeviceObject[] = [];
    for (const entry of nodes(odf).filter(({ tag }) => tag === 0xa7)) {
      const path = child(child(entry, 0x30), 0x04)?.value;
      const dodf = path && this.#file(path);
      if (dodf) for (const record of nodes(dodf)) found.push(...this.#object(record));
    }
    return found;
  }

  #object(record: Node): readonly DeviceObject[] {
    const [common, klass] = nodes(record.value);
    const type = nodes(child(record, 0xa1)?.value ?? new Uint8Array())[0];
    // An oidDO holds OID and value in a SEQUENCE of its own, the others the path at once.
    const oid = record.tag === 0xa1 ? child(type, 0x06) : child(klass, 0x06);
    if (oid === undefined) return [];
    const path = record.tag === 0xa1 ? child(type, 0x30) : type;
    const label = new TextDecoder('latin1').decode(child(common, 0x0c)?.value);
    const place = child(path, 0x04)?.value;
    const body = place && this.#file(place);
    const start = integer(child(path, 0x02)) ?? 0;
    const length = integer(child(path, 0x80));
    const content = body?.subarray(start, length === undefined ? body.length : start + length) ?? null;
    return [{ oid: toHex(oid.value), label, content }];
  }
}

function fidsOf(path: Uint8Array, withMf = false): readonly number[] {
  const fids: number[] = [];
  for (let i = 0; i + 1 < path.length; i += 2) fids.push((path[i] ?? 0) * 256 + (path[i + 1] ?? 0));
  return fids[0] === 0x3f00 && !withMf ? fids.slice(1) : fids;
}

/** The data objects that a device finds on a card, in the order in which it finds them. The card is reset before. */
export function deviceObjects(card: VirtualCard, mode: '2g' | '3g'): readonly DeviceObject[] {
  return new Device(card, mode).objects();
}

/** The records of EF(DIR) as a device reads them; in a transparent one those that its list has. The card is reset before. */
export function deviceDirectory(card: VirtualCard, mode: '2g' | '3g'): readonly Uint8Array[] {
  return new Device(card, mode).records();
}
