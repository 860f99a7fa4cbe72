import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedCards, serveCards } from '../support/pcsc/served-cards.ts';
import { describeWith } from '../support/requires.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'retrieve-dm-bootstrap.py');

interface Retrieved {
  readonly files: Readonly<Record<'EF_DIR' | 'ODF' | 'DODF' | 'DM_Bootstrap', string>>;
  readonly exchanges: readonly { readonly c: string; readonly r: string; readonly sw: string }[];
}

const PATHS = {
  EF_DIR: '3F002F00',
  ODF: '3F007F505031',
  DODF: '3F007F506420',
  DM_Bootstrap: '3F007F506421',
} as const;

/** Cards by the reader that they are in. */
const CARDS = [
  { card: 'sim', mode: '2g', index: 0 },
  { card: 'uicc-3g', mode: '3g', index: 1 },
  { card: 'uicc-2g', mode: '2g', index: 2 },
  { card: 'uicc', mode: '3g', index: 3 },
] as const;

describeWith(['pcscd', 'pyscard'], 'raw sequences by pyscard, written by hand', () => {
  let cards: ServedCards;

  beforeAll(async () => {
    cards = await serveCards(CARDS.map(({ card }) => card));
  });

  afterAll(() => cards?.stop());

  async function retrieve({ index, mode }: (typeof CARDS)[number]): Promise<Retrieved> {
    const reader = cards.stack.readers[index]?.name ?? '';
    const { stdout } = await run('/usr/bin/python3', [SCRIPT, reader, mode], { env: cards.env });
    return JSON.parse(stdout) as Retrieved;
  }

  describe.each(CARDS)('$card in $mode', (row) => {
    it('gives the files byte for byte', async () => {
      const { files } = await retrieve(row);
      for (const [name, path] of Object.entries(PATHS)) {
        const image = cards.images[row.index]?.files.find((file) => file.path === path);
        expect(files[name as keyof typeof PATHS], name).toBe((image?.data ?? '').padEnd(2 * (image?.size ?? 0), 'F'));
      }
    });

    it('shows status words as they come from the card', async () => {
      const { exchanges } = await retrieve(row);
      const seen = new Set(exchanges.map(({ sw }) => sw.slice(0, 2)));
      // 9Fxx and 67xx are of class A0, 61xx and 6Cxx of the ISO class: nobody between card and script hid them.
      expect([...seen].sort()).toEqual(row.mode === '2g' ? ['67', '90', '9F'] : ['61', '6C', '90']);
      const answered = exchanges.filter(({ sw }) => sw.startsWith('9F') || sw.startsWith('61'));
      for (const waiting of answered) {
        const next = exchanges[exchanges.indexOf(waiting) + 1];
        expect(next?.c.slice(2)).toBe(`C00000${waiting.sw.slice(2)}`);
        expect((next?.r.length ?? 0) / 2).toBe(Number.parseInt(waiting.sw.slice(2), 16));
      }
    });
  });
});
