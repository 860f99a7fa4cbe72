import type { ReactNode } from 'react';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { showSettings } from '../actions/app-actions.ts';
import { ActionButton } from '../components/action-button.tsx';
import { type CardLook, CardPicture } from '../components/card-picture.tsx';
import { Icon } from '../components/icon.tsx';
import { useText } from '../components/use-text.ts';
import { iccidTail } from '../model/iccid.ts';
import { railGroups } from '../model/rail-groups.ts';
import { moveCard, openCard } from '../services/card-service.ts';
import { useApp } from '../stores/app-store.ts';
import { activeTab, type CardTab, useCards } from '../stores/cards-store.ts';
import type { TextCode } from '../text/text.ts';
import { FaultCardsItem } from '../views/virtual/fault-cards-item.tsx';
import { NewCardButton } from '../views/virtual/new-card-button.tsx';
import { VirtualMarks } from '../views/virtual/virtual-marks.tsx';

function lookOf(reader: ReaderInfo): CardLook {
  if (reader.kind === 'virtual') return 'virtual';
  if (reader.kind === 'replay') return 'wave';
  return reader.card === 'empty' ? 'slot' : 'chip';
}

function stateOf(reader: ReaderInfo, tab: CardTab | undefined): TextCode {
  if (reader.card === 'empty') return 'reader.empty';
  if (reader.card === 'held') return 'reader.held';
  if (reader.card === 'mute') return 'reader.mute';
  if (reader.card === 'unknown' && tab === undefined) return 'reader.unknown';
  if (tab?.write?.armed === true) return 'reader.armed';
  if (tab?.liveness === 'reading') return 'reader.reading';
  if (tab?.liveness === 'ended' || tab?.liveness === 'failed') return 'reader.again';
  if (reader.kind !== 'virtual' || tab !== undefined) return 'reader.ready';
  return reader.virtual?.kept === true ? 'virtual.kept' : 'reader.builtIn';
}

function ReaderItem({ reader, tab, selected }: { reader: ReaderInfo; tab: CardTab | undefined; selected: boolean }) {
  const t = useText();
  const state = stateOf(reader, tab);
  const iccid = tab?.read?.card.iccid;
  return (
    <li className="rail-row">
      <button
        type="button"
        className={selected ? 'rail-item selected' : 'rail-item'}
        data-testid="rail-reader"
        data-reader={reader.name}
        data-card={reader.card}
        data-pane-focus={selected ? '' : undefined}
        aria-current={selected ? 'true' : undefined}
        disabled={reader.card === 'empty' && tab === undefined}
        title={reader.title}
        onClick={() => void openCard(reader)}
      >
        <CardPicture look={lookOf(reader)} />
        <span className="rail-words">
          <span className="rail-name cut">{reader.title}</span>
          <span className="rail-line">
            {iccid && <span className="mono cut">{iccidTail(iccid)}</span>}
            <span className={state === 'reader.armed' ? 'rail-state armed' : 'rail-state cut'}>
              {state === 'reader.armed' && <Icon name="unlock" size={11} />}
              {state === 'reader.held' && reader.holder !== undefined
                ? t('reader.heldBy', { holder: reader.holder })
                : t(state)}
            </span>
          </span>
        </span>
      </button>
      {reader.kind === 'virtual' && <VirtualMarks reader={reader} />}
      {reader.kind === 'virtual' && (
        <button
          type="button"
          className="rail-eject"
          data-testid="rail-eject"
          aria-label={t(reader.card === 'empty' ? 'reader.insert' : 'reader.eject', { name: reader.title })}
          title={t(reader.card === 'empty' ? 'reader.insert' : 'reader.eject', { name: reader.title })}
          onClick={() => void moveCard(reader)}
        >
          <Icon name={reader.card === 'empty' ? 'insert' : 'eject'} size={13} />
        </button>
      )}
    </li>
  );
}

interface GroupProps {
  readonly title: string;
  readonly readers: readonly ReaderInfo[];
  readonly empty?: string;
  /** Stands in its head. */
  readonly act?: ReactNode;
  /** Stands behind its readers. */
  readonly children?: ReactNode;
}

function ReaderGroup({ title, readers, empty, act, children }: GroupProps) {
  const { tabs, active } = useCards();
  return (
    <section className="rail-group" aria-label={title}>
      <h2>
        <span>{title}</span>
        {act ?? (readers.length > 0 && <span className="num">{readers.length}</span>)}
      </h2>
      {readers.length === 0 && empty !== undefined && <p className="rail-empty">{empty}</p>}
      <ul>
        {readers.map((reader) => {
          const tab = tabs.find((item) => item.reader === reader.name);
          return (
            <ReaderItem key={reader.name} reader={reader} tab={tab} selected={tab !== undefined && tab.id === active} />
          );
        })}
      </ul>
      {children}
    </section>
  );
}

/** Readers and virtual cards, live. */
export function Rail() {
  const t = useText();
  const readers = useApp((state) => state.readers);
  const pcsc = useApp((state) => state.pcsc);
  const tab = useCards(activeTab);
  const { real, modems, virtual, files } = railGroups(readers);
  // A reader that was unplugged with its card's tab still open keeps its name there, not here.
  return (
    <nav className="rail scroll" aria-label={t('rail.label')} data-pane="rail" data-active={tab?.reader}>
      <ReaderGroup title={t('rail.readers')} readers={real} empty={pcsc === null ? t('rail.none') : t('rail.noPcsc')} />
      {modems.length > 0 && <ReaderGroup title={t('rail.modems')} readers={modems} />}
      <ReaderGroup title={t('rail.virtual')} readers={virtual} act={<NewCardButton />}>
        <FaultCardsItem />
      </ReaderGroup>
      {files.length > 0 && <ReaderGroup title={t('rail.files')} readers={files} />}
      <ActionButton action={showSettings} className="rail-settings" testId="settings-button" />
    </nav>
  );
}
