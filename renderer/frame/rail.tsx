import { type ReactNode, useState } from 'react';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { showSettings } from '../actions/app-actions.ts';
import { openFile } from '../actions/document-actions.ts';
import { ActionButton } from '../components/action-button.tsx';
import { useText } from '../components/use-text.ts';
import { findReaders, railGroups } from '../model/rail-groups.ts';
import { useApp } from '../stores/app-store.ts';
import { activeTab, useCards } from '../stores/cards-store.ts';
import { FaultCardsItem } from '../views/virtual/fault-cards-item.tsx';
import { NewCardButton } from '../views/virtual/new-card-button.tsx';
import { RailItem } from './rail-item.tsx';

/** More readers than this are found by their name. */
const MANY = 24;

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
            <RailItem key={reader.name} reader={reader} tab={tab} selected={tab !== undefined && tab.id === active} />
          );
        })}
      </ul>
      {children}
    </section>
  );
}

/** Readers, virtual cards and opened files, live. */
export function Rail() {
  const t = useText();
  const [query, setQuery] = useState('');
  const readers = useApp((state) => state.readers);
  const pcsc = useApp((state) => state.pcsc);
  const tab = useCards(activeTab);
  const many = readers.length > MANY;
  const shown = many ? findReaders(readers, query) : readers;
  const filtered = shown.length < readers.length;
  const { real, modems, virtual, files } = railGroups(shown);
  const opened = (
    <ReaderGroup
      title={t('rail.files')}
      readers={files}
      empty={t('rail.dropHere')}
      act={<ActionButton action={openFile} className="rail-plus" iconOnly testId="rail-open" />}
    />
  );
  // A reader that was unplugged with its card's tab still open keeps its name there, not here.
  return (
    <nav className="rail" aria-label={t('rail.label')} data-pane="rail" data-active={tab?.reader}>
      {many && (
        <input
          type="search"
          className="rail-filter"
          aria-label={t('rail.filter')}
          placeholder={t('rail.filter')}
          data-testid="rail-filter"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      <div className="rail-groups scroll">
        {filtered && shown.length === 0 && <p className="rail-empty">{t('rail.nothing')}</p>}
        {(!filtered || real.length > 0) && (
          <ReaderGroup
            title={t('rail.readers')}
            readers={real}
            empty={pcsc === null ? t('rail.none') : t('rail.noPcsc')}
          />
        )}
        {modems.length > 0 && <ReaderGroup title={t('rail.modems')} readers={modems} />}
        {files.length > 0 && opened}
        {(!filtered || virtual.length > 0) && (
          <ReaderGroup title={t('rail.virtual')} readers={virtual} act={<NewCardButton />}>
            {!filtered && <FaultCardsItem />}
          </ReaderGroup>
        )}
        {!filtered && files.length === 0 && opened}
      </div>
      <ActionButton action={showSettings} className="rail-settings" testId="settings-button" />
    </nav>
  );
}
