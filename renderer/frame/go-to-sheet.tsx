import { type FormEvent, useState } from 'react';
import { hexWord } from '../../core/base/bytes.ts';
import { useText } from '../components/use-text.ts';
import { askedOffset } from '../model/asked-offset.ts';
import { setOverlay } from '../stores/app-store.ts';
import { useTab } from '../stores/cards-store.ts';
import { selectOffset } from '../stores/selection-acts.ts';
import { Sheet } from './sheet.tsx';

/** Asks for an offset in the file that is shown, and goes there. */
export function GoToSheet() {
  const t = useText();
  const tab = useTab();
  const [text, setText] = useState('');
  const { selection } = tab ?? {};
  const file = selection == null ? undefined : tab?.model?.files.get(selection.file);
  if (tab === undefined || selection == null || file === undefined) return null;
  const { length } = file.file.bytes;
  const offset = askedOffset(text, selection.cursor, length);
  const bad = text.trim() !== '' && offset === null;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (offset === null) return;
    setOverlay(null);
    selectOffset(tab, file.file.path, offset);
  };
  return (
    <Sheet title={t('action.goTo')} testId="go-to">
      <form className="go-to" onSubmit={go}>
        <input
          // biome-ignore lint/a11y/noAutofocus: the sheet was opened to type here
          autoFocus
          className={bad ? 'field mono invalid' : 'field mono'}
          spellCheck={false}
          autoComplete="off"
          aria-label={t('action.goTo')}
          aria-invalid={bad}
          aria-describedby="go-to-hint"
          data-testid="go-to-offset"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button primary" disabled={offset === null}>
          {offset === null ? t('goTo.go') : t('goTo.goTo', { offset: hexWord(offset) })}
        </button>
      </form>
      <p id="go-to-hint" className={bad ? 'sheet-hint bad' : 'sheet-hint'}>
        {t(bad ? 'goTo.outside' : 'goTo.hint', { last: hexWord(length - 1), name: file.file.name })}
      </p>
    </Sheet>
  );
}
