import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What libwbxml's programs made of one input: its output, or what it said. */
export type LibwbxmlResult =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly said: string };

/**
 * Runs a program of libwbxml on many inputs, in one shell: starting a shell for each would take longer than their work.
 * Results are in the order of the inputs.
 */
export function runLibwbxml(
  program: 'wbxml2xml' | 'xml2wbxml',
  options: readonly string[],
  inputs: readonly (Uint8Array | string)[],
): LibwbxmlResult[] {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
  try {
    for (const part of ['in', 'out', 'said']) mkdirSync(join(folder, part));
    for (const [index, input] of inputs.entries()) writeFileSync(join(folder, 'in', String(index)), input);
    const loop =
      'i=0; while [ $i -lt "$1" ]; do "$2" $3 -o out/$i in/$i >/dev/null 2>said/$i || : > out/$i; i=$((i+1)); done';
    execFileSync('sh', ['-c', loop, 'sh', String(inputs.length), program, options.join(' ')], { cwd: folder });
    return inputs.map((_, index) => {
      const bytes = read(join(folder, 'out', String(index)));
      if (bytes.length > 0) return { ok: true, bytes };
      return {
        ok: false,
        said: read(join(folder, 'said', String(index)))
          .toString('utf8')
          .trim(),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
