import { z } from 'zod';
import { concat, fromUtf8, utf8 } from '../../core/base/bytes.ts';
import { Secret } from '../../core/base/secret.ts';
import { type DiversifyMethod, diversifyMethod } from '../../core/card/diversify-methods.ts';
import { isIccidPrefix, type KeyRing, type MasterKey, masterProblem } from '../../core/card/key-ring.ts';

/**
 * The inside of a key file: four bytes with the length of an index, most significant first; the index, JSON that names the
 * keys and their lengths; the values as bytes, one after the other in the index's order. So no value is ever a string, which
 * could not be wiped.
 */

const MOST_BYTES = 255;
const ref = z.string().regex(/^(pin[12]|puk([12]|[0-9A-Fa-f]{2})|adm([1-9]|10)|[0-9A-F]{2})$/);
const length = z.number().int().min(1).max(MOST_BYTES);
const keys = z.array(z.tuple([ref, length]));
const indexSchema = z.strictObject({
  cards: z.array(z.strictObject({ iccid: z.string().regex(/^[0-9]{1,20}$/), keys })),
  issuers: z.array(z.strictObject({ prefix: z.string().refine(isIccidPrefix), keys })),
  masters: z.array(
    z.strictObject({
      name: z.string().min(1).max(64),
      prefix: z.string().refine(isIccidPrefix),
      ref,
      method: z.string().refine((name) => diversifyMethod(name) !== undefined),
      length,
    }),
  ),
});
type Index = z.infer<typeof indexSchema>;

/** A ring as bytes; they hold its values, the caller wipes them. */
export function packRing(ring: KeyRing): Uint8Array {
  const values: Secret[] = [];
  const named = (all: ReadonlyMap<string, Secret>): Index['cards'][number]['keys'] =>
    [...all].map(([name, value]) => {
      values.push(value);
      return [name, value.length];
    });
  const index: Index = {
    cards: [...ring.cards].map(([iccid, all]) => ({ iccid, keys: named(all) })),
    issuers: [...ring.issuers].map(([prefix, all]) => ({ prefix, keys: named(all) })),
    masters: ring.masters.map(({ name, prefix, ref: made, method, value }) => {
      values.push(value);
      return { name, prefix, ref: made, method: method.name, length: value.length };
    }),
  };
  const text = utf8(JSON.stringify(index));
  const total = values.reduce((sum, value) => sum + value.length, 0);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, text.length);
  const packed = concat(head, text, new Uint8Array(total));
  let at = head.length + text.length;
  for (const value of values) {
    value.reveal((bytes) => packed.set(bytes, at));
    at += value.length;
  }
  return packed;
}

function parseIndex(bytes: Uint8Array): Index | undefined {
  const text = fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return indexSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** @returns undefined for bytes that are no ring: its author was not this program, or a later one. */
export function unpackRing(packed: Uint8Array): KeyRing | undefined {
  if (packed.length < 4) return undefined;
  const start = 4 + new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  const index = start > packed.length ? undefined : parseIndex(packed.subarray(4, start));
  if (index === undefined) return undefined;
  const all = [...index.cards, ...index.issuers].flatMap((row) => row.keys.map(([, size]) => size));
  const total = [...all, ...index.masters.map((master) => master.length)].reduce((sum, size) => sum + size, 0);
  if (start + total !== packed.length) return undefined;
  let at = start;
  const take = (size: number) => {
    at += size;
    return new Secret(packed.subarray(at - size, at));
  };
  const named = (row: Index['cards'][number]['keys']) => new Map(row.map(([name, size]) => [name, take(size)]));
  const cards = new Map(index.cards.map((row) => [row.iccid, named(row.keys)]));
  const issuers = new Map(index.issuers.map((row) => [row.prefix, named(row.keys)]));
  const masters = index.masters.map(({ name, prefix, ref: made, method, length: size }): MasterKey => {
    // The schema has let known names through alone.
    const known = diversifyMethod(method) as DiversifyMethod;
    return { name, prefix, ref: made, method: known, value: take(size) };
  });
  return masters.every((master) => masterProblem(master) === undefined) ? { cards, issuers, masters } : undefined;
}
