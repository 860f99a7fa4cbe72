import type { ComparisonInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCoreWords, useListGap, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { aspectWords } from '../../model/carried-words.ts';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import { compareWith, stopComparing } from '../../services/diagnose-service.ts';
import { type CardTab, useCards } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { FoldSection } from './finding-lists.tsx';

type Aspect = ComparisonInfo['card'][number];

/** What differs in meaning: the other card's value, then this one's. */
function Aspects({ aspects }: { readonly aspects: readonly Aspect[] }) {
  const t = useText();
  const say = useCoreWords();
  return (
    <dl className="aspects">
      {aspects.map(({ aspect, a, b, secret }) => (
        <div key={aspect}>
          <dt className="mono cut" title={aspectWords(aspect, say)}>
            {aspectWords(aspect, say)}
          </dt>
          <dd>
            {secret ? (
              t('diagnose.secretsDiffer')
            ) : (
              <>
                <span className="was mono">{a === null ? t('diagnose.none') : say(a)}</span> →{' '}
                <span className="is mono">{b === null ? t('diagnose.none') : say(b)}</span>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One file: what it means first, its bytes when they are asked for. */
function FileDifference({ file }: { readonly file: ComparisonInfo['files'][number] }) {
  const t = useText();
  return (
    <li data-testid="compared-file" data-kind={file.kind}>
      <p className="compared-head">
        <span className="chip changed">{t(`diagnose.file.${file.kind}`)}</span>
        <strong className="cut">{file.name ?? file.path}</strong> <span className="mono quiet">{file.path}</span>
        {file.clause !== null && <span className="mono quiet cut">{file.clause}</span>}
      </p>
      <Aspects aspects={file.changes} />
      {file.bytes.length > 0 && (
        <details>
          <summary>{t('diagnose.bytesDiffer', { count: formatCount(file.differing) })}</summary>
          <table className="mono compared-bytes">
            <thead>
              <tr>
                <th scope="col">{t('inspector.offset')}</th>
                <th scope="col">{t('diagnose.other')}</th>
                <th scope="col">{t('diagnose.this')}</th>
              </tr>
            </thead>
            <tbody>
              {file.bytes.map(({ offset, a, b }) => (
                <tr key={offset}>
                  <th scope="row">{offset.toString(16).toUpperCase().padStart(4, '0')}</th>
                  <td>{a === '' ? '–' : a}</td>
                  <td>{b === '' ? '–' : b}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </li>
  );
}

function Result({ info }: { readonly info: ComparisonInfo }) {
  const t = useText();
  const between = useListGap();
  return (
    <div data-testid="comparison" data-equal={info.equal}>
      {info.equal && (
        <p className="compared-equal">
          <VerdictGlyph kind="ok" size={15} /> {t('diagnose.compareEqual')}
        </p>
      )}
      {info.card.length > 0 && <h4>{t('diagnose.compareCard')}</h4>}
      <Aspects aspects={info.card} />
      {info.credentials.length > 0 && <h4>{t('diagnose.compareKeys')}</h4>}
      <Aspects aspects={info.credentials} />
      <ul className="compared-files">
        {info.files.map((file) => (
          <FileDifference key={file.path + file.kind} file={file} />
        ))}
      </ul>
      {info.ignored.length > 0 && (
        <p className="quiet">{t('diagnose.compareIgnored', { names: info.ignored.join(between) })}</p>
      )}
    </div>
  );
}

/** This card against that of another tab: an older image, a golden card. */
export function ComparePart({ tab, state }: { readonly tab: CardTab; readonly state: DiagnoseState }) {
  const t = useText();
  const others = useCards((cards) => cards.tabs).filter(({ id, session }) => id !== tab.id && session !== null);
  const { comparison } = state;
  const golden = comparison?.golden ?? true;
  return (
    <FoldSection tab={tab} state={state} fold="compare" title={t('diagnose.compare')} hint={t('diagnose.compareHint')}>
      {others.length === 0 ? (
        <p className="quiet compare-empty">{t('diagnose.compareNone')}</p>
      ) : (
        <div className="compare">
          <div className="compare-acts">
            <label>
              {t('diagnose.compareWith')}{' '}
              <select
                className="diagnose-pick"
                data-testid="compare-with"
                value={comparison?.other ?? ''}
                disabled={tab.session === null}
                onChange={({ target: { value } }) =>
                  value === '' ? stopComparing(tab) : void compareWith(tab, value, golden)
                }
              >
                <option value="">{t('diagnose.compareChoose')}</option>
                {others.map(({ id, title, read }) => (
                  <option key={id} value={id}>
                    {`${title}${read?.card.iccid == null ? '' : ` …${read.card.iccid.slice(-4)}`}`}
                  </option>
                ))}
              </select>
            </label>
            {comparison !== null && (
              <label className="check">
                <input
                  type="checkbox"
                  checked={golden}
                  data-testid="compare-golden"
                  onChange={({ target: { checked } }) => void compareWith(tab, comparison.other, checked)}
                />
                {t('diagnose.golden')}
              </label>
            )}
          </div>
          {comparison?.error && <ErrorNote error={comparison.error} />}
          {comparison !== null && comparison.info === null && comparison.error === null && (
            <p role="status">{t('diagnose.compareRunning')}</p>
          )}
          {comparison?.info && <Result info={comparison.info} />}
        </div>
      )}
    </FoldSection>
  );
}
