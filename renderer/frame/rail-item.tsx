import { useEffect, useRef, useState } from 'react';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { moveOf } from '../actions/reader-acts.ts';
import { type CardLook, CardPicture } from '../components/card-picture.tsx';
import { Icon } from '../components/icon.tsx';
import { useText } from '../components/use-text.ts';
import { useReaderTitle } from '../components/use-title.ts';
import { iccidTail } from '../model/iccid.ts';
import { isOpened } from '../model/reader-name.ts';
import { readerState } from '../model/reader-state.ts';
import { openCard } from '../services/card-service.ts';
import { tell } from '../stores/app-store.ts';
import type { CardTab } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { VirtualMarks } from '../views/virtual/virtual-marks.tsx';
import { ReaderMenu } from './reader-menu.tsx';

/** The pictogram of a reader: what was opened as a file looks hollow, a recording like a wave. */
export function lookOf(reader: Pick<ReaderInfo, 'kind' | 'card' | 'name' | 'virtual'>, recording: boolean): CardLook {
  if (recording || reader.kind === 'replay') return 'wave';
  if (reader.kind === 'virtual') return isOpened(reader) ? 'image' : 'virtual';
  return reader.card === 'empty' ? 'slot' : 'chip';
}

interface Props {
  readonly reader: ReaderInfo;
  readonly tab: CardTab | undefined;
  readonly selected: boolean;
}

/** A reader in the rail: its card, how it stands, and the menu of what can be done with it. */
export function RailItem({ reader, tab, selected }: Props) {
  const t = useText();
  const row = useRef<HTMLLIElement>(null);
  const [menu, setMenu] = useState(false);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const document = useDesk(({ documents }) => documents.get(reader.name));
  const state = readerState(reader, tab);
  const words = t(state.text, state.values);
  const name = useReaderTitle()(reader);
  const card = tab?.read?.card;
  const move = moveOf(reader);
  const mayMove = move.ready(reader, tab);
  const moves = reader.card === 'empty' ? 'reader.insert' : 'reader.eject';
  return (
    <li
      className="rail-row"
      ref={row}
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
    >
      <button
        type="button"
        className={selected ? 'rail-item selected' : 'rail-item'}
        data-testid="rail-reader"
        data-reader={reader.name}
        data-card={reader.card}
        data-state={state.text}
        data-pane-focus={selected ? '' : undefined}
        aria-current={selected ? 'true' : undefined}
        aria-disabled={reader.card === 'empty' && tab === undefined ? 'true' : undefined}
        title={`${name}, ${words}`}
        onClick={() => (reader.card !== 'empty' || tab !== undefined) && void openCard(reader)}
      >
        <span className="rail-picture">
          <CardPicture look={lookOf(reader, document?.kind === 'trace')} />
          {card && (
            <span className="rail-platform" data-testid="rail-platform">
              {t(`platform.${card.platform}`)}
            </span>
          )}
        </span>
        <span className="rail-words">
          <span className="rail-name">{name}</span>
          <span className="rail-line">
            {card?.iccid ? (
              <span className="mono cut">{iccidTail(card.iccid)}</span>
            ) : (
              document && <span className="cut">{t(`document.kind.${document.kind}`)}</span>
            )}
            <span className={state.text === 'reader.armed' ? 'rail-state armed' : 'rail-state cut'}>
              {state.text === 'reader.armed' && <Icon name="unlock" size={11} />}
              {words}
            </span>
          </span>
        </span>
      </button>
      {reader.kind === 'virtual' && <VirtualMarks reader={reader} />}
      <span className="rail-acts">
        {reader.kind === 'virtual' && (
          <button
            type="button"
            className="rail-act"
            data-testid="rail-eject"
            aria-label={t(moves, { name })}
            title={t(moves, { name })}
            onClick={() => (mayMove === true ? move.perform(reader, tab) : mayMove !== null && tell(mayMove))}
            aria-disabled={mayMove !== true || undefined}
          >
            <Icon name={reader.card === 'empty' ? 'insert' : 'eject'} size={13} />
          </button>
        )}
        <button
          type="button"
          className="rail-act"
          data-testid="rail-menu"
          aria-haspopup="menu"
          aria-expanded={menu}
          aria-label={t('reader.menu', { name })}
          onClick={() => setMenu(true)}
        >
          <Icon name="more" size={13} />
        </button>
      </span>
      {menu && <ReaderMenu reader={reader} tab={tab} anchor={row} onClose={() => setMenu(false)} />}
    </li>
  );
}
