// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid has no table to be made of
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { hexWord } from '../../../core/base/bytes.ts';
import { run } from '../../actions/action.ts';
import { editSelection } from '../../actions/card-actions.ts';
import { useRows } from '../../components/use-rows.ts';
import { useText } from '../../components/use-text.ts';
import { byteDiff } from '../../model/byte-diff.ts';
import type { FileModel } from '../../model/card-model.ts';
import { moveCursor, rowCount, rowsOf } from '../../model/hex-rows.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { selectBytes, selectOffset } from '../../stores/selection-acts.ts';
import { formatCount } from '../../text/text.ts';
import { type BandBoard, clipPlace } from './band-board.ts';
import { FileMap } from './file-map.tsx';
import { cellId, HexRow } from './hex-row.tsx';
import { type Rows, reveal, revealed } from './reveal.ts';
import { useBandReport } from './use-band-report.ts';

const ROW = 23;
/** A selection of more bytes is tinted, not filled: a pane in one colour says nothing. */
const WIDE = 128;

interface Props {
  readonly tab: CardTab;
  readonly file: FileModel | null;
  readonly board: BandBoard;
}

function offsetOf(event: MouseEvent): number | null {
  const cell = event.target instanceof Element ? event.target.closest('[data-offset]') : null;
  const offset = cell?.getAttribute('data-offset');
  return offset === null || offset === undefined ? null : Number(offset);
}

/** The file's bytes, sixteen a row, coloured by what they are. Virtual rows; the cursor moves the one selection. */
export function HexPane({ tab, file, board }: Props) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const grid = useId();
  /** A range that is being drawn with the pointer. */
  const drag = useRef<{ readonly from: number; drawn: boolean } | null>(null);
  const length = file?.file.bytes.length ?? 0;
  const { selection } = tab;
  const here = file !== null && selection?.file === file.file.path ? selection : null;
  // A whole file needs no band: the pane is the selection.
  const whole = here !== null && here.span.length === length;
  const span = here === null || whole ? null : rowsOf(here.span);
  const cursorRow = here === null ? -1 : Math.floor(here.cursor / 16);
  /** The whole selection where it fits the pane, else the row under the cursor. */
  const sight = (high: number): Rows | null => {
    if (span !== null && span.last - span.first < Math.floor(high / ROW)) return [span.first, span.last];
    return span === null && !whole ? null : [cursorRow, cursorRow];
  };
  const virtual = useRows('hex', box, rowCount(length), ROW, (high) => {
    const rows = sight(high);
    return rows === null ? 0 : revealed(0, high, ROW, rows);
  });
  const path = file?.file.path;
  const height = virtual.scrollRect?.height ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another file begins at its own selection
  useEffect(() => {
    const rows = sight(box.current?.clientHeight ?? 0);
    if (rows !== null) reveal(virtual, ROW, rows);
  }, [path, span?.first, span?.last, cursorRow, height, virtual]);
  useBandReport(box, board, 'hex', (scrolled, head) =>
    span === null
      ? null
      : clipPlace(span.first * ROW, (span.last + 1) * ROW, scrolled.scrollTop, head, scrolled.clientHeight),
  );

  const press = (event: KeyboardEvent) => {
    if (here === null || path === undefined || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      selectBytes(tab, path, 0, length - 1);
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && run(editSelection)) event.preventDefault();
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? ROW) / ROW) - 1);
    const to = moveCursor(here.cursor, event.key, length, page);
    if (to === here.cursor) return;
    event.preventDefault();
    if (event.shiftKey) selectBytes(tab, path, here.anchor ?? here.cursor, to);
    else selectOffset(tab, path, to);
  };
  const items = virtual.getVirtualItems();
  // Only a cell that is drawn can be the active one.
  const active = here !== null && here.cursor < length && items.some(({ index }) => index === cursorRow);
  const changed = file?.message && tab.previous ? changedIn(file, tab.previous) : null;
  return (
    <section className="pane hex-pane" aria-label={t('pane.hex')} data-pane="hex">
      <div className="pane-head">
        <h2>
          <span className="mono">{file?.file.fid ?? ''}</span> {t('pane.bytes')}
        </h2>
        {file && length > 0 && <FileMap tab={tab} file={file} virtual={virtual} />}
        <span className="mono hex-size">
          {file &&
            `${formatCount(file.message ? file.message.view.size : length)} / ${formatCount(file.file.size ?? length)}`}
        </span>
      </div>
      <div
        ref={box}
        className="pane-body scroll hex-body"
        role="grid"
        aria-label={t('hex.label', { name: file?.file.name ?? '' })}
        aria-rowcount={rowCount(length)}
        tabIndex={0}
        data-pane-focus
        aria-activedescendant={active ? cellId(grid, here.cursor) : undefined}
        onKeyDown={press}
        onPointerDown={(event) => {
          const offset = event.button === 0 ? offsetOf(event) : null;
          drag.current = offset === null ? null : { from: offset, drawn: false };
        }}
        onPointerMove={(event) => {
          const offset = drag.current === null || event.buttons !== 1 ? null : offsetOf(event);
          if (drag.current === null || offset === null || path === undefined) return;
          if (offset === drag.current.from && !drag.current.drawn) return;
          drag.current.drawn = true;
          if (offset !== here?.cursor || here.anchor !== drag.current.from)
            selectBytes(tab, path, drag.current.from, offset);
        }}
        onClick={(event) => {
          const drawn = drag.current?.drawn === true;
          drag.current = null;
          const offset = offsetOf(event);
          if (drawn || offset === null || path === undefined) return;
          if (event.shiftKey && here !== null) selectBytes(tab, path, here.anchor ?? here.cursor, offset);
          else selectOffset(tab, path, offset);
        }}
      >
        {length === 0 && <EmptyBytes tab={tab} file={file} />}
        <div className="hex-rows" style={{ height: virtual.getTotalSize() }} role="presentation">
          {file &&
            items.map((item) => (
              <HexRow
                key={item.index}
                grid={grid}
                bytes={file.file.bytes}
                kinds={file.kinds}
                row={item.index}
                top={item.start}
                span={here === null || whole ? null : here.span}
                around={here === null || here.around.length === length ? null : here.around}
                wide={here !== null && here.span.length > WIDE}
                cursor={cursorRow === item.index && here !== null ? here.cursor : -1}
                changed={changed}
              />
            ))}
        </div>
      </div>
    </section>
  );
}

/** Why there are no bytes: they are being read, the card refuses them, or there are none. */
function EmptyBytes({ tab, file }: { readonly tab: CardTab; readonly file: FileModel | null }) {
  const t = useText();
  const language = useApp((state) => state.language);
  const { browsed, body } = file ?? {};
  if (browsed == null) return <p className="pane-empty">{t('hex.empty')}</p>;
  if (body == null)
    return (
      <p className="pane-empty">{t(tab.session === null ? 'hex.empty' : 'hex.reading', { name: browsed.name })}</p>
    );
  const needs = browsed.access?.read[language] ?? t('access.notKnown');
  return (
    <p className="pane-empty" data-testid="hex-refused">
      {body.reach === 'ok'
        ? t('hex.empty')
        : t(body.reach === 'refused' ? 'hex.refused' : 'hex.notRead', { sw: hexWord(body.sw), needs })}
    </p>
  );
}

/** Bytes that differ from what the card held before the last write. */
function changedIn(file: FileModel, previous: ReadonlyMap<string, Uint8Array>): Uint8Array | null {
  const before = previous.get(file.file.path);
  if (before === undefined) return null;
  const marks = new Uint8Array(file.file.bytes.length);
  for (const { offset, length } of byteDiff(before, file.file.bytes)) marks.fill(1, offset, offset + length);
  return marks;
}
