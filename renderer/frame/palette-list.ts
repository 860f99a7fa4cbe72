import { useMemo } from 'react';
import { hexWord } from '../../core/base/bytes.ts';
import { run } from '../actions/action.ts';
import { ACTIONS } from '../actions/registry.ts';
import type { IconName } from '../components/icon.tsx';
import { useCoreWords, useText } from '../components/use-text.ts';
import {
  bytesLabel,
  cardEntries,
  findBytes,
  findEntries,
  type Indexed,
  indexEntries,
  type PaletteEntry,
  queriedBytes,
  queriedOffset,
} from '../model/palette-items.ts';
import { isOpened, titleIn } from '../model/reader-name.ts';
import { openCard } from '../services/card-service.ts';
import { reopenFile } from '../services/document-service.ts';
import { setOverlay, useApp } from '../stores/app-store.ts';
import { type CardTab, updateTab, useTab } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { selectOffset, selectSpan, selectTreeNode } from '../stores/selection-acts.ts';

/** What is shown at most; more is told as a number. */
const MOST = 60;

export interface PaletteItem extends PaletteEntry {
  readonly icon: IconName | null;
  readonly shortcuts: readonly string[];
  readonly perform: () => void;
}

const ICONS: Readonly<Record<PaletteEntry['kind'], IconName>> = {
  action: 'compass',
  node: 'node',
  finding: 'shield',
  clause: 'file',
  bytes: 'hex',
  file: 'file',
  reader: 'chip',
};

function exploring(tab: CardTab, act: () => void): () => void {
  return () => {
    updateTab(tab.id, { view: 'explore' });
    act();
  };
}

/** Where an entry of the card leads. */
function performOf(tab: CardTab, entry: PaletteEntry): () => void {
  if (entry.kind !== 'finding' && entry.kind !== 'clause') return exploring(tab, () => selectTreeNode(tab, entry.id));
  const where = tab.model?.findings[Number(entry.id.split(':')[1])]?.where;
  return exploring(tab, () => {
    if (entry.kind === 'clause') setOverlay('clause');
    if (where?.file !== undefined && where.offset !== undefined)
      selectSpan(tab, where.file, { offset: where.offset, length: where.length ?? 1 });
    else if (where?.file !== undefined) selectTreeNode(tab, `file:${where.file}`);
  });
}

const NOTHING: readonly Indexed[] = [];

/** Bytes and offsets that the query itself names. */
function places(tab: CardTab | undefined, query: string, t: ReturnType<typeof useText>): readonly PaletteItem[] {
  const items: PaletteItem[] = [];
  const place = (id: string, label: string, hint: string, perform: () => void): void => {
    items.push({ kind: 'bytes', id, label, hint, icon: 'hex', shortcuts: [], perform });
  };
  const file = tab?.selection?.file;
  const offset = queriedOffset(query);
  const length = file === undefined ? 0 : (tab?.model?.files.get(file)?.file.bytes.length ?? 0);
  if (tab && file !== undefined && offset !== null && offset < length)
    place(
      'offset',
      t('palette.offset', { offset: hexWord(offset) }),
      tab.model?.files.get(file)?.file.name ?? '',
      exploring(tab, () => selectOffset(tab, file, offset)),
    );
  const wanted = queriedBytes(query);
  if (tab?.model && wanted !== null)
    for (const found of findBytes(tab.model, wanted, MOST))
      place(
        `bytes:${found.file}:${found.offset}`,
        t('palette.bytesAt', { bytes: bytesLabel(wanted), offset: hexWord(found.offset) }),
        tab.model.files.get(found.file)?.file.name ?? '',
        exploring(tab, () => selectSpan(tab, found.file, { offset: found.offset, length: wanted.length })),
      );
  return items;
}

/** Everything that the palette finds for a query, the nearest first. */
export function usePaletteItems(query: string): { readonly items: readonly PaletteItem[]; readonly count: number } {
  const t = useText();
  const say = useCoreWords();
  const app = useApp();
  const tab = useTab();
  const recent = useDesk((state) => state.recent);
  const actions = useMemo(() => {
    const ready = ACTIONS.filter((action) => action.id !== 'palette.open' && action.ready({ app, tab }) === true);
    return ready.map((action) => ({ action, label: t(action.label, { what: '' }) }));
  }, [app, tab, t]);
  const acts = useMemo(
    () => indexEntries(actions.map(({ action, label }) => ({ kind: 'action', id: action.id, label, hint: '' }))),
    [actions],
  );
  const around = useMemo(
    () =>
      indexEntries([
        ...app.readers.map((reader): PaletteEntry => {
          const kind = isOpened(reader) ? 'file' : 'reader';
          return {
            kind,
            id: reader.name,
            label: titleIn(reader, app.language),
            hint: reader.label === undefined ? '' : reader.title,
          };
        }),
        ...recent
          .filter(({ found }) => found)
          .map(
            ({ id, name, kind }): PaletteEntry => ({
              kind: 'file',
              id: `recent:${id}`,
              label: name,
              hint: `${t('recent.title')} · ${t(`document.kind.${kind}`)}`,
            }),
          ),
      ]),
    [app.readers, app.language, recent, t],
  );
  const { model } = tab ?? {};
  const card = useMemo(() => (model ? indexEntries(cardEntries(model, say)) : NOTHING), [model, say]);

  // Without words only acts are listed: a card has more nodes than anybody reads.
  const empty = query.trim() === '';
  const found = findEntries(empty ? acts : [...acts, ...around, ...card], query, MOST);
  const named = places(tab, query, t);
  const items = found.shown.map((entry): PaletteItem => {
    if (entry.kind === 'action') {
      const action = actions.find((item) => item.action.id === entry.id)?.action;
      return {
        ...entry,
        icon: action?.icon ?? null,
        shortcuts: action?.shortcuts ?? [],
        perform: () => action && run(action),
      };
    }
    const item = { ...entry, icon: ICONS[entry.kind], shortcuts: [] };
    const reader = app.readers.find(({ name }) => name === entry.id);
    if (reader !== undefined) return { ...item, perform: () => void openCard(reader) };
    if (entry.id.startsWith('recent:'))
      return { ...item, perform: () => void reopenFile(entry.id.slice('recent:'.length), entry.label) };
    return { ...item, perform: tab === undefined ? () => undefined : performOf(tab, entry) };
  });
  return { items: [...named, ...items], count: found.count + named.length };
}
