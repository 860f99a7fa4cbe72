import { Fragment } from 'react';
import { isSingleKey } from '../model/single-key.ts';
import { useApp } from '../stores/app-store.ts';

const SHOWN: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** A shortcut as key caps: `Ctrl+Shift+Z` becomes three. A single key that the settings switched off is not shown. */
export function Keys({ shortcut }: { readonly shortcut: string }) {
  const off = useApp(({ singleKeys }) => !singleKeys) && isSingleKey(shortcut);
  if (off) return null;
  return (
    <span className="keys">
      {shortcut.split('+').map((key, at) => (
        <Fragment key={key}>
          {at > 0 && ' '}
          <kbd className="key">{SHOWN[key] ?? key}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
