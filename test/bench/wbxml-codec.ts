import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { equalBytes } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { decodeWbxml } from '../../core/wbxml/decode.ts';
import { draftOf } from '../../core/wbxml/draft.ts';
import { writeWbxml } from '../../core/wbxml/write.ts';

/**
 * A message of 2 kB decoded to its tree and encoded from that tree again, management tree included, against libwbxml doing
 * the same in a C program. The two take turns, because medians move from run to run. Prints one line of JSON; a ratio
 * below 1 says that Bootcard is faster.
 */
const ROUNDS = 15;
const REPETITIONS = 1000;
const SIZE = 2048;

const NEEDED = ['/usr/bin/gcc', '/usr/bin/pkg-config', '/usr/include/libwbxml-1.0/wbxml/wbxml.h'];
const INSTALL = 'apt install libwbxml2-dev gcc pkg-config';

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** A message of exactly `SIZE` bytes. Its nonces are left out: libwbxml writes opaque bytes into a tree as text. */
function message(): Uint8Array {
  const none = new Uint8Array();
  const make = (length: number) =>
    defaultMessage({ ...NORDTEL, clientNonce: none, serverNonce: none, clientName: 'n'.repeat(length) });
  for (let length = 1; length < SIZE; length++) {
    const bytes = make(length);
    if (bytes.length >= SIZE) return bytes;
  }
  throw new RangeError('no message of that size');
}

function decodeAndEncode(bytes: Uint8Array): Uint8Array {
  const decoding = decodeWbxml(bytes);
  const draft = decoding.ok ? draftOf(decoding.document) : undefined;
  if (draft === undefined) throw new Error('does not decode');
  return writeWbxml(draft);
}

/** Microseconds of one call. */
function timed(work: () => unknown, repetitions = REPETITIONS): number {
  const began = performance.now();
  for (let left = repetitions; left > 0; left--) work();
  return ((performance.now() - began) * 1000) / repetitions;
}

function compile(folder: string): string {
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libwbxml2'], { encoding: 'utf8' });
  const program = join(folder, 'floor');
  const source = join(import.meta.dirname, 'wbxml-libwbxml.c');
  const include = '-I/usr/include/libwbxml-1.0/wbxml';
  execFileSync('gcc', ['-O2', '-o', program, source, include, ...flags.trim().split(/\s+/)]);
  return program;
}

async function measure(folder: string) {
  const bytes = message();
  if (!equalBytes(decodeAndEncode(bytes), bytes)) throw new Error('the message does not come back as it was');
  const file = join(folder, 'message.wbxml');
  writeFileSync(file, bytes);
  const program = compile(folder);
  const run = promisify(execFile);
  for (let left = 5; left > 0; left--) timed(() => decodeAndEncode(bytes));
  const [c, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await run(program, [file, '1', String(REPETITIONS)]);
    c.push(Number(stdout));
    ours.push(timed(() => decodeAndEncode(bytes)));
  }
  const view = Array.from({ length: ROUNDS }, () => timed(() => decodeMessage(bytes), 50));
  const [floor, cost] = [median(c), median(ours)];
  return {
    name: 'wbxml-codec',
    bytes: bytes.length,
    libwbxml_us: Math.round(floor),
    bootcard_us: Math.round(cost),
    ratio: Math.round((cost / floor) * 100) / 100,
    decode_us: Math.round(median(Array.from({ length: ROUNDS }, () => timed(() => decodeWbxml(bytes))))),
    message_view_us: Math.round(median(view)),
  };
}

if (!NEEDED.every((path) => existsSync(path))) {
  console.log(`wbxml-codec: skipped, this needs: ${INSTALL}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-codec-'));
  try {
    console.log(JSON.stringify(await measure(folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
