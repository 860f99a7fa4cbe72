import { expect, it } from 'vitest';
import { BUILTIN_CARDS, builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS } from '../../core/bootstrap/fault-cards.ts';
import { fileSecrets } from '../../core/bootstrap/file-secrets.ts';
import { cardModel } from '../../renderer/model/card-model.ts';
import { readImage } from '../support/read-image.ts';

/** Offsets that spans cover. */
const covered = (spans: ReturnType<typeof fileSecrets>): ReadonlySet<number> =>
  new Set(spans.flatMap(({ offset, length }) => Array.from({ length }, (_, at) => offset + at)));

it('masks in every file of every card, whole and with a fault, what the file itself has to hide', async () => {
  let places = 0;
  for (const { name } of [...BUILTIN_CARDS, ...FAULT_CARDS]) {
    const image = builtinCard(name);
    if (image === undefined) throw new Error(name);
    const { result } = await readImage(image, { depth: 'inspect' });
    for (const { file, secrets } of cardModel(result).files.values()) {
      const hidden = covered(secrets);
      for (const offset of covered(fileSecrets(file, result.objects))) {
        places++;
        expect(hidden.has(offset), `${name} ${file.path} at ${offset}`).toBe(true);
      }
    }
  }
  expect(places).toBeGreaterThan(1000);
});
