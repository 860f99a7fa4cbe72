// biome-ignore-all lint/a11y/useSemanticElements: the dump is a scrolled part, not a form's fieldset
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { hexByte, hexWord, showUtf8 } from '../../core/base/bytes.ts';
import type { Span } from '../../core/base/span.ts';
import { showInTrace } from '../actions/trace-actions.ts';
import { ActionButton } from '../components/action-button.tsx';
import { Gap } from '../components/gap.tsx';
import { useListGap, useText } from '../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../components/verdict-glyph.tsx';
import type { FileModel } from '../model/card-model.ts';
import { wordsOf } from '../model/diagnose-findings.ts';
import { describeExchange } from '../model/exchange-text.ts';
import { moRowOf } from '../model/field-rules.ts';
import { clausesAt, fieldAt, findingsAt, readOf } from '../model/inspect.ts';
import type { Selection } from '../model/selection.ts';
import { setOverlay, useApp } from '../stores/app-store.ts';
import { type CardTab, useTab } from '../stores/cards-store.ts';
import { formatCount } from '../text/text.ts';
import { Sheet } from './sheet.tsx';

type DetailPart = 'value' | 'exchange' | 'clause';
const PARTS: readonly DetailPart[] = ['value', 'exchange', 'clause'];

/** Bytes shown at most: enough for a message, few enough to stay at once. */
const MOST = 4096;

interface PartProps {
  readonly tab: CardTab;
  readonly file: FileModel;
  readonly selection: Selection;
}

function isHidden(secrets: readonly Span[], offset: number): boolean {
  return secrets.some((place) => offset >= place.offset && offset < place.offset + place.length);
}

/** Bytes of a file as a hex dump, secrets as dots, what is selected marked. */
function Dump({ file, from, to, lit }: { file: FileModel; from: number; to: number; lit: Span | null }) {
  const t = useText();
  const end = Math.min(to, from + MOST, file.file.bytes.length);
  const rows = [];
  for (let row = from; row < end; row += 16) rows.push(row);
  const within = (offset: number) => lit !== null && offset >= lit.offset && offset < lit.offset + lit.length;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by the keyboard */}
      <div className="dump mono scroll" tabIndex={0} role="group" aria-label={t('pane.bytes')}>
        {rows.map((row) => (
          <div key={row} className="dump-row">
            <span className="dump-offset">{hexWord(row)}</span>
            {Array.from({ length: Math.min(16, end - row) }, (_, column) => {
              const offset = row + column;
              return (
                <span key={offset} className={within(offset) ? 'lit' : undefined}>
                  {isHidden(file.secrets, offset) ? '••' : hexByte(file.file.bytes[offset] ?? 0)}
                </span>
              );
            })}
          </div>
        ))}
      </div>
      {end < Math.min(to, file.file.bytes.length) && (
        <p className="sheet-hint">{t('inspector.more', { count: formatCount(to - end) })}</p>
      )}
    </>
  );
}

function Value({ file, selection }: PartProps) {
  const t = useText();
  const field = fieldAt(file, selection);
  const { offset, length } = selection.span;
  const hidden =
    field?.secret === true ||
    file.secrets.some((place) => place.offset < offset + length && offset < place.offset + place.length);
  const text = field?.value ?? showUtf8(file.file.bytes.subarray(offset, offset + Math.min(length, MOST)));
  return (
    <>
      <p className="detail-text mono scroll" data-testid="detail-value">
        {hidden ? '••••••••••' : text === '' ? t('meaning.emptyValue') : text}
      </p>
      <Dump file={file} from={offset} to={offset + length} lit={null} />
    </>
  );
}

function ExchangePart({ tab, file, selection }: PartProps) {
  const t = useText();
  const between = useListGap();
  const source = readOf(file, selection.cursor, tab.trace);
  const read = file.file.reads.find(
    ({ offset, length }) => selection.cursor >= offset && selection.cursor < offset + length,
  );
  if (source === null || read === undefined) return <p className="sheet-hint">{t('inspector.noExchange')}</p>;
  const text = describeExchange(source.exchange);
  return (
    <>
      <dl className="detail-list">
        <dt>{t('detail.number')}</dt>
        <dd>{t('inspector.exchangeOf', { index: source.exchange.index + 1, count: tab.trace.length })}</dd>
        <dt>{t('detail.command')}</dt>
        <dd>
          {text.name} <span className="mono">{text.command}</span>
        </dd>
        <dt>{t('inspector.answer')}</dt>
        <dd>
          <span className="mono">{text.sw}</span>
          <Gap />
          {t('inspector.took', { millis: text.millis.toFixed(text.millis < 10 ? 1 : 0), channel: text.channel })}
          {between}
          {t('inspector.bytes', { count: formatCount(source.length) })}
        </dd>
      </dl>
      <ActionButton action={showInTrace} className="button small" testId="show-in-trace" />
      <Dump file={file} from={read.offset} to={read.offset + read.length} lit={selection.span} />
    </>
  );
}

function Clause({ file, selection }: PartProps) {
  const t = useText();
  const language = useApp((state) => state.language);
  const field = fieldAt(file, selection);
  const row = field === null ? undefined : moRowOf(field);
  const clauses = clausesAt(file, selection);
  return (
    <div data-testid="detail-clause">
      {clauses.length === 0 && <p className="sheet-hint">{t('reason.noClause')}</p>}
      {row && (
        <section className="clause-part">
          <h3>{row.clause}</h3>
          <p className="mono">
            {field?.group}/{row.path}
          </p>
          <p>
            {t('inspector.rowOf', {
              format: row.format,
              occurrence: row.occurrence,
              access: row.access ?? t('inspector.noAccess'),
            })}
          </p>
          <p>{row.help[language]}</p>
        </section>
      )}
      {findingsAt(file, selection)
        .map((finding) => ({ ...finding, ...wordsOf(finding, language) }))
        .map((finding) => (
          <section key={finding.code + finding.message} className="clause-part">
            <h3>
              <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
              {finding.clause ?? finding.code}
            </h3>
            <p>{finding.message}</p>
            {finding.device !== null && <p>{finding.device}</p>}
            {finding.fix !== null && <p>{finding.fix}</p>}
            <p className="mono sheet-hint">{finding.code}</p>
          </section>
        ))}
    </div>
  );
}

/** Everything about the selection in full: its value, the exchange that carried it, the clauses that speak of it. */
export function DetailSheet({ part }: { readonly part: DetailPart }) {
  const t = useText();
  const tab = useTab();
  const { selection } = tab ?? {};
  const file = selection == null ? undefined : tab?.model?.files.get(selection.file);
  if (tab === undefined || selection == null || file === undefined) return null;
  const { offset, length } = selection.span;
  const shown = { tab, file, selection };
  return (
    <Sheet
      title={`${file.file.name}, ${hexWord(offset)}–${hexWord(offset + Math.max(1, length) - 1)}`}
      testId="detail"
      wide
    >
      <Tabs selectedKey={part} onSelectionChange={(key) => setOverlay(PARTS.find((item) => item === key) ?? null)}>
        <TabList className="pane-tabs detail-tabs" aria-label={t('detail.label')}>
          {PARTS.map((item) => (
            <Tab key={item} id={item} className="pane-tab" data-testid={`detail-tab-${item}`}>
              {t(`detail.${item}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id={part} className="detail-body">
          {part === 'value' && <Value {...shown} />}
          {part === 'exchange' && <ExchangePart {...shown} />}
          {part === 'clause' && <Clause {...shown} />}
        </TabPanel>
      </Tabs>
    </Sheet>
  );
}
