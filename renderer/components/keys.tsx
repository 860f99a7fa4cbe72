import { Fragment } from 'react';
import { keyCaps, shownKey } from '../model/shown-keys.ts';
import { useKeyPlace } from './use-keys.ts';

/** The key of an act as caps; nothing where none works here. */
export function Keys({ shortcuts = [] }: { readonly shortcuts: readonly string[] | undefined }) {
  const place = useKeyPlace();
  const key = shownKey(shortcuts, place);
  if (key === undefined) return null;
  return (
    <span className="keys">
      {keyCaps(key, place).map((cap, at) => (
        <Fragment key={cap}>
          {at > 0 && ' '}
          <kbd className="key">{cap}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
