import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { titleIn } from '../model/reader-name.ts';
import { useApp } from '../stores/app-store.ts';
import type { CardTab } from '../stores/cards-store.ts';

/** What readers are called in the language of the window. */
export function useReaderTitle(): (reader: ReaderInfo) => string {
  const language = useApp((state) => state.language);
  return (reader) => titleIn(reader, language);
}

/** The same for the tab of a reader's card; a reader that is gone keeps the name that the tab has. */
export function useTabTitle(): (tab: Pick<CardTab, 'reader' | 'title'>) => string {
  const readers = useApp((state) => state.readers);
  const titleOf = useReaderTitle();
  return (tab) => {
    const reader = readers.find(({ name }) => name === tab.reader);
    return reader === undefined || reader.virtual?.memory !== undefined ? tab.title : titleOf(reader);
  };
}
