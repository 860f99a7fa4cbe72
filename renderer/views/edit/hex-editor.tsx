// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid has no table to be made of
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { hexByte } from '../../../core/base/bytes.ts';
import { useKeyWords } from '../../components/use-keys.ts';
import { useRows } from '../../components/use-rows.ts';
import { useText } from '../../components/use-text.ts';
import { byteKinds } from '../../model/byte-kinds.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import { pastedBytes, splice, typeDigit } from '../../model/hex-edit.ts';
import { BYTES_PER_ROW, moveCursor, rowCount } from '../../model/hex-rows.ts';
import { leaveField, typeBytes } from '../../services/edit-service.ts';
import { tell } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { panelOf, updatePanel, useEdit } from '../../stores/edit-store.ts';
import { cellId, HexRow } from '../explore/hex-row.tsx';
import { HexDecoded } from './hex-decoded.tsx';

const ROW = 23;

interface Props {
  readonly tab: CardTab;
  readonly target: EditTarget;
  readonly draft: Draft;
}

/** The message's bytes, to be typed over, put in and taken out. What no longer decodes is kept, and told. */
export function HexEditor({ tab, target, draft }: Props) {
  const t = useText();
  const keys = useKeyWords();
  const box = useRef<HTMLDivElement>(null);
  const grid = useId();
  const [insert, setInsert] = useState(false);
  const [half, setHalf] = useState(false);
  const panel = useEdit((state) => panelOf(state, tab.id));
  const { bytes, secrets } = draft;
  const { length } = bytes;
  const cursor = Math.min(panel.cursor, length);
  const anchor = panel.anchor === null ? cursor : Math.min(panel.anchor, Math.max(0, length - 1));
  const from = Math.min(cursor, anchor);
  const count = cursor === length && panel.anchor === null ? 0 : Math.abs(cursor - anchor) + 1;
  const here = { bytes, hidden: secrets };
  const isHidden = (at: number) => secrets.some(({ offset, length: size }) => offset <= at && at < offset + size);
  const kinds = useMemo(() => {
    const errors = draft.view.findings.filter(
      ({ severity, where }) => severity === 'error' && where.offset !== undefined,
    );
    const evidence = errors.map(({ where }) => ({ offset: where.offset ?? 0, length: where.length || 1 }));
    return byteKinds(draft.bytes.length, draft.view.tokens, draft.secrets, evidence);
  }, [draft]);
  const changed = useMemo(() => {
    const marks = new Uint8Array(draft.bytes.length);
    for (const range of draft.ranges)
      marks.fill(1, Math.max(0, range.offset - target.at), range.offset - target.at + range.length);
    return marks;
  }, [draft, target.at]);
  const virtual = useRows('edit-hex', box, rowCount(length + 1), ROW);
  const row = Math.floor(cursor / BYTES_PER_ROW);

  useEffect(() => virtual.scrollToIndex(row), [row, virtual]);
  useEffect(() => {
    if (panel.reveal === null) return;
    box.current?.focus();
    updatePanel(tab.id, { reveal: null });
  }, [panel.reveal, tab.id]);

  const moveTo = (at: number, range = false) => {
    setHalf(false);
    leaveField(tab);
    updatePanel(tab.id, { cursor: Math.max(0, Math.min(at, length)), anchor: range ? anchor : null });
  };
  const put = (at: number, gone: number, made: Uint8Array) => {
    setHalf(false);
    const after = splice(here, at, gone, made);
    typeBytes(tab, after.bytes, after.hidden, made.length === 0 ? 'hex out' : null);
    updatePanel(tab.id, { cursor: at + made.length, anchor: null });
  };
  const type = (digit: number) => {
    if (count > 1) return put(from, count, Uint8Array.of(digit << 4));
    if (!insert && isHidden(cursor)) return document.getElementById('hex-secret')?.focus();
    const typed = typeDigit(here, { at: cursor, half }, digit, insert);
    typeBytes(tab, typed.after.bytes, typed.after.hidden, 'hex');
    setHalf(typed.cursor.half);
    updatePanel(tab.id, { cursor: typed.cursor.at, anchor: null });
  };
  const press = (event: KeyboardEvent) => {
    const control = event.ctrlKey || event.metaKey;
    if (event.altKey) return;
    const act = control ? controlKey(event) : plainKey(event);
    if (act === null) return;
    event.preventDefault();
    act();
  };
  const controlKey = ({ key }: KeyboardEvent): (() => void) | null => {
    if (key.toLowerCase() === 'a') return () => updatePanel(tab.id, { anchor: 0, cursor: Math.max(0, length - 1) });
    if (key === 'Home') return () => moveTo(0);
    if (key === 'End') return () => moveTo(length);
    return null;
  };
  const plainKey = ({ key, shiftKey }: KeyboardEvent): (() => void) | null => {
    if (/^[0-9a-f]$/i.test(key)) return () => type(Number.parseInt(key, 16));
    if (key === 'Insert') return () => setInsert(!insert);
    if (key === 'Delete') return count === 0 ? null : () => put(from, count, new Uint8Array());
    if (key === 'Backspace' && count > 1) return () => put(from, count, new Uint8Array());
    if (key === 'Backspace') return from === 0 ? null : () => put(from - 1, 1, new Uint8Array());
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? ROW) / ROW) - 1);
    const to = moveCursor(cursor, key, length + 1, page);
    return to === cursor ? null : () => moveTo(to, shiftKey && to < length);
  };
  const paste = (event: ClipboardEvent) => {
    event.preventDefault();
    const pasted = pastedBytes(event.clipboardData.getData('text/plain'));
    if (pasted === null) return tell('hex.pasteNone');
    put(from, count > 1 ? count : insert ? 0 : Math.min(pasted.length, length - from), pasted);
  };
  const copy = (event: ClipboardEvent) => {
    event.preventDefault();
    const cells = Array.from({ length: count }, (_, index) =>
      isHidden(from + index) ? '••' : hexByte(bytes[from + index] ?? 0),
    );
    event.clipboardData.setData('text/plain', cells.join(' '));
  };
  const column = cursor % BYTES_PER_ROW;
  const items = virtual.getVirtualItems();
  // Behind the last byte there is no cell, and only one that is drawn can be the active one.
  const active = cursor < length && items.some(({ index }) => index === row);
  return (
    <div className="edit-main hex-editor" data-pane="main">
      <div className="hex-sheet">
        <div className="hex-tools">
          <fieldset className="segments small" aria-label={t('hex.editor')}>
            {[false, true].map((mode) => (
              <button
                key={String(mode)}
                type="button"
                aria-pressed={insert === mode}
                data-testid={mode ? 'hex-insert' : 'hex-overtype'}
                onClick={() => setInsert(mode)}
              >
                {t(mode ? 'hex.insert' : 'hex.overtype')}
              </button>
            ))}
          </fieldset>
          <span className="cut quiet">{t('hex.modeKeys', { paste: keys(['Ctrl+V']) })}</span>
        </div>
        <div
          ref={box}
          className="scroll hex-body"
          role="grid"
          aria-label={t('hex.editor')}
          aria-describedby="hex-decoded"
          aria-rowcount={rowCount(length)}
          aria-activedescendant={active ? cellId(grid, cursor) : undefined}
          tabIndex={0}
          data-pane-focus
          data-testid="hex-editor"
          onKeyDown={press}
          onPaste={paste}
          onCopy={copy}
          onClick={(event) => {
            const cell = event.target instanceof Element ? event.target.closest('[data-offset]') : null;
            if (cell !== null) moveTo(Number(cell.getAttribute('data-offset')), event.shiftKey);
            else if (event.target instanceof Element && event.target.closest('.hex-rows') !== null) moveTo(length);
          }}
        >
          <div className="hex-rows" style={{ height: virtual.getTotalSize() }} role="presentation">
            {items.map((item) => (
              <HexRow
                key={item.index}
                grid={grid}
                bytes={bytes}
                kinds={kinds}
                row={item.index}
                top={item.start}
                span={count === 0 ? null : { offset: from, length: count }}
                around={null}
                wide={count > 128}
                cursor={row === item.index ? cursor : -1}
                changed={draft.ranges.length > 0 ? changed : null}
              />
            ))}
            <span
              className={half ? 'hex-caret half' : insert || cursor === length ? 'hex-caret' : 'hex-caret none'}
              style={{ transform: `translate(${46 + column * 19.5 + (column > 7 ? 8.5 : 0)}px, ${row * ROW}px)` }}
            />
          </div>
        </div>
      </div>
      <HexDecoded tab={tab} draft={draft} cursor={cursor} count={count} onGo={moveTo} />
    </div>
  );
}
