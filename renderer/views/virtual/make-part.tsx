import { type FormEvent, useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { baseGroups, baseTitle } from '../../model/card-bases.ts';
import { makeCard } from '../../services/virtual-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';
import { BaseList } from './base-list.tsx';
import { NameField } from './name-field.tsx';

/** A card made after a built-in one: platform, message or none, or one of the faults. */
export function MakePart() {
  const t = useText();
  const language = useApp((state) => state.language);
  const { bases, busy, looking } = useVirtual();
  const [query, setQuery] = useState<string>(looking);
  const [base, setBase] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = base || (looking === '' ? 'uicc-3g' : (bases.find(({ group }) => group === looking)?.name ?? ''));
  const found = baseGroups(bases, query).flatMap(({ rows }) => rows);
  // What is made is in sight: where the words leave the choice out, it is the first of what they fit.
  const row = found.find(({ name }) => name === wanted) ?? found[0];
  const chosen = row?.name ?? '';
  const title = typed ?? (row === undefined ? '' : baseTitle(row.title, language));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && chosen !== '' && title.trim() !== '') void makeCard(chosen, title.trim().slice(0, 80));
  };
  return (
    <form className="make-card" onSubmit={submit}>
      <label className="base-find">
        <Icon name="search" size={14} />
        <input
          // biome-ignore lint/a11y/noAutofocus: the sheet was opened to choose here
          autoFocus
          value={query}
          placeholder={t('virtual.find')}
          aria-label={t('virtual.find')}
          data-testid="base-find"
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      <BaseList query={query} chosen={chosen} onChoose={(name) => setBase(name)} />
      <div className="sheet-foot">
        <NameField value={title} testId="make-name" onType={setTyped} />
        <button
          type="submit"
          className="button primary"
          disabled={chosen === '' || title.trim() === ''}
          data-testid="make-card"
        >
          {t('virtual.makeIt')}
        </button>
        <p className="sheet-hint">{t('virtual.makeHint')}</p>
      </div>
    </form>
  );
}
