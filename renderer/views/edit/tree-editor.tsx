// biome-ignore-all lint/a11y/useSemanticElements: a tree of rows has no element of its own
// biome-ignore-all lint/a11y/useFocusableInteractive: the tree has the focus, its rows do not
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the tree takes the keys
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { hexWord } from '../../../core/base/bytes.ts';
import { everyMessageNode, type MessageNode } from '../../../core/bootstrap/message-nodes.ts';
import { textLeaf } from '../../../core/bootstrap/message-source-tree.ts';
import { Gap } from '../../components/gap.tsx';
import { Icon } from '../../components/icon.tsx';
import { useKeyWords } from '../../components/use-keys.ts';
import { useText } from '../../components/use-text.ts';
import type { Draft } from '../../model/draft.ts';
import {
  addAfter,
  addBelow,
  moveNode,
  type TreeAct,
  type TreeEditRow,
  takeOut,
  treeRows,
} from '../../model/tree-edits.ts';
import { editTree } from '../../services/edit-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { panelOf, updatePanel, useEdit } from '../../stores/edit-store.ts';
import type { TextCode } from '../../text/text.ts';
import { sentenceGap } from '../../text/text.ts';
import { NodePanel } from './node-panel.tsx';

const DOTS = '••••••••';
const MOVES = ['up', 'down', 'out', 'in'] as const;

interface Props {
  readonly tab: CardTab;
  readonly draft: Draft;
}

/** The management tree: nodes are added, named, moved and taken out; the chosen one is changed beside it. */
export function TreeEditor({ tab, draft }: Props) {
  const t = useText();
  const keys = useKeyWords();
  const language = useApp((state) => state.language);
  const box = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const wanted = useEdit((state) => panelOf(state, tab.id).node);
  const rows = useMemo(() => treeRows(draft.trees, closed), [draft.trees, closed]);
  const at = Math.max(
    0,
    rows.findIndex(({ node }) => node.id === wanted),
  );
  const row = rows[at];
  const changed = useMemo(() => new Set(draft.changes.map(({ field }) => field)), [draft.changes]);

  useEffect(() => {
    if (row !== undefined) document.getElementById(`node-${row.node.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [row]);

  const choose = (id: string | null) => updatePanel(tab.id, { node: id });
  const act = (made: TreeAct | null) => {
    if (made === null || editTree(tab, made.edits) !== null) return;
    const [parent = ''] = made.chosen === null ? [] : [made.chosen.slice(0, made.chosen.lastIndexOf('/'))];
    setClosed(new Set([...closed].filter((id) => id !== parent)));
    choose(made.chosen);
  };
  const siblings = (node: MessageNode): readonly MessageNode[] => {
    const parent = node.id.slice(0, node.id.lastIndexOf('/'));
    const tree = draft.trees.find(({ id }) => id === parent);
    if (tree !== undefined) return tree.nodes;
    const all = draft.trees.flatMap(({ nodes }) => everyMessageNode(nodes));
    return all.find(({ id }) => id === parent)?.children ?? [];
  };
  const fold = (node: MessageNode, open: boolean) =>
    setClosed(new Set(open ? [...closed].filter((id) => id !== node.id) : [...closed, node.id]));
  const acts = (here: TreeEditRow): readonly (readonly [TextCode, string, TreeAct | null])[] => {
    const { node } = here;
    return [
      ['tree.addChild', 'Insert', addBelow(node, t('tree.newName'))],
      ['tree.addSibling', 'Shift+Insert', addAfter(here, siblings(node), textLeaf(t('tree.newName'), ''))],
      ...MOVES.map((way) => [`tree.${way}` as const, MOVE_KEYS[way], moveNode(here, way, siblings(node))] as const),
      ['tree.remove', 'Delete', takeOut(here)],
    ];
  };
  const press = (event: KeyboardEvent) => {
    if (row === undefined || event.ctrlKey || event.metaKey) return;
    const key = [event.altKey ? 'Alt' : '', event.shiftKey ? 'Shift' : '', event.key].filter(Boolean).join('+');
    const made = acts(row).find(([, shortcut]) => shortcut === key);
    const step: Readonly<Record<string, () => void>> = {
      ArrowDown: () => choose(rows[Math.min(rows.length - 1, at + 1)]?.node.id ?? null),
      ArrowUp: () => choose(rows[Math.max(0, at - 1)]?.node.id ?? null),
      Home: () => choose(rows[0]?.node.id ?? null),
      End: () => choose(rows.at(-1)?.node.id ?? null),
      ArrowRight: () => (row.open ? choose(row.node.children[0]?.id ?? null) : fold(row.node, true)),
      ArrowLeft: () => {
        const parent = row.node.id.slice(0, row.node.id.lastIndexOf('/'));
        if (row.open) fold(row.node, false);
        else if (parent.includes('/')) choose(parent);
      },
      Enter: () => document.getElementById('node-value')?.focus(),
      F2: () => document.getElementById('node-name')?.focus(),
    };
    const run = made === undefined ? step[key] : () => act(made[2]);
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  if (rows.length === 0 && draft.trees.length === 0) return <p className="edit-main editor-hint">{t('tree.noTree')}</p>;
  return (
    <div className="edit-main tree-editor" data-pane="main">
      <div className="tree-side">
        <p className="editor-hint">
          {draft.trees.map(({ target }) => t('tree.target', { target })).join(sentenceGap(language))}
          <Gap />
          {t('tree.keys', { alt: keys(['Alt']) })}
        </p>
        <div
          ref={box}
          className="scroll tree-rows"
          role="tree"
          aria-label={t('tree.editor')}
          aria-activedescendant={row && `node-${row.node.id}`}
          tabIndex={0}
          data-pane-focus
          data-testid="tree-editor"
          onKeyDown={press}
        >
          {rows.map((entry) => (
            <Row
              key={entry.node.id}
              row={entry}
              chosen={entry === row}
              changed={changed.has(entry.node.path)}
              onChoose={() => {
                choose(entry.node.id);
                box.current?.focus();
              }}
              onFold={() => fold(entry.node, !entry.open)}
            />
          ))}
        </div>
      </div>
      {row !== undefined && (
        <NodePanel key={row.node.id} tab={tab} node={row.node}>
          {acts(row).map(([label, key, made]) => (
            <button
              key={label}
              type="button"
              className="button small"
              disabled={made === null}
              title={keys([key])}
              data-testid={label}
              onClick={() => act(made)}
            >
              {t(label)}
            </button>
          ))}
        </NodePanel>
      )}
    </div>
  );
}

const MOVE_KEYS = { up: 'Alt+ArrowUp', down: 'Alt+ArrowDown', out: 'Alt+ArrowLeft', in: 'Alt+ArrowRight' } as const;

interface RowProps {
  readonly row: TreeEditRow;
  readonly chosen: boolean;
  readonly changed: boolean;
  readonly onChoose: () => void;
  readonly onFold: () => void;
}

function Row({ row: { node, level, open, at, of }, chosen, changed, onChoose, onFold }: RowProps) {
  const t = useText();
  const inner = node.children.length > 0;
  return (
    <div
      id={`node-${node.id}`}
      role="treeitem"
      className={chosen ? 'node-row chosen' : 'node-row'}
      aria-level={level}
      aria-selected={chosen}
      aria-expanded={inner ? open : undefined}
      aria-posinset={at + 1}
      aria-setsize={of}
      data-testid="edit-node"
      data-path={node.path}
      onClick={onChoose}
    >
      <span className="node-indent" style={{ width: (level - 1) * 14 }} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys fold and unfold */}
      <span
        className={open ? 'node-twisty open' : 'node-twisty'}
        onClick={(event) => {
          event.stopPropagation();
          if (inner) onFold();
        }}
      >
        {inner && <Icon name="twisty" size={12} />}
      </span>
      <strong className="cut">{node.name}</strong>
      <span className="node-value mono cut">{node.secret && node.value ? DOTS : (node.value ?? '')}</span>
      {changed && (
        <span className="delta">
          Δ<span className="hidden-text">{t('edit.changedHere')}</span>
        </span>
      )}
      <span className="node-format mono">{node.format ?? ''}</span>
      <span className="node-at mono">{hexWord(node.span.offset)}</span>
    </div>
  );
}
