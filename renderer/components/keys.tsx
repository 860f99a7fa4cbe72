import { Fragment } from 'react';

const SHOWN: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** A shortcut as key caps: `Ctrl+Shift+Z` becomes three. */
export function Keys({ shortcut }: { readonly shortcut: string }) {
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
