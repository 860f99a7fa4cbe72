import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardOfEverything } from '../support/card-of-everything.ts';
import { type ServedCards, serveCards } from '../support/pcsc/served-cards.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';
import { formsOfSecret } from '../support/secret-forms.ts';

const CARDS = [
  cardOfEverything({ platform: 'uicc', modes: 'both' }, '7F80'),
  cardOfEverything({ platform: 'sim', modes: '2g' }, '7F50'),
] as const;

describeWith(['pcscd'], 'a bundle of a card behind PC/SC', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-bundle-'));
  let served: ServedCards;
  beforeAll(async () => {
    served = await serveCards(CARDS.map(({ image }) => image));
  }, 120_000);
  afterAll(async () => {
    await served.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([0, 1])(
    'reader %i: none of its secrets is in it, and it opens as the card',
    async (index) => {
      const file = join(folder, `${index}.bootcard-bundle`);
      const reader = `pcsc:${served.stack.readers[index]?.name}`;
      const made = await runCli(['bundle', reader, '-o', file], { env: served.stack.env });
      expect([made.code, made.stdout], made.stderr).toEqual([0, expect.stringContaining('masked')]);
      const bytes = readFileSync(file, 'utf8').toLowerCase();
      for (const [label, value] of CARDS[index]?.secrets ?? [])
        for (const form of formsOfSecret(value))
          expect(bytes.includes(form.toLowerCase()), `${label}: ${form}`).toBe(false);
      const again = await runCli(['diagnose', `virtual:${file}`, '--no-devices', '--json']);
      expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'ok', root: 'access-secrets-open' });
    },
    120_000,
  );
});
