import { type KeyboardEvent, useId, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { run } from '../actions/action.ts';
import { ACTIONS } from '../actions/registry.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { useCoreWords, useText } from '../components/use-text.ts';
import { findNodes, queriedOffset } from '../model/palette-items.ts';
import { setOverlay, useApp } from '../stores/app-store.ts';
import { updateTab, useTab } from '../stores/cards-store.ts';
import { selectOffset, selectTreeNode } from '../stores/selection-acts.ts';

interface Item {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: IconName | null;
  readonly shortcut: string | null;
  readonly perform: () => void;
}

function useItems(query: string): readonly Item[] {
  const t = useText();
  const say = useCoreWords();
  const app = useApp();
  const tab = useTab();
  const wanted = query.trim().toLowerCase();
  const items: Item[] = [];
  const offset = queriedOffset(query);
  const file = tab?.selection?.file;
  const length = file === undefined ? 0 : (tab?.model?.files.get(file)?.file.bytes.length ?? 0);
  if (tab && file !== undefined && offset !== null && offset < length) {
    const digits = offset.toString(16).toUpperCase().padStart(4, '0');
    const perform = () => {
      updateTab(tab.id, { view: 'explore' });
      selectOffset(tab, file, offset);
    };
    items.push({
      id: 'offset',
      label: t('palette.offset', { offset: digits }),
      hint: '',
      icon: 'compass',
      shortcut: null,
      perform,
    });
  }
  for (const action of ACTIONS) {
    const label = t(action.label, { what: '' });
    if (action.id === 'palette.open' || action.ready({ app, tab }) !== true || !label.toLowerCase().includes(wanted))
      continue;
    items.push({
      id: action.id,
      label,
      hint: '',
      icon: action.icon ?? null,
      shortcut: action.shortcuts?.[0] ?? null,
      perform: () => run(action),
    });
  }
  if (tab?.model) {
    for (const place of findNodes(tab.model.root, query, say)) {
      const perform = () => {
        updateTab(tab.id, { view: 'explore' });
        selectTreeNode(tab, place.id);
      };
      items.push({ id: place.id, label: place.label, hint: place.hint, icon: 'file', shortcut: null, perform });
    }
  }
  return items;
}

/** Finds bytes and nodes, and runs any action. */
export function Palette() {
  const t = useText();
  const list = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const items = useItems(query);
  const current = Math.min(at, items.length - 1);

  const choose = (item: Item | undefined) => {
    if (item === undefined) return;
    setOverlay(null);
    item.perform();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((current + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setAt((current - 1 + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') choose(items[current]);
    else return;
    event.preventDefault();
  };
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && setOverlay(null)}>
      <Modal className="palette-modal">
        <Dialog className="palette" aria-label={t('action.palette')}>
          <div className="palette-field">
            <Icon name="search" />
            <input
              autoFocus
              role="combobox"
              aria-expanded="true"
              aria-controls={list}
              aria-activedescendant={items[current] === undefined ? undefined : `${list}-${current}`}
              aria-label={t('finder.hint')}
              placeholder={t('finder.hint')}
              value={query}
              data-testid="palette-input"
              onChange={(event) => {
                setQuery(event.target.value);
                setAt(0);
              }}
              onKeyDown={press}
            />
          </div>
          <div className="palette-list scroll" role="listbox" id={list} aria-label={t('action.palette')}>
            {items.length === 0 && <p className="palette-none">{t('palette.none')}</p>}
            {items.map((item, index) => (
              <div
                key={item.id}
                id={`${list}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === current}
                className="palette-item"
                ref={index === current ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined}
                onPointerMove={() => setAt(index)}
                onClick={() => choose(item)}
                onKeyDown={press}
              >
                {item.icon === null ? <span className="icon-space" /> : <Icon name={item.icon} />}
                <span>{item.label}</span>
                <span className="palette-hint mono cut">{item.hint}</span>
                {item.shortcut !== null && <Keys shortcut={item.shortcut} />}
              </div>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
