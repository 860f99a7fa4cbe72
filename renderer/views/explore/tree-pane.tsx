// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree handles every key, rows are its active descendants
import { type KeyboardEvent, memo, useEffect, useId, useRef, useState } from 'react';
import { run } from '../../actions/action.ts';
import { editSelection } from '../../actions/card-actions.ts';
import { browseAllFiles, showCardKeys } from '../../actions/file-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useRows } from '../../components/use-rows.ts';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { labelWords, previewWords } from '../../model/node-words.ts';
import type { FilteredTree } from '../../model/tree-filter.ts';
import { type CardNode, lineTo } from '../../model/tree-model.ts';
import { rowIndexOf, type TreeRow, treeKey } from '../../model/tree-rows.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { selectTreeNode, setOpen } from '../../stores/selection-acts.ts';
import { type BandBoard, clipPlace } from './band-board.ts';
import { reveal, revealed } from './reveal.ts';
import { TreeFilter } from './tree-filter.tsx';
import { useBandReport } from './use-band-report.ts';

const ROW = 23;
const SECRET = '••••••••';

interface RowProps {
  readonly row: TreeRow;
  readonly id: string;
  readonly top: number;
  readonly selected: boolean;
  readonly parent: boolean;
  readonly focused: boolean;
  readonly onPick: (node: CardNode) => void;
  readonly onToggle: (node: CardNode, open: boolean) => void;
}

const Row = memo(function Row({ row, id, top, selected, parent, focused, onPick, onToggle }: RowProps) {
  const { node, chain } = row;
  const say = useCoreWords();
  const preview = node.secret && node.preview !== null ? SECRET : previewWords(node, say);
  const severity = chain.find((item) => item.severity !== null)?.severity ?? null;
  return (
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      className={`tree-row${selected ? ' selected' : ''}${parent ? ' parent' : ''}${focused ? ' focused' : ''}`}
      style={{ transform: `translateY(${top}px)`, paddingLeft: `calc(6px + ${row.depth} * var(--indent))` }}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={selected}
      aria-expanded={row.expandable ? row.expanded : undefined}
      data-testid="tree-row"
      data-node={node.id}
      title={[...chain.map((item) => labelWords(item, say)), node.secret ? SECRET : preview]
        .filter(Boolean)
        .join(' › ')}
      onClick={() => (node.file === null ? onToggle(node, !row.expanded) : onPick(node))}
      onDoubleClick={() => row.expandable && node.file !== null && onToggle(node, !row.expanded)}
    >
      <span
        className={row.expanded ? 'twisty open' : 'twisty'}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          if (row.expandable) onToggle(node, !row.expanded);
        }}
      >
        {row.expandable && <Icon name="twisty" size={12} />}
      </span>
      {node.kind !== 'node' && <Icon name={node.kind === 'dir' ? 'folder' : 'file'} size={14} />}
      <span className="tree-words cut">
        {chain.map((item, at) => (
          <span key={item.id}>
            {at > 0 && <span className="chain-mark"> › </span>}
            <span className={node.kind === 'node' && row.expandable === false ? 'tree-name leaf' : 'tree-name'}>
              {labelWords(item, say)}
            </span>
          </span>
        ))}
        {preview !== null && <span className="tree-preview">{preview}</span>}
      </span>
      {severity !== null && <VerdictGlyph kind={glyphOfSeverity(severity)} size={13} />}
      <span className="tree-mark mono">{node.mark}</span>
    </div>
  );
});

interface Props {
  readonly tab: CardTab;
  readonly rows: readonly TreeRow[];
  readonly root: CardNode;
  /** Set while the tree is narrowed to what fits the filter. */
  readonly narrowed: FilteredTree | null;
  readonly board: BandBoard;
}

/** The card as a tree: files, and what is in them. Virtual rows; all keys of a tree. */
export function TreePane({ tab, rows, root, narrowed, board }: Props) {
  const t = useText();
  const base = useId();
  const box = useRef<HTMLDivElement>(null);
  const line = tab.selection === null ? [] : lineTo(root, tab.selection.node);
  const at = rowIndexOf(rows, line);
  const parentId = rows[at]?.chain[0] && line[line.findIndex(({ id }) => id === rows[at]?.chain[0]?.id) - 1]?.id;
  // Folders hold no bytes, so they are never selected: the keyboard may stand on one all the same.
  const [folder, setFolder] = useState<string | null>(null);
  const folderAt = folder === null ? -1 : rows.findIndex(({ node }) => node.id === folder);
  const active = folderAt >= 0 ? folderAt : at;
  const virtual = useRows('tree', box, rows.length, ROW, (high) =>
    active < 0 ? 0 : revealed(0, high, ROW, [active, active]),
  );

  // Whoever came by a key from a view that is gone stands nowhere: here they go on.
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, []);

  const height = virtual.scrollRect?.height ?? 0;
  useEffect(() => {
    if (active >= 0 && height > 0) reveal(virtual, ROW, [active, active]);
  }, [active, height, virtual]);
  useBandReport(box, board, 'tree', (scrolled, head) =>
    at < 0 || tab.selection === null
      ? null
      : clipPlace(at * ROW, (at + 1) * ROW, scrolled.scrollTop, head, scrolled.clientHeight),
  );

  const pick = useRef((node: CardNode) => selectTreeNode(tab, node.id));
  const toggle = useRef((node: CardNode, open: boolean) => setOpen(tab, node.id, open));
  pick.current = (node) => {
    setFolder(null);
    selectTreeNode(tab, node.id);
  };
  toggle.current = (node, open) => setOpen(tab, node.id, open);
  const onPick = useRef((node: CardNode) => pick.current(node)).current;
  const onToggle = useRef((node: CardNode, open: boolean) => toggle.current(node, open)).current;

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const move = treeKey(rows, active, event.key);
    if (move === null) {
      if (event.key === 'Enter' && run(editSelection)) event.preventDefault();
      return;
    }
    event.preventDefault();
    if ('open' in move) setOpen(tab, move.open, true);
    else if ('close' in move) setOpen(tab, move.close, false);
    else if (move.go.file === null) setFolder(move.go.id);
    else {
      setFolder(null);
      selectTreeNode(tab, move.go.id);
    }
  };
  return (
    <section className="pane tree-pane" aria-label={t('pane.tree')} data-pane="tree">
      <div className="pane-head">
        <h2>{t('pane.tree')}</h2>
        <TreeFilter tab={tab} narrowed={narrowed} />
      </div>
      <div
        ref={box}
        className="pane-body scroll"
        role="tree"
        aria-label={t('pane.tree')}
        tabIndex={0}
        data-pane-focus
        aria-activedescendant={active >= 0 ? `${base}-${active}` : undefined}
        onKeyDown={press}
      >
        {narrowed?.count === 0 && (
          // A tree has items; this one says that there are none.
          <div className="pane-empty" role="treeitem" aria-selected={false} aria-disabled tabIndex={-1}>
            {t('tree.noMatch', { words: tab.filter.trim() })}
          </div>
        )}
        <div className="tree-rows" style={{ height: virtual.getTotalSize() }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Row
                key={row.node.id}
                row={row}
                id={`${base}-${item.index}`}
                top={item.start}
                selected={item.index === at}
                focused={item.index === active}
                parent={
                  item.index !== at &&
                  parentId !== undefined &&
                  row.node.file !== null &&
                  row.chain.some(({ id }) => id === parentId)
                }
                onPick={onPick}
                onToggle={onToggle}
              />
            );
          })}
        </div>
      </div>
      <div className="tree-foot">
        {tab.browse.running !== null ? (
          <span className="cut" role="status" data-testid="browsing">
            {t('browse.running', tab.browse.running)}
          </span>
        ) : tab.browse.files.length > 0 ? (
          <span className="cut" data-testid="browsed">
            {t(tab.browse.complete ? 'browse.found' : 'browse.stopped', { count: tab.browse.files.length })}
          </span>
        ) : (
          <ActionButton action={browseAllFiles} className="link" testId="browse-files" />
        )}
        <ActionButton action={showCardKeys} className="link" testId="card-keys" />
      </div>
    </section>
  );
}
