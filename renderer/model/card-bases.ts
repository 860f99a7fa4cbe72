import type { Language } from '../../core/base/error-catalogue.ts';
import type { CardBase } from '../../electron/ipc/virtual-contract.ts';
import { coreWords } from '../text/core-words.ts';

export interface BaseGroup {
  readonly group: CardBase['group'];
  readonly rows: readonly CardBase[];
}

/** The titles of cards that are in order are words of the core, which speaks English. */
export function baseTitle(title: CardBase['title'], language: Language): string {
  return language === 'zh' ? coreWords(language)(title.zh) : title.en;
}

const ORDER = ['healthy', 'blank', 'fault', 'hazard'] as const satisfies readonly CardBase['group'][];

/** Cards that fit every word, in either language, by group; groups without one are left out. */
export function baseGroups(bases: readonly CardBase[], query: string): readonly BaseGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, platform, modes, group, title }: CardBase) => {
    const text = [name, platform, modes, group, title.en, baseTitle(title, 'zh')].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return ORDER.map((group) => ({ group, rows: bases.filter((base) => base.group === group && fits(base)) })).filter(
    ({ rows }) => rows.length > 0,
  );
}
