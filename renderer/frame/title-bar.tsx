import { run } from '../actions/action.ts';
import { openPalette } from '../actions/app-actions.ts';
import { Mark } from '../components/card-picture.tsx';
import { Icon } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { useText } from '../components/use-text.ts';
import { TabStrip } from './tab-strip.tsx';

/** The product, a tab a card, and the way to everything (Ctrl K). */
export function TitleBar() {
  const t = useText();
  return (
    <header className="title-bar">
      <div className="brand">
        <Mark />
        <span>Bootcard</span>
      </div>
      <TabStrip />
      <button type="button" className="finder" onClick={() => run(openPalette)} data-testid="finder">
        <Icon name="search" size={14} />
        <span className="cut">{t('finder.everything')}</span>
        <Keys shortcuts={openPalette.shortcuts} />
      </button>
    </header>
  );
}
