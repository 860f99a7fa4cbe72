import { readFileSync } from 'node:fs';
import { hex } from '../../core/base/bytes.ts';

export interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly hex: string;
  readonly meaning: string;
  readonly bytes: Uint8Array;
}

/** The vectors of a file in test/fixtures/vectors, with their bytes. */
export function vectorsOf(file: string): readonly Vector[] {
  const rows = JSON.parse(readFileSync(new URL(`../fixtures/vectors/${file}`, import.meta.url), 'utf8')) as Omit<
    Vector,
    'bytes'
  >[];
  return rows.map((row) => ({ ...row, bytes: hex(row.hex) }));
}

export function vectorIn(vectors: readonly Vector[], name: string): Vector {
  const found = vectors.find((vector) => vector.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found;
}
