import { run } from '../actions/action.ts';
import { openPalette } from '../actions/app-actions.ts';
import { CardPicture, lookOfTab, Mark } from '../components/card-picture.tsx';
import { Icon } from '../components/icon.tsx';
import { useText } from '../components/use-text.ts';
import { iccidTail } from '../model/iccid.ts';
import { closeTab } from '../services/card-service.ts';
import { activate, type CardTab, useCards } from '../stores/cards-store.ts';

function tabTitle(tab: CardTab): string {
  return tab.read?.card.iccid ? iccidTail(tab.read.card.iccid) : tab.title;
}

/** The product, a tab a card, and the way to everything (Ctrl K). */
export function TitleBar() {
  const t = useText();
  const { tabs, active } = useCards();
  return (
    <header className="title-bar">
      <div className="brand">
        <Mark />
        <span>Bootcard</span>
      </div>
      <nav className="tabs" aria-label={t('frame.cards')}>
        {tabs.length === 0 && (
          <div className="tab active" data-testid="tab-welcome">
            <CardPicture look="virtual" scale={0.7} />
            <span className="cut">{t('welcome.tab')}</span>
          </div>
        )}
        {tabs.map((tab) => (
          <div key={tab.id} className={tab.id === active ? 'tab active' : 'tab'}>
            <button
              type="button"
              className="tab-name"
              aria-current={tab.id === active ? 'page' : undefined}
              data-testid={`tab-${tab.reader}`}
              onClick={() => activate(tab.id)}
              title={tab.title}
            >
              <CardPicture look={lookOfTab(tab.kind)} scale={0.7} />
              <span className="cut mono-if-number">{tabTitle(tab)}</span>
              {(tab.liveness === 'ended' || tab.liveness === 'failed') && (
                <span className="tab-state">{t('tab.notLive')}</span>
              )}
            </button>
            <button
              type="button"
              className="tab-close"
              aria-label={t('tab.close', { name: tabTitle(tab) })}
              disabled={tab.write?.run?.state === 'running'}
              onClick={() => void closeTab(tab)}
            >
              <Icon name="close" size={12} />
            </button>
          </div>
        ))}
      </nav>
      <button type="button" className="finder" onClick={() => run(openPalette)} data-testid="finder">
        <Icon name="search" size={14} />
        <span className="cut">{t('finder.hint')}</span>
        <kbd className="key">Ctrl K</kbd>
      </button>
    </header>
  );
}
