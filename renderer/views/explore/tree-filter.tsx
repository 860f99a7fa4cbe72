import { type KeyboardEvent, useRef } from 'react';
import { focusFilter } from '../../actions/selection-actions.ts';
import { Icon } from '../../components/icon.tsx';
import { Keys } from '../../components/keys.tsx';
import { useText } from '../../components/use-text.ts';
import { heard } from '../../model/composing.ts';
import type { FilteredTree } from '../../model/tree-filter.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { selectTreeNode } from '../../stores/selection-acts.ts';

/** Narrows the tree to names, values and places; Enter selects the first that fits, Esc shows the whole tree again. */
export function TreeFilter({ tab, narrowed }: { readonly tab: CardTab; readonly narrowed: FilteredTree | null }) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const set = (filter: string) => updateTab(tab.id, { filter });
  const toTree = () => field.current?.closest('[data-pane]')?.querySelector<HTMLElement>('[data-pane-focus]')?.focus();
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') set('');
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      const first = narrowed?.first;
      if (first != null && first.file !== null) selectTreeNode(tab, first.id);
    } else return;
    event.preventDefault();
    toTree();
  };
  return (
    <search className="tree-filter">
      <input
        ref={field}
        type="text"
        className={tab.filter === '' ? '' : 'filled'}
        spellCheck={false}
        autoComplete="off"
        value={tab.filter}
        placeholder={t('tree.filter')}
        aria-label={t('action.filter')}
        data-tree-filter=""
        data-testid="tree-filter"
        onChange={(event) => set(event.target.value)}
        onKeyDown={heard(press)}
      />
      {narrowed === null ? (
        <Keys shortcuts={focusFilter.shortcuts} />
      ) : (
        <>
          <span className="num" role="status">
            {narrowed.count}
          </span>
          <button type="button" aria-label={t('tree.clearFilter')} onClick={() => set('')}>
            <Icon name="close" size={11} />
          </button>
        </>
      )}
    </search>
  );
}
