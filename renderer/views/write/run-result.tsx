import { hexWord } from '../../../core/base/bytes.ts';
import { showRecover } from '../../actions/recovery-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Gap } from '../../components/gap.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { RunState, WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';

/** Digests of what was read back: the proof. */
function Proof({ write }: { readonly write: WriteState }) {
  const t = useText();
  const proven = write.files.filter(({ file }) => file.after !== null && file.rule !== 'folder');
  return (
    <dl className="proof" data-tour="proof" data-testid="proof">
      {proven.map(({ file }) => (
        <div key={file.path}>
          <dt className="cut">
            {file.name} <span className="mono">{file.path.slice(-4)}</span>
          </dt>
          <dd>
            {t('result.fileEqual', { total: formatCount(file.after?.size ?? 0) })}
            <span className="mono digest">SHA-256 {file.after?.sha256}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What came of a run: proof, or why not and what to do about it. */
export function RunResult({ run, write }: { readonly run: RunState; readonly write: WriteState }) {
  const t = useText();
  if (run.state === 'running') return null;
  if (run.state === 'failed') {
    return (
      <div
        className="result error"
        data-focus="result"
        data-testid="write-result"
        data-result={run.error.code}
        role="alert"
        tabIndex={-1}
      >
        <ErrorNote error={run.error} />
      </div>
    );
  }
  const { flash, backup, error } = run;
  const good = flash.result === 'verified' || flash.result === 'unchanged';
  return (
    <div
      className={good ? 'result ok' : 'result error'}
      data-focus="result"
      data-testid="write-result"
      data-result={flash.result}
      role={good ? 'status' : 'alert'}
      tabIndex={-1}
    >
      <h3>
        <VerdictGlyph kind={good ? 'ok' : 'error'} size={20} />
        {t(`result.${flash.result}`)}
      </h3>
      <p>
        {flash.result === 'failed' && flash.firstDifference !== null && (
          <>
            {t('result.difference', { offset: hexWord(flash.firstDifference) })}
            <Gap />
          </>
        )}
        {t('result.cost', { bytes: formatCount(flash.bytesWritten), exchanges: formatCount(flash.exchanges) })}
      </p>
      {flash.result === 'verified' && <Proof write={write} />}
      {error && <ErrorNote error={error} />}
      {!good && <ActionButton action={showRecover} className="button small" testId="go-recover" />}
      {backup !== '' && (
        <p className="backup">
          {t('result.backup')}
          <Gap />
          <span className="mono" data-testid="backup-path">
            {backup}
          </span>
        </p>
      )}
    </div>
  );
}
