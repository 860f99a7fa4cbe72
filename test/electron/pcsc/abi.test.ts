import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ABIS,
  abiOf,
  LAYOUTS_64,
  type PcscPlatform,
  READER_STATE_MEMBERS,
  SCARD,
} from '../../../electron/card-host/pcsc/abi.ts';
import { outcomeOf, RETURN_CODES, returnCodeText } from '../../../electron/card-host/pcsc/return-codes.ts';
import { loadKoffi, winscardTypes } from '../../../electron/card-host/pcsc/winscard.ts';
import { describeWith } from '../../support/requires.ts';

const PLATFORMS = Object.keys(ABIS) as PcscPlatform[];
const wide = ['x64', 'arm64', 'riscv64', 'loong64', 'ppc64'].includes(process.arch);

async function layoutOf(platform: PcscPlatform) {
  const koffi = await loadKoffi();
  const { readerState, ioRequest } = winscardTypes(koffi, ABIS[platform]);
  return {
    readerState: {
      size: koffi.sizeof(readerState),
      offsets: READER_STATE_MEMBERS.map(([name]) => koffi.offsetof(readerState, name)),
    },
    ioRequest: koffi.sizeof(ioRequest),
  };
}

describe('layout of the PC/SC structures', () => {
  // `long` has 64 bits on the Unixes only: the row of Linux can be laid out there alone.
  const here = PLATFORMS.filter((platform) => platform !== 'linux' || process.platform !== 'win32');
  it.runIf(wide).each(here)('%s, as its C compiler lays them out', async (platform) => {
    expect(await layoutOf(platform)).toEqual(LAYOUTS_64[platform]);
  });

  it('knows the row of every platform', () => {
    expect(abiOf('win32')).toBe(ABIS.win32);
    expect(abiOf('darwin')).toBe(ABIS.darwin);
    expect(abiOf('freebsd')).toBe(ABIS.linux);
  });
});

describe('return codes', () => {
  it('become outcomes, which may depend on the connection', () => {
    expect(outcomeOf(RETURN_CODES.SCARD_W_REMOVED_CARD.value, 'connecting')).toBe('card-absent');
    expect(outcomeOf(RETURN_CODES.SCARD_W_REMOVED_CARD.value, 'connected')).toBe('card-removed');
    expect(outcomeOf(RETURN_CODES.SCARD_E_UNKNOWN_READER.value, 'connecting')).toBe('reader-unknown');
    expect(outcomeOf(RETURN_CODES.SCARD_E_READER_UNAVAILABLE.value, 'connected')).toBe('reader-gone');
    expect(outcomeOf(0x801000ff, 'connected')).toBe('card-link');
  });

  it('are named for people and for search engines', () => {
    expect(returnCodeText(0x8010001d)).toBe('it is not running (SCARD_E_NO_SERVICE)');
    expect(returnCodeText(0x801000ff)).toBe('PC/SC error 801000FF');
  });

  it('have a number each', () => {
    const values = Object.values(RETURN_CODES).map(({ value }) => value);
    expect(new Set(values).size).toBe(values.length);
  });
});

describeWith(['gcc'], 'the installed winscard.h', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-abi-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the C compiler makes of some expressions, as numbers. */
  const compiled = (expressions: readonly string[]): number[] => {
    const source = join(folder, 'probe.c');
    const prints = expressions.map((expression) => `  printf("%lu\\n", (unsigned long)(${expression}));`);
    writeFileSync(
      source,
      ['#include <stddef.h>', '#include <stdio.h>', '#include <winscard.h>', 'int main(void) {', ...prints, '}'].join(
        '\n',
      ),
    );
    const flags = execFileSync('pkg-config', ['--cflags', 'libpcsclite'], { encoding: 'utf8' }).trim().split(/\s+/);
    execFileSync('gcc', ['-o', join(folder, 'probe'), source, ...flags]);
    return execFileSync(join(folder, 'probe'), { encoding: 'utf8' }).trim().split('\n').map(Number);
  };

  it('lays the structures out as the table does', async () => {
    const members = READER_STATE_MEMBERS.map(([name]) => `offsetof(SCARD_READERSTATE, ${name})`);
    const [size, request, ...offsets] = compiled(['sizeof(SCARD_READERSTATE)', 'sizeof(SCARD_IO_REQUEST)', ...members]);
    expect(await layoutOf('linux')).toEqual({ readerState: { size, offsets }, ioRequest: request });
  });

  it('has the numbers of the tables', () => {
    const codes = Object.entries(RETURN_CODES).filter(
      // pcsc-lite gives this one the number of SCARD_E_UNEXPECTED; the others are Windows'.
      ([name]) => name.startsWith('SCARD_') && name !== 'SCARD_E_UNSUPPORTED_FEATURE',
    );
    expect(compiled(codes.map(([name]) => `(unsigned int)${name}`))).toEqual(codes.map(([, { value }]) => value));
    const constants = Object.entries(SCARD);
    expect(compiled(constants.map(([name]) => `SCARD_${name}`))).toEqual(constants.map(([, value]) => value));
  });
});
