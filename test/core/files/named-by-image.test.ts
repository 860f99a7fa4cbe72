import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { missingFromImage } from '../../../core/files/named-by-image.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';

const card = builtinCard('uicc') as CardImage;
const without = (...paths: readonly string[]): CardImage => ({
  ...card,
  files: card.files.filter(({ path }) => !paths.some((gone) => path.startsWith(gone))),
});

describe('files that an image lacks', () => {
  it('are none of a whole card', () => {
    expect(missingFromImage(card)).toEqual([]);
  });

  it('are those that its directories name', () => {
    expect(missingFromImage(without('3F007F506421'))).toEqual(['3F007F506421']);
    expect(missingFromImage(without('3F007F506420', '3F007F506421'))).toEqual(['3F007F506420', '3F007F506421']);
  });

  it('are the usual places where nothing leads to them', () => {
    expect(missingFromImage(without('3F007F50'))).toEqual(['3F007F50', '3F005015']);
    expect(missingFromImage(without('3F007F5050'))).toContain('3F007F505031');
  });
});
