import { useEffect, useRef } from 'react';
import { CardPicture, Mark } from '../../components/card-picture.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { openCard } from '../../services/card-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { TextCode } from '../../text/text.ts';

/** The way a device takes from the card to its server, with bytes of a good card. */
const WAY: readonly {
  readonly name: string;
  readonly fid: string;
  readonly asks: TextCode;
  readonly bytes: string;
  readonly end?: true;
}[] = [
  { name: 'EF(DIR)', fid: '2F00', asks: 'way.application', bytes: '61 1C 4F 0C A0 00 00 00 63 50 4B 43 53 2D 31 35' },
  { name: 'EF(ODF)', fid: '5031', asks: 'way.directory', bytes: 'A7 06 30 04 04 02 64 20' },
  { name: 'EF(DODF)', fid: '6420', asks: 'way.object', bytes: '06 04 67 2B 07 01 … 04 02 64 21' },
  { name: 'DM_Bootstrap', fid: '6421', asks: 'way.message', bytes: '02 A4 01 6A 00 6D 6C 71 03 31 2E 32 00 01' },
  { name: 'DMAcc', fid: 'Addr', asks: 'way.server', bytes: 'https://dm1.nordtel.example/omadm', end: true },
];

const PROMISES: readonly (readonly [IconName, TextCode])[] = [
  ['lock', 'promise.readOnly'],
  ['shield', 'promise.keys'],
  ['undo', 'promise.backup'],
];

const VIRTUAL_TEXT: Readonly<Record<string, TextCode>> = {
  'virtual:uicc': 'welcome.uicc',
  'virtual:uicc-3g': 'welcome.uicc3g',
  'virtual:uicc-2g': 'welcome.uicc2g',
  'virtual:sim': 'welcome.sim',
  'virtual:ruim': 'welcome.ruim',
};

const OFFERED = 3;

/** First screen: what to open, and the way a device takes. */
export function Welcome() {
  const t = useText();
  const { readers, pcsc, link } = useApp();
  const first = useRef<HTMLButtonElement>(null);
  const present = readers.filter((reader) => reader.kind !== 'virtual' && reader.card === 'present');
  const order = Object.keys(VIRTUAL_TEXT);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const virtual = readers.filter((reader) => reader.kind === 'virtual').sort((a, b) => rank(a.name) - rank(b.name));
  const offered = [...present, ...virtual].slice(0, OFFERED);
  const some = offered.length > 0;
  useEffect(() => {
    if (some && document.activeElement === document.body) first.current?.focus({ preventScroll: true });
  }, [some]);
  const real = readers.filter((reader) => reader.kind !== 'virtual');
  return (
    <div className="welcome">
      <section className="welcome-main scroll" aria-label={t('welcome.tab')} data-pane="main">
        <div className="welcome-inner">
          <Mark size={40} />
          <h1>{t('welcome.title')}</h1>
          <p className="welcome-lead">{t('welcome.lead')}</p>
          <ul className="choices">
            {offered.map((reader, at) => (
              <li key={reader.name}>
                <button
                  ref={at === 0 ? first : undefined}
                  type="button"
                  className={at === 0 ? 'choice first' : 'choice'}
                  data-testid="welcome-open"
                  data-reader={reader.name}
                  onClick={() => void openCard(reader)}
                >
                  <CardPicture look={reader.kind === 'virtual' ? 'virtual' : 'chip'} scale={1.3} />
                  <span className="choice-words">
                    <strong className="cut">
                      {reader.kind === 'virtual'
                        ? t('welcome.openVirtual', { title: reader.title })
                        : t('welcome.openReader', { title: reader.title })}
                    </strong>
                    <span className="cut">
                      {t(
                        reader.kind === 'virtual' ? (VIRTUAL_TEXT[reader.name] ?? 'welcome.virtual') : 'welcome.reader',
                      )}
                    </span>
                  </span>
                  {at === 0 && <kbd className="key">Enter</kbd>}
                </button>
              </li>
            ))}
          </ul>
          {link === 'refused' ? (
            <p className="welcome-state">
              <VerdictGlyph kind="error" size={16} />
              <span>
                <strong>{t('link.refused')}</strong>
                {t('link.refusedHint')}
              </span>
            </p>
          ) : (
            <p className="welcome-state">
              <VerdictGlyph kind={pcsc !== null ? 'warning' : real.length > 0 ? 'ok' : 'notReached'} size={16} />
              <span>
                <strong>
                  {pcsc !== null
                    ? t('welcome.noPcsc')
                    : real.length > 0
                      ? t('welcome.readers', { count: real.length })
                      : t('welcome.noReader')}
                </strong>
                {pcsc ?? t(real.length > 0 ? 'welcome.insert' : 'welcome.plugIn')}
              </span>
            </p>
          )}
        </div>
      </section>
      <aside className="way scroll" aria-label={t('way.title')}>
        <div className="way-inner">
          <h2>{t('way.title')}</h2>
          <ol>
            {WAY.map((step) => (
              <li key={step.name} className="way-step">
                <VerdictGlyph kind="ok" size={17} />
                <div>
                  <p className="way-head">
                    <strong>{step.name}</strong>
                    <span className="mono">{step.fid}</span>
                    <span className="way-asks">{t(step.asks)}</span>
                  </p>
                  <p className={step.end ? 'way-bytes mono end cut' : 'way-bytes mono cut'}>{step.bytes}</p>
                </div>
              </li>
            ))}
          </ol>
          <ul className="promises">
            {PROMISES.map(([icon, text]) => (
              <li key={text}>
                <Icon name={icon} />
                {t(text)}
              </li>
            ))}
          </ul>
        </div>
      </aside>
    </div>
  );
}
