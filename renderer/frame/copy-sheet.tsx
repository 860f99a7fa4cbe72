import { type KeyboardEvent, useRef } from 'react';
import { run } from '../actions/action.ts';
import { COPY_ACTIONS } from '../actions/selection-actions.ts';
import { useText } from '../components/use-text.ts';
import { COPY_FORMATS, type CopyFormat, copiedBytes } from '../model/copy-as.ts';
import { setOverlay } from '../stores/app-store.ts';
import { useTab } from '../stores/cards-store.ts';
import { formatCount } from '../text/text.ts';
import { Sheet } from './sheet.tsx';

/** Characters of what would be copied; the rest is cut. */
const SEEN = 120;

/** The forms in which the selection can be copied, each with what it gives. Digits choose, arrows move. */
export function CopySheet() {
  const t = useText();
  const tab = useTab();
  const list = useRef<HTMLUListElement>(null);
  const { selection } = tab ?? {};
  const file = selection == null ? undefined : tab?.model?.files.get(selection.file);
  if (tab === undefined || selection == null || file === undefined) return null;
  const choose = (format: CopyFormat | undefined) => {
    if (format === undefined) return;
    setOverlay(null);
    run(COPY_ACTIONS[format]);
  };
  const press = (event: KeyboardEvent) => {
    const buttons: HTMLElement[] = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = document.activeElement instanceof HTMLElement ? buttons.indexOf(document.activeElement) : -1;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) buttons[(at + by + buttons.length) % buttons.length]?.focus();
    else if (/^[1-9]$/.test(event.key)) choose(COPY_FORMATS[Number(event.key) - 1]);
    else return;
    event.preventDefault();
  };
  const { masked } = copiedBytes(file, selection.span, 'hex', tab.reader);
  return (
    <Sheet title={t('copy.title', { bytes: formatCount(selection.span.length) })} testId="copy-as-sheet" wide>
      <ul ref={list} className="copy-list" onKeyDown={press}>
        {COPY_FORMATS.map((format, at) => {
          const { text } = copiedBytes(file, selection.span, format, tab.reader);
          return (
            <li key={format}>
              <button
                type="button"
                // biome-ignore lint/a11y/noAutofocus: the sheet was opened to choose here
                autoFocus={at === 0}
                data-testid={`copy-${format}`}
                onClick={() => choose(format)}
              >
                <span>{t(`action.copy.${format}`)}</span>
                <span className="mono cut copy-seen">{text.slice(0, SEEN).replaceAll(/\s+/g, ' ')}</span>
                <kbd className="key">{at + 1}</kbd>
              </button>
            </li>
          );
        })}
      </ul>
      {masked > 0 && <p className="sheet-hint">{t('copy.masked', { masked: formatCount(masked) })}</p>}
    </Sheet>
  );
}
