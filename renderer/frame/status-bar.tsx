import { run } from '../actions/action.ts';
import { showKeys, switchLanguage, switchTheme } from '../actions/app-actions.ts';
import { Icon } from '../components/icon.tsx';
import { Keys } from '../components/keys.tsx';
import { useText } from '../components/use-text.ts';
import { useTabTitle } from '../components/use-title.ts';
import { iccidTail } from '../model/iccid.ts';
import { isDark, useApp } from '../stores/app-store.ts';
import { cardNumber, useTab } from '../stores/cards-store.ts';
import { errorWords } from '../text/error-words.ts';
import { formatCount } from '../text/text.ts';

/** What is armed, which reader, what it cost; inverted while a card can be written. */
export function StatusBar() {
  const t = useText();
  const app = useApp();
  const tab = useTab();
  const nameOf = useTabTitle();
  const armed = tab?.write?.armed === true;
  const iccid = tab?.read?.card.iccid ?? (tab?.write ? cardNumber(tab.write) : '');
  const real = app.readers.filter((reader) => reader.kind !== 'virtual').length;
  const millis = tab?.trace.reduce((sum, exchange) => sum + exchange.took, 0) ?? 0;
  return (
    <footer className={armed ? 'status-bar armed' : 'status-bar'}>
      <h2 className="hidden-text">{t('status.label')}</h2>
      <span className="status-lead" data-testid="status-armed" aria-live="polite">
        <Icon name={armed ? 'unlock' : 'lock'} size={13} />
        {armed
          ? t('status.armed', { tail: iccidTail(iccid) })
          : tab === undefined
            ? t('status.nothing')
            : t('status.readOnly')}
      </span>
      {app.link !== 'open' ? (
        <span className="status-alert" role="alert" data-testid="link-state">
          {t(`link.${app.link}`)}
        </span>
      ) : (
        <span className="cut" data-testid="status-reader">
          {tab ? nameOf(tab) : app.pcsc === null ? t('status.pcscReady', { count: real }) : t('status.pcscOff')}
        </span>
      )}
      {tab?.read && <span>{tab.read.card.protocol}</span>}
      <span className="status-notice cut" role="status" data-testid="notice">
        {app.notice && t(app.notice.text, app.notice.values)}
      </span>
      <span className="status-space" />
      {tab && tab.trace.length > 0 && (
        <span className="num" data-testid="status-exchanges">
          {t('status.exchanges', { count: formatCount(tab.trace.length), seconds: (millis / 1e6).toFixed(2) })}
        </span>
      )}
      {tab && app.pcsc !== null && (
        <span className="cut" title={errorWords(app.pcsc, app.language).message}>
          {t('status.pcscOff')}
        </span>
      )}
      {app.info && <span className="status-version">Bootcard {app.info.version}</span>}
      <button
        type="button"
        data-testid="language-switch"
        onClick={() => run(switchLanguage)}
        lang={app.language === 'en' ? 'zh-CN' : 'en'}
      >
        {app.language === 'en' ? '简体中文' : 'English'}
      </button>
      <button
        type="button"
        data-testid="theme-switch"
        aria-pressed={isDark(app)}
        onClick={() => run(switchTheme)}
        aria-label={t('action.theme')}
      >
        <Icon name="contrast" size={13} />
        {isDark(app) ? t('theme.dark') : t('theme.light')}
      </button>
      <button type="button" onClick={() => run(showKeys)} data-testid="keys-button">
        <Icon name="help" size={13} />
        {t('action.keys')}
        <Keys shortcuts={showKeys.shortcuts} />
      </button>
    </footer>
  );
}
