import type { Action } from '../actions/action.ts';
import { ACTIONS } from '../actions/registry.ts';
import { actionFor } from '../actions/shortcuts.ts';
import { Keys } from '../components/keys.tsx';
import { useKeyPlace } from '../components/use-keys.ts';
import { useText } from '../components/use-text.ts';
import { shownKey } from '../model/shown-keys.ts';
import { useApp } from '../stores/app-store.ts';
import { useTab } from '../stores/cards-store.ts';
import type { TextCode } from '../text/text.ts';
import { Sheet } from './sheet.tsx';

/** Keys that a pane takes while it has the focus: they are no actions, for they mean something else in each. */
const PANE_KEYS = [
  ['keys.move', 'ArrowUp ArrowDown'],
  ['keys.range', 'Shift+ArrowRight'],
  ['keys.wholeFile', 'Ctrl+A'],
  ['keys.edit', 'Enter'],
] as const satisfies readonly (readonly [TextCode, string])[];

const GROUPS = [
  ['keys.selection', /^(selection|copy|finding|tree|trace)\./],
  ['keys.editing', /^(edit|write|recover)\./],
  ['keys.window', /./],
] as const satisfies readonly (readonly [TextCode, RegExp])[];

function grouped(actions: readonly Action[]): readonly (readonly [TextCode, readonly Action[]])[] {
  const group = (action: Action) => GROUPS.find(([, ids]) => ids.test(action.id))?.[0];
  return GROUPS.map(([title]) => [title, actions.filter((action) => group(action) === title)]);
}

/** The keys that have a meaning on this screen. */
export function KeysDialog() {
  const t = useText();
  useApp();
  const place = useKeyPlace();
  const tab = useTab();
  // A key that two actions have stands beside the one that takes it here.
  const shown = ACTIONS.filter(({ id, shortcuts = [] }) => {
    const key = shownKey(shortcuts, place);
    return key !== undefined && actionFor(key, false)?.id === id;
  });
  const panes = tab?.view === 'explore' && tab.selection !== null;
  return (
    <Sheet title={t('keys.title')} testId="keys-sheet" wide>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too */}
      {/* biome-ignore lint/a11y/useSemanticElements: no form */}
      <div className="keys-groups scroll" role="group" aria-label={t('keys.title')} tabIndex={0}>
        {grouped(shown).map(([title, actions]) => (
          <section key={title}>
            {actions.length > 0 && <h3>{t(title)}</h3>}
            <ul>
              {actions.map((action) => (
                <li key={action.id}>
                  <span className="cut">{t(action.label, { what: '' })}</span>
                  <Keys shortcuts={action.shortcuts} />
                </li>
              ))}
              {title === 'keys.selection' &&
                panes &&
                PANE_KEYS.map(([label, keys]) => (
                  <li key={label}>
                    <span className="cut">{t(label)}</span>
                    <span className="keys">
                      {keys.split(' ').map((key) => (
                        <Keys key={key} shortcuts={[key]} />
                      ))}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
