import { useState } from 'react';
import { statusText } from '../../../core/apdu/status-words.ts';
import { hexByte, hexWord } from '../../../core/base/bytes.ts';
import { COPY_FORMS } from '../../../core/trace/trace-forms.ts';
import type { TraceDetail } from '../../../electron/ipc/trace-contract.ts';
import { run } from '../../actions/action.ts';
import { showBytesOf, TRACE_COPY_ACTIONS } from '../../actions/trace-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useCoreWords, useListGap, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { carriedLabel } from '../../model/carried-words.ts';
import { asciiOf } from '../../model/hex-rows.ts';
import { carriedIn } from '../../model/trace-bytes.ts';
import { commandParts, fetchedBy } from '../../model/trace-command.ts';
import { glyphOf, millisText, swText } from '../../model/trace-row.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { selectSpan } from '../../stores/selection-acts.ts';
import type { ShownTrace } from '../../stores/trace-store.ts';
import { formatCount, listGap, sentenceGap } from '../../text/text.ts';

const BYTES_A_ROW = 8;
/** Rows of bytes shown of an answer; the others are a click away. */
const ROWS = 8;

interface Props {
  readonly tab: CardTab;
  readonly detail: TraceDetail;
}

function nameOf(file: TraceDetail['file']): string {
  return file === null ? '' : file.name === null ? file.path : `${file.name} ${file.path.slice(-4)}`;
}

function Head({ detail }: Props) {
  const t = useText();
  const between = useListGap();
  const { part, file, line, name, channel, kind } = detail;
  const where = [
    nameOf(file),
    part?.record != null ? t('trace.record', { record: part.record }) : '',
    part !== null && part.length > 0
      ? t('trace.bytesFrom', { from: hexWord(part.offset), to: hexWord(part.offset + part.length - 1) })
      : '',
  ].filter((words) => words !== '');
  return (
    <header className="td-head">
      <h2 data-testid="trace-detail-name">{t('trace.detailOf', { number: line, name })}</h2>
      {kind === 'exchange' && <span className="td-side">{t('trace.onChannel', { channel })}</span>}
      <p className="mono">{where.join(between)}</p>
      <div className="td-acts">
        <ActionButton action={showBytesOf} className="link" testId="trace-to-bytes" />
        <span className="td-copy">
          {t('trace.copyAs')}
          {COPY_FORMS.map((form) => (
            <button
              key={form}
              type="button"
              className="link"
              data-testid={`trace-copy-${form}`}
              aria-label={t(`action.trace.copy.${form}`)}
              title={t(`action.trace.copy.${form}`)}
              onClick={() => run(TRACE_COPY_ACTIONS[form])}
            >
              {t(`trace.copy.${form}`)}
            </button>
          ))}
        </span>
      </div>
    </header>
  );
}

function Command({ detail }: Props) {
  const t = useText();
  const parts = commandParts(detail, t, useCoreWords());
  const fetched = fetchedBy(detail);
  if (parts.length === 0) return null;
  return (
    <section>
      <h3>{t('trace.commandPart')}</h3>
      <dl className="td-command">
        {parts.map(({ hex, words }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a command stand in their order
          <div key={at}>
            <dt className="mono">{hex}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {fetched.length > 0 && (
        <p className="td-hint mono">
          {t('trace.folded')} {fetched.join('; ')}
        </p>
      )}
    </section>
  );
}

function Answer({ detail, language }: Props & { readonly language: 'en' | 'zh' }) {
  const t = useText();
  const { data, masked, length, sw, took, part } = detail;
  const base = part !== null && !part.written ? part.offset : 0;
  const hidden = (at: number) => masked.some(({ offset, length: size }) => at >= offset && at < offset + size);
  const [all, setAll] = useState(false);
  const shown = all ? data.length : Math.min(data.length, ROWS * BYTES_A_ROW);
  const rows = Array.from({ length: Math.ceil(shown / BYTES_A_ROW) }, (_, row) => row * BYTES_A_ROW);
  return (
    <section>
      <h3>
        {t('trace.answer')}
        {sw !== null && (
          <span className="td-sw">
            <VerdictGlyph kind={glyphOf(detail.outcome)} size={13} />
            <span className="mono">{swText(sw)}</span>
            {took > 0
              ? t('trace.answerSize', { count: formatCount(length), millis: millisText(took) })
              : t('trace.answerUntimed', { count: formatCount(length) })}
          </span>
        )}
      </h3>
      {sw === null && detail.kind === 'exchange' && <p className="td-hint">{t('trace.noAnswer')}</p>}
      {sw !== null && detail.outcome !== 'ok' && (
        <p className="td-hint">{statusText(Number.parseInt(sw, 16), detail.cardClass, language)}</p>
      )}
      {rows.length > 0 && (
        <div className="td-bytes mono" data-testid="trace-answer">
          {rows.map((row) => (
            <div key={row} className="td-row">
              <span className="td-offset">{hexWord(base + row)}</span>
              {Array.from({ length: Math.min(BYTES_A_ROW, shown - row) }, (_, column) => {
                const at = row + column;
                return <span key={at}>{hidden(at) ? '••' : hexByte(data[at] ?? 0)}</span>;
              })}
              <span className="td-ascii" aria-hidden="true">
                {Array.from({ length: Math.min(BYTES_A_ROW, shown - row) }, (_, column) =>
                  hidden(row + column) ? '•' : asciiOf(data[row + column] ?? 0),
                ).join('')}
              </span>
            </div>
          ))}
        </div>
      )}
      {data.length > ROWS * BYTES_A_ROW && (
        <button type="button" className="link" data-testid="trace-more-bytes" onClick={() => setAll(!all)}>
          {all ? t('trace.fewerBytes') : t('trace.moreBytes', { count: formatCount(length - shown) })}
        </button>
      )}
      {all && length > shown && <p className="td-hint">{t('trace.tooMany', { count: formatCount(shown) })}</p>}
      {masked.length > 0 && <p className="td-hint">{t('trace.masked')}</p>}
    </section>
  );
}

function Carries({ tab, detail }: Props) {
  const t = useText();
  const say = useCoreWords();
  if (detail.carries.length === 0) return null;
  return (
    <section>
      <h3>{t(detail.of === 'header' ? 'trace.header' : 'trace.carries')}</h3>
      <ul className="td-carries" data-testid="trace-carries">
        {detail.carries.map((item) => {
          const place = carriedIn(tab.model, detail, item);
          const words = (
            <>
              <span className="cut">{carriedLabel(item, detail.of, say)}</span>
              {item.value !== '' && <span className="td-value cut">{say(item.value)}</span>}
              <span className="td-offset mono">
                {hexWord(item.offset)}–{hexWord(item.offset + Math.max(1, item.length) - 1)}
              </span>
            </>
          );
          return (
            <li key={`${item.path} ${item.offset}`} data-depth={Math.min(item.depth, 8)}>
              {place === null ? (
                <span className="td-carry">{words}</span>
              ) : (
                <button
                  type="button"
                  className="td-carry to"
                  title={t('action.trace.toBytes')}
                  onClick={() => {
                    updateTab(tab.id, { view: 'explore' });
                    selectSpan(tab, place.file, place);
                  }}
                >
                  {words}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Before({ detail: { before } }: Props) {
  const t = useText();
  const language = useApp((state) => state.language);
  const words = [
    before.ef !== null ? t('trace.selected', { file: nameOf(before.ef) }) : '',
    before.df !== null ? t('trace.inFolder', { folder: nameOf(before.df) }) : '',
    before.ef === null && before.df === null ? t('trace.nothingSelected') : '',
    before.record > 0 ? t('trace.currentRecord', { record: before.record }) : '',
    before.channels.length > 1 ? t('trace.openChannels', { channels: before.channels.join(listGap(language)) }) : '',
    before.pending !== null ? t('trace.pending', { what: before.pending }) : '',
  ];
  return (
    <section>
      <h3>{t('trace.before')}</h3>
      <p className="td-words" data-testid="trace-before">
        {words.filter((word) => word !== '').join(sentenceGap(language))}
      </p>
    </section>
  );
}

/** Everything about the selected exchange. */
export function TraceDetailPane({ tab, trace: { detail } }: { readonly tab: CardTab; readonly trace: ShownTrace }) {
  const t = useText();
  const language = useApp((state) => state.language);
  return (
    <aside className="trace-side scroll" aria-label={t('trace.detail')} data-pane="side" tabIndex={-1}>
      {detail === null ? (
        <p className="pane-empty">{t('trace.noSelection')}</p>
      ) : (
        <>
          <Head tab={tab} detail={detail} />
          <Command tab={tab} detail={detail} />
          {(detail.kind === 'exchange' || detail.length > 0) && (
            <Answer key={detail.line} tab={tab} detail={detail} language={language} />
          )}
          <Carries tab={tab} detail={detail} />
          <Before tab={tab} detail={detail} />
        </>
      )}
    </aside>
  );
}
