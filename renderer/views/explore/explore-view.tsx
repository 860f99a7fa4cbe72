import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { useCoreWords } from '../../components/use-text.ts';
import { filterTree } from '../../model/tree-filter.ts';
import { worstOf } from '../../model/tree-model.ts';
import { treeRows } from '../../model/tree-rows.ts';
import { readFile } from '../../services/file-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { ProvisionHint } from '../provision/provision-hint.tsx';
import { BandBoard } from './band-board.ts';
import { Gutter } from './gutter.tsx';
import { HexPane } from './hex-pane.tsx';
import { Inspector } from './inspector.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { MeaningPane } from './meaning-pane.tsx';
import { PinStrip } from './pin-strip.tsx';
import { Spine } from './spine.tsx';
import { StepFindings } from './step-findings.tsx';
import { TreePane } from './tree-pane.tsx';

/** Milliseconds that a file stays selected before it is read. */
const READ_AFTER = 150;

/** Spine, three linked panes and the inspector: one selection shown everywhere. */
export function ExploreView({ tab, read }: { readonly tab: CardTab; readonly read: ReadResult }) {
  const board = useRef<BandBoard>(undefined);
  board.current ??= new BandBoard();
  const { model } = tab;
  const say = useCoreWords();
  const treeWidth = useApp((state) => state.treeWidth);
  const narrowed = useMemo(
    () => (model === null || tab.filter.trim() === '' ? null : filterTree(model.root, tab.filter, say)),
    [model, tab.filter, say],
  );
  const rows = useMemo(() => {
    if (model === null || narrowed?.count === 0) return [];
    return narrowed === null ? treeRows(model.root, tab.open) : treeRows(narrowed.root, narrowed.open);
  }, [model, narrowed, tab.open]);
  const file = tab.selection === null ? undefined : model?.files.get(tab.selection.file);
  const need =
    read.needs.find(({ act, file: path }) => act === 'read' && !model?.files.has(path)) ??
    read.needs.find(({ act }) => act === 'read' && model?.content === null);
  const unread = file?.browsed != null && file.body === null && file.file.role === 'other' ? file.browsed.path : null;
  const { session } = tab;
  // Whoever walks down the tree with the arrow keys reads only the file where they stop.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once a file and session
  useEffect(() => {
    if (unread === null || session === null) return undefined;
    const timer = setTimeout(() => void readFile(tab, unread), READ_AFTER);
    return () => clearTimeout(timer);
  }, [unread, session]);
  if (model === null) return null;
  return (
    <div className={tab.liveness === 'live' ? 'explore' : 'explore stale'}>
      <Spine tab={tab} read={read} />
      <div className="notices">
        {need && tab.session !== null && tab.keys === null && (
          <PinStrip tab={tab} need={need} key={need.file + need.refs.join()} />
        )}
        {tab.keys !== null && <KeysPanel tab={tab} keys={tab.keys} />}
        {tab.liveness === 'live' && <ProvisionHint read={read} />}
        <StepFindings tab={tab} read={read} severity={worstOf(model.findings)} />
      </div>
      <div
        className="panes"
        style={treeWidth === null ? undefined : ({ '--tree-width': `${treeWidth}px` } as CSSProperties)}
      >
        <TreePane tab={tab} rows={rows} root={model.root} narrowed={narrowed} board={board.current} />
        <Gutter board={board.current} from="tree" to="hex" />
        <HexPane tab={tab} file={file ?? null} board={board.current} />
        <Gutter board={board.current} from="hex" to="meaning" />
        <MeaningPane tab={tab} file={file ?? null} board={board.current} />
      </div>
      <Inspector tab={tab} file={file ?? null} read={read} />
    </div>
  );
}
