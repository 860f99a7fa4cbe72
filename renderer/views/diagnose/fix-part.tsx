import type { FindingWords } from '../../../core/bootstrap/finding-row.ts';
import type { DiagnosedFindingInfo, FixInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { planTheFix, tryTheFix } from '../../actions/diagnose-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Gap } from '../../components/gap.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useListGap, useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { accepting } from '../../model/diagnose-devices.ts';
import { rowOf } from '../../model/diagnose-findings.ts';
import type { DiagnoseState, TrialInfo } from '../../model/diagnose-state.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';

interface Props {
  readonly tab: CardTab;
  readonly state: DiagnoseState;
  readonly at: number;
  readonly finding: DiagnosedFindingInfo;
  readonly words: FindingWords;
}

/** Bytes, key and tries: what a fix costs before it is asked for. */
function Price({ price }: { readonly price: NonNullable<FixInfo['price']> }) {
  const t = useText();
  const between = useListGap();
  const { bytes, ranges, files, keys } = price;
  const amount = { bytes: formatCount(bytes), ranges, files: files.join(between) };
  return (
    <>
      {ranges === 1 ? t('diagnose.priceOne', amount) : t('diagnose.price', amount)}
      <Gap />
      {keys.length === 0 && t('diagnose.needsNone')}
      {keys.map(({ ref, triesLeft }) => (
        <span key={ref} className="needs-key">
          {t('diagnose.needs', { key: ref.toUpperCase() })} <TriesBadge left={triesLeft} />
        </span>
      ))}
    </>
  );
}

/** What the fix did to a copy: written, read back, diagnosed, switched on with. */
function Trial({ trial }: { readonly trial: TrialInfo }) {
  const t = useText();
  const between = useListGap();
  const codeList = (codes: readonly string[]) => codes.join(between);
  const good = trial.result === 'verified' || trial.result === 'unchanged';
  const faults = trial.left.filter((code) => rowOf(code)?.kind === 'fault');
  const line = (kind: GlyphKind, text: string) => ({ kind, text });
  const wrote =
    trial.result === 'unchanged'
      ? t('diagnose.triedUnchanged')
      : t('diagnose.triedWrote', { bytes: formatCount(trial.bytesWritten) });
  const lines = [
    good ? line('ok', wrote) : line('error', t('diagnose.triedFailed')),
    ...(trial.gone.length > 0 ? [line('ok', t('diagnose.triedGone', { codes: codeList(trial.gone) }))] : []),
    faults.length === 0
      ? line('ok', t('diagnose.triedClean'))
      : line('warning', t('diagnose.triedLeft', { codes: codeList(faults) })),
    line('info', t('diagnose.then', { count: accepting(trial.devices), all: trial.devices.length })),
  ];
  return (
    <div className="trial" data-testid="trial" data-result={trial.result} role="status">
      <h4>
        {t('diagnose.tried')} <span className="quiet">{t('diagnose.triedNothing')}</span>
      </h4>
      <ul>
        {lines.map(({ kind, text }) => (
          <li key={text}>
            <VerdictGlyph kind={kind} size={14} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What mends it, what that costs, and the two ways on: a trial in memory, the plan for the card. */
export function FixPart({ state, at, words }: Props) {
  const t = useText();
  const fix = state.examined?.fixes.find(({ finding }) => finding === at);
  const trial = state.trials[at];
  return (
    <div className="fix" data-testid="fix" data-fixable={fix?.price != null}>
      <div className="fix-words">
        <h3>{words.fix === null ? t('diagnose.noFix') : t('diagnose.fix', { words: words.fix })}</h3>
        <p className="quiet">
          {fix === undefined ? (
            state.phase === 'examining' && t('diagnose.planning')
          ) : fix.price === null ? (
            words.fix !== null && t('diagnose.noPlan')
          ) : (
            <>
              <Price price={fix.price} />{' '}
              {trial !== undefined &&
                t('diagnose.then', { count: accepting(trial.devices), all: trial.devices.length })}
            </>
          )}
        </p>
      </div>
      <div className="fix-acts">
        <ActionButton action={tryTheFix} testId="try-fix" />
        <ActionButton action={planTheFix} className="button primary" testId="plan-fix" />
      </div>
      {trial !== undefined && state.tried === at && <Trial trial={trial} />}
    </div>
  );
}
