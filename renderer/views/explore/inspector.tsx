import { hexWord } from '../../../core/base/bytes.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { run } from '../../actions/action.ts';
import { editSelection } from '../../actions/card-actions.ts';
import { openCopyAs, showClause } from '../../actions/selection-actions.ts';
import { showInTrace } from '../../actions/trace-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Gap } from '../../components/gap.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useCoreReasons, useCoreWords, useListGap, useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { FileModel } from '../../model/card-model.ts';
import { wordsOf } from '../../model/diagnose-findings.ts';
import { describeExchange } from '../../model/exchange-text.ts';
import { moRowOf } from '../../model/field-rules.ts';
import { accessOf, fieldAt, findingsAt, readOf, type TokenLine, tokensIn } from '../../model/inspect.ts';
import { labelWords } from '../../model/node-words.ts';
import type { Selection } from '../../model/selection.ts';
import { lineTo } from '../../model/tree-model.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { selectTreeNode } from '../../stores/selection-acts.ts';
import { formatCount } from '../../text/text.ts';

const TOKEN_LINES = 4;

interface PartProps {
  readonly tab: CardTab;
  readonly file: FileModel;
  readonly selection: Selection;
  readonly read: ReadResult;
}

function PathBar({ tab, file, selection }: PartProps) {
  const t = useText();
  const say = useCoreWords();
  const between = useListGap();
  const line = tab.model === null ? [] : lineTo(tab.model.root, selection.node).filter(({ kind }) => kind !== 'dir');
  const end = selection.span.offset + selection.span.length - 1;
  return (
    <div className="path-bar">
      <ol className="crumbs" aria-label={t('inspector.path')}>
        {line.map((node, at) => (
          <li key={node.id} className={at === line.length - 1 ? 'crumb last' : 'crumb'}>
            {at > 0 && <span className="crumb-mark">›</span>}
            <button
              type="button"
              className={node.kind === 'file' ? 'mono' : ''}
              onClick={() => selectTreeNode(tab, node.id)}
            >
              {node.kind === 'file' ? file.file.fid : labelWords(node, say)}
            </button>
          </li>
        ))}
      </ol>
      <span className="path-size num">
        {t(selection.span.length === 1 ? 'inspector.byte' : 'inspector.bytes', {
          count: formatCount(selection.span.length),
        })}
        {between}
        <span className="mono" data-testid="selection-range">
          {hexWord(selection.span.offset)}
          {selection.span.length > 1 && `–${hexWord(end)}`}
        </span>
      </span>
      <ActionButton action={openCopyAs} className="link" testId="copy-as" />
      <ActionButton action={editSelection} className="link" testId="edit-value" />
    </div>
  );
}

function Token({ line }: { readonly line: TokenLine }) {
  return (
    <>
      <dt className={`mono cut k-${line.kind}`}>{line.hex}</dt>
      <dd className={line.kind === 'text' ? 'mono cut' : 'cut'} title={line.meaning}>
        {line.meaning}
      </dd>
    </>
  );
}

function Tokens({ file, selection }: PartProps) {
  const t = useText();
  const lines = tokensIn(file, selection.span, useCoreWords());
  const shown = lines.length > TOKEN_LINES ? lines.slice(0, TOKEN_LINES - 1) : lines;
  return (
    <section className="inspect-part" aria-label={t('inspector.tokens')}>
      <h3>{t('inspector.tokens')}</h3>
      {lines.length === 0 && <p className="quiet">{t('inspector.noTokens')}</p>}
      <dl className="token-list">
        {shown.map((line) => (
          <Token key={line.offset} line={line} />
        ))}
      </dl>
      {shown.length < lines.length && (
        <p className="quiet">{t('inspector.more', { count: lines.length - shown.length })}</p>
      )}
    </section>
  );
}

function ReadBy({ tab, file, selection }: PartProps) {
  const t = useText();
  const between = useListGap();
  const source = readOf(file, selection.cursor, tab.trace);
  const text = source && describeExchange(source.exchange);
  return (
    <section className="inspect-part" aria-label={t('inspector.readBy')}>
      <h3>{t('inspector.readBy')}</h3>
      {source === null || text === null ? (
        <p className="quiet">{t('inspector.noExchange')}</p>
      ) : (
        <>
          <p className="mono cut">{text.command}</p>
          <p className="cut">
            {text.name}
            {text.offset !== null && (
              <>
                {' '}
                {t('inspector.offset')} <span className="mono">{text.offset}</span>
              </>
            )}
            {between}
            {t('inspector.bytes', { count: source.length })}
          </p>
          <p className="cut">
            {t('inspector.answer')} <span className="mono">{text.sw}</span>
            <Gap />
            {t('inspector.took', { millis: text.millis.toFixed(text.millis < 10 ? 1 : 0), channel: text.channel })}
          </p>
          <button type="button" className="link" data-testid="read-by" onClick={() => run(showInTrace)}>
            {t('inspector.exchangeOf', { index: source.exchange.index + 1, count: tab.trace.length })}
          </button>
        </>
      )}
    </section>
  );
}

function Rule({ file, selection }: PartProps) {
  const t = useText();
  const sayReason = useCoreReasons();
  const language = useApp((state) => state.language);
  const findings = findingsAt(file, selection).map((finding) => ({ ...finding, ...wordsOf(finding, language) }));
  const field = fieldAt(file, selection);
  const row = field === null ? undefined : moRowOf(field);
  return (
    <section className="inspect-part" aria-label={t('inspector.rule')}>
      <h3>{t('inspector.rule')}</h3>
      {field && (
        <p className="rule-name cut">
          {field.group} {field.moPath === null ? '' : `/${field.moPath}`}
        </p>
      )}
      {row && (
        <p className="cut" title={row.help[language]}>
          {t('inspector.rowOf', {
            format: row.format,
            occurrence: row.occurrence,
            access: row.access ?? t('inspector.noAccess'),
          })}
        </p>
      )}
      {row && findings.length === 0 && <p className="cut">{row.help[language]}</p>}
      {row?.clause && findings.length < 2 && (
        <button type="button" className="link cut" data-testid="clause" onClick={() => run(showClause)}>
          {row.clause}
        </button>
      )}
      {findings.slice(0, row ? 1 : 2).map((finding) => (
        <p
          key={finding.code + finding.message}
          className="rule-finding"
          title={[finding.message, finding.device, finding.fix].filter(Boolean).join('\n')}
        >
          <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
          <span>
            {finding.message} {finding.clause !== null && <span className="quiet">{sayReason(finding.clause)}</span>}
          </span>
        </p>
      ))}
      {findings.length > (row ? 1 : 2) && (
        <p className="quiet">{t('inspector.more', { count: findings.length - (row ? 1 : 2) })}</p>
      )}
      {findings.length === 0 && row === undefined && <p className="quiet">{t('inspector.noFinding')}</p>}
    </section>
  );
}

function Access({ file, read }: PartProps) {
  const t = useText();
  const between = useListGap();
  const { read: reading, update } = accessOf(file, read);
  const object = read.objects.find(({ path }) => path === file.file.path);
  const language = useApp((state) => state.language);
  const say = useCoreWords();
  const { browsed } = file;
  const words = browsed?.access ?? null;
  return (
    <section className="inspect-part" aria-label={t('inspector.access', { fid: file.file.fid })}>
      <h3>{t('inspector.access', { fid: file.file.fid })}</h3>
      <dl className="access-list">
        <dt>{t('access.read')}</dt>
        <dd className="cut" title={words?.read[language]} data-testid="access-read">
          {reading !== null
            ? reading.refs.join(between).toUpperCase()
            : words !== null
              ? words.read[language]
              : t(browsed === null ? 'access.always' : 'access.notKnown')}
        </dd>
        <dt>{t('access.update')}</dt>
        <dd className="access-keys">
          {update === null ? (
            <span className="cut" title={words?.update[language]}>
              {words?.update[language] ?? t('access.notKnown')}
            </span>
          ) : (
            <>
              {update.refs.join(between).toUpperCase()} <TriesBadge left={update.triesLeft} />
            </>
          )}
        </dd>
        <dt>{t('access.file')}</dt>
        <dd className="cut">
          {t(`structure.${file.file.structure}`)}
          {file.file.size !== null && `${between}${t('inspector.bytes', { count: formatCount(file.file.size) })}`}
          {browsed !== null && browsed.lifeCycle !== 'not-told' && `${between}${t(`life.${browsed.lifeCycle}`)}`}
        </dd>
        {object && (
          <>
            <dt>{t('access.object')}</dt>
            <dd className="cut" title={object.label ?? ''}>
              {[object.label, object.flags.private && say('private'), object.flags.modifiable && say('modifiable')]
                .filter(Boolean)
                .join(between)}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** Everything about the selected bytes: tokens, the exchange that carried them, the rule, the key they need. */
export function Inspector({
  tab,
  file,
  read,
}: {
  readonly tab: CardTab;
  readonly file: FileModel | null;
  readonly read: ReadResult;
}) {
  const t = useText();
  const { selection } = tab;
  return (
    <section
      className="inspector"
      aria-label={t('pane.inspector')}
      data-pane="inspector"
      tabIndex={-1}
      data-testid="inspector"
    >
      {file === null || selection === null ? (
        <p className="pane-empty">{t('inspector.nothing')}</p>
      ) : (
        <>
          <PathBar tab={tab} file={file} selection={selection} read={read} />
          <div className="inspect-parts">
            <Tokens tab={tab} file={file} selection={selection} read={read} />
            <ReadBy tab={tab} file={file} selection={selection} read={read} />
            <Rule tab={tab} file={file} selection={selection} read={read} />
            <Access tab={tab} file={file} selection={selection} read={read} />
          </div>
        </>
      )}
    </section>
  );
}
