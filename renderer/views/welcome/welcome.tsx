import { type ReactNode, useEffect, useRef } from 'react';
import type { ReaderInfo } from '../../../electron/ipc/read-contract.ts';
import { run } from '../../actions/action.ts';
import { openFile, showChecks } from '../../actions/document-actions.ts';
import { takeTour } from '../../actions/tour-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { CardPicture, Mark } from '../../components/card-picture.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Keys } from '../../components/keys.tsx';
import { useText } from '../../components/use-text.ts';
import { useReaderTitle } from '../../components/use-title.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { openCard } from '../../services/card-service.ts';
import { reopenFile } from '../../services/document-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { useDesk } from '../../stores/desk-store.ts';
import { errorWords } from '../../text/error-words.ts';
import { formatTime, type TextCode } from '../../text/text.ts';

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

const LATELY = 4;

interface ChoiceProps {
  readonly title: string;
  readonly text: string;
  readonly shortcut: string;
  readonly picture: ReactNode;
  readonly testId: string;
  readonly reader?: string;
  readonly first?: boolean;
  readonly onChoose: () => void;
}

/** One of the ways in; the first is what Enter takes. */
function Choice({ title, text, shortcut, picture, testId, reader, first = false, onChoose }: ChoiceProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (first && document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, [first]);
  return (
    <li>
      <button
        ref={button}
        type="button"
        className={first ? 'choice first' : 'choice'}
        data-testid={testId}
        data-reader={reader}
        onClick={onChoose}
      >
        <span className="choice-picture">{picture}</span>
        <span className="choice-words">
          <strong className="cut">{title}</strong>
          <span className="cut">{text}</span>
        </span>
        <Keys shortcuts={[shortcut]} />
      </button>
    </li>
  );
}

/** The card to begin with: one in a reader, else a good virtual one. */
function firstReader(readers: readonly ReaderInfo[]): ReaderInfo | undefined {
  const order = Object.keys(VIRTUAL_TEXT);
  const rank = ({ kind, card, name }: ReaderInfo) =>
    kind === 'pcsc' && card === 'present' ? -1 : order.includes(name) ? order.indexOf(name) : order.length;
  const usable = readers.filter(({ kind, card }) => card === 'present' && (kind === 'pcsc' || kind === 'virtual'));
  return [...usable].sort((a, b) => rank(a) - rank(b))[0];
}

function Choices() {
  const t = useText();
  const readers = useApp((state) => state.readers);
  const titleOf = useReaderTitle();
  const reader = firstReader(readers);
  const virtual = reader?.kind === 'virtual';
  return (
    <ul className="choices">
      {reader && (
        <Choice
          first
          title={t(virtual ? 'welcome.openVirtual' : 'welcome.openReader', { title: titleOf(reader) })}
          text={t(virtual ? (VIRTUAL_TEXT[reader.name] ?? 'welcome.virtual') : 'welcome.reader')}
          shortcut="Enter"
          picture={<CardPicture look={virtual ? 'virtual' : 'chip'} scale={1.3} />}
          testId="welcome-open"
          reader={reader.name}
          onChoose={() => void openCard(reader)}
        />
      )}
      <Choice
        title={t('welcome.openFile')}
        text={t('welcome.openFileText')}
        shortcut="Ctrl+O"
        picture={<Icon name="open" size={20} />}
        testId="welcome-file"
        onChoose={() => run(openFile)}
      />
      <Choice
        title={t('action.tour')}
        text={t('welcome.tourText')}
        shortcut="F1"
        picture={<Icon name="play" size={20} />}
        testId="welcome-tour"
        onChoose={() => run(takeTour)}
      />
    </ul>
  );
}

/** Files that were opened before, where there are any. */
function Lately() {
  const t = useText();
  const recent = useDesk((state) => state.recent);
  const language = useApp((state) => state.language);
  if (recent.length === 0) return null;
  return (
    <section className="lately" aria-label={t('recent.title')}>
      <h2>{t('recent.title')}</h2>
      <ul>
        {recent.slice(0, LATELY).map(({ id, name, kind, when, found }) => (
          <li key={id}>
            <button
              type="button"
              data-testid="recent-file"
              // A browser does not tell where a file stands: it has to be chosen once more.
              onClick={() => (found ? void reopenFile(id, name) : run(openFile))}
            >
              <strong className="cut">{name}</strong>
              <span className="cut">{t(`document.kind.${kind}`)}</span>
              <span className="lately-when num">{found ? formatTime(when, language) : t('recent.choose')}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How this machine stands to readers, in one line, with what to check. */
function Readers() {
  const t = useText();
  const { readers, pcsc, link, language, readInserted } = useApp();
  const real = readers.filter((reader) => reader.kind === 'pcsc');
  if (link === 'refused')
    return (
      <p className="welcome-state">
        <VerdictGlyph kind="error" size={16} />
        <span>
          <strong>{t('link.refused')}</strong>
          {t('link.refusedHint')}
        </span>
      </p>
    );
  if (link === 'connecting')
    return (
      <p className="welcome-state" role="status">
        <VerdictGlyph kind="running" size={16} />
        <span>
          <strong>{t('link.connectingTitle')}</strong>
          {t('link.connectingHint')}
        </span>
      </p>
    );
  const [title, text] =
    pcsc !== null
      ? [t('welcome.noPcsc'), errorWords(pcsc, language).message]
      : real.length > 0
        ? [t('welcome.readers', { count: real.length }), t(readInserted ? 'welcome.insertRead' : 'welcome.insert')]
        : [t('welcome.noReader'), t('welcome.plugIn')];
  return (
    <div className="welcome-state">
      <VerdictGlyph kind={pcsc !== null ? 'warning' : real.length > 0 ? 'ok' : 'notReached'} size={16} />
      <span>
        <strong>{title}</strong>
        {text}
      </span>
      {(pcsc !== null || real.length === 0) && (
        <ActionButton action={showChecks} className="link" testId="show-checks" />
      )}
    </div>
  );
}

/** First screen: what to open, and the way a device takes. */
export function Welcome() {
  const t = useText();
  return (
    <div className="welcome">
      <section className="welcome-main scroll" aria-label={t('welcome.tab')} data-pane="main">
        <div className="welcome-inner">
          <Mark size={40} />
          <h1>{t('welcome.title')}</h1>
          <p className="welcome-lead">{t('welcome.lead')}</p>
          <Choices />
          <Lately />
          <Readers />
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
