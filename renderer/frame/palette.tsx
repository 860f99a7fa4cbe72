import { type KeyboardEvent, useId, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Icon } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { useText } from '../components/use-text.ts';
import { heard } from '../model/composing.ts';
import { setOverlay } from '../stores/app-store.ts';
import { formatCount } from '../text/text.ts';
import { type PaletteItem, usePaletteItems } from './palette-list.ts';

/** Finds bytes, nodes, findings and files, and runs any action. */
export function Palette() {
  const t = useText();
  const list = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const { items, count } = usePaletteItems(query);
  const current = Math.min(at, items.length - 1);

  const choose = (item: PaletteItem | undefined) => {
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
              aria-label={t('finder.everything')}
              placeholder={t('finder.everything')}
              value={query}
              data-testid="palette-input"
              onChange={(event) => {
                setQuery(event.target.value);
                setAt(0);
              }}
              onKeyDown={heard(press)}
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
                onKeyDown={heard(press)}
              >
                {item.icon === null ? <span className="icon-space" /> : <Icon name={item.icon} />}
                <span className="cut">{item.label}</span>
                <span className="palette-hint mono cut">{item.hint}</span>
                {item.kind !== 'action' && <span className="palette-kind">{t(`palette.group.${item.kind}`)}</span>}
                <Keys shortcuts={item.shortcuts} />
              </div>
            ))}
          </div>
          {count > items.length && (
            <p className="palette-more" role="status" data-testid="palette-more">
              {t('palette.found', { shown: formatCount(items.length), count: formatCount(count) })}
            </p>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
