import { hex, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { MoRow } from '../mo/mo-row.ts';
import { MO_TABLES } from '../mo/objects.ts';

/** Names of the nodes that hold secrets, from the tables of the management objects. */
const NAMES = [...new Set(secretRows().map((row) => row.path.split('/').at(-1) ?? ''))].map(utf8);

function secretRows(): readonly MoRow[] {
  return MO_TABLES.flatMap((table): readonly MoRow[] => table.rows).filter((row) => row.secret === true);
}

/** TNDS code page: NodeName and Value with content, then an inline string or opaque data (DM TND 1.2, 7.1). */
const NODE_NAME = hex('6603');
const VALUE_STRING = hex('7603');
const VALUE_OPAQUE = hex('76C3');
const TEXT_NODE_NAME = utf8('<NodeName>');
const TEXT_VALUE = utf8('<Value>');

/** A node's value stands within this many bytes of its name: properties are short. */
const REACH = 256;

const span = (offset: number, length: number): Span => ({ offset, length });

function find(bytes: Uint8Array, part: Uint8Array, from: number, to: number): number {
  for (let at = from; at + part.length <= to; at++) if (part.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}

function endOf(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
}

function valueBehind(bytes: Uint8Array, name: number): Span | undefined {
  let to = Math.min(bytes.length, name + REACH);
  for (const next of [NODE_NAME, TEXT_NODE_NAME]) {
    const at = find(bytes, next, name, to);
    if (at >= 0) to = at;
  }
  const text = find(bytes, TEXT_VALUE, name, to);
  if (text >= 0) return span(text + TEXT_VALUE.length, endOf(bytes, 0x3c, text + 1) - text - TEXT_VALUE.length);
  const inline = find(bytes, VALUE_STRING, name, to);
  if (inline >= 0) return span(inline + 2, endOf(bytes, 0x00, inline + 2) - inline - 2);
  const opaque = find(bytes, VALUE_OPAQUE, name, to);
  if (opaque < 0) return undefined;
  return span(opaque + 3, Math.min(bytes[opaque + 2] ?? 0, Math.max(0, bytes.length - opaque - 3)));
}

/**
 * Secrets of a message that does not decode well: the values that follow the names of nodes that hold secrets, found in
 * the bytes as they stand. A damaged byte elsewhere must not bring them to light.
 */
export function scanSecrets(bytes: Uint8Array, from: number): readonly Span[] {
  const out: Span[] = [];
  for (const name of NAMES)
    for (let at = find(bytes, name, from, bytes.length); at >= 0; at = find(bytes, name, at + 1, bytes.length)) {
      const value = valueBehind(bytes, at + name.length);
      if (value !== undefined && value.length > 0) out.push(value);
    }
  return out;
}

const overlap = (a: Span, b: Span) => a.offset < b.offset + b.length && b.offset < a.offset + a.length;

/** `known` with what the scan found besides, in order and without overlap. */
export function withScanned(known: readonly Span[], scanned: readonly Span[]): readonly Span[] {
  const all = [...known];
  for (const one of scanned) if (!all.some((other) => overlap(one, other))) all.push(one);
  return all.sort((a, b) => a.offset - b.offset);
}
