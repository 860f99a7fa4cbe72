import type { PhoneStory } from '../../../electron/ipc/trace-contract.ts';
import { run } from '../../actions/action.ts';
import { showPhoneStory } from '../../actions/trace-actions.ts';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { showLine } from '../../services/trace-service.ts';
import type { ShownTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';
import { SidePane } from './side-pane.tsx';

const GLYPHS = { done: 'ok', partial: 'warning', refused: 'error', notTaken: 'notReached' } as const satisfies Record<
  PhoneStory['steps'][number]['verdict'],
  GlyphKind
>;

/** Lines told with a step: the last one says how it ended. */
const FEW = 3;

function Lines({ trace, lines }: { readonly trace: string; readonly lines: readonly number[] }) {
  const t = useText();
  const shown = lines.length <= FEW ? lines : [...lines.slice(0, FEW - 1), lines.at(-1) ?? 0];
  return (
    <span className="phone-lines">
      {shown.map((line) => (
        <button key={line} type="button" className="link" onClick={() => void showLine(trace, line)}>
          {t('trace.line', { line: String(line) })}
        </button>
      ))}
      {lines.length > FEW && <span>{t('trace.moreLines', { count: formatCount(lines.length - FEW) })}</span>}
    </span>
  );
}

/** What the device in a trace did on its way to the message, step by step, and who broke which rule. */
export function PhonePane({ trace: { state, phone } }: { readonly trace: ShownTrace }) {
  const t = useText();
  const say = useCoreWords();
  return (
    <SidePane
      title={t('trace.phone')}
      about={phone && t(phone.mode === '2g' ? 'trace.phoneMode2g' : 'trace.phoneMode3g')}
      testId="phone"
      onClose={() => run(showPhoneStory)}
    >
      {phone === null ? (
        <p className="pane-empty" role="status">
          {t('trace.phoneWorking', { lines: formatCount(state.lines) })}
        </p>
      ) : (
        <>
          <section>
            <p className="phone-end" data-testid="phone-end">
              <VerdictGlyph kind={phone.stopped === null ? 'ok' : 'error'} size={16} />
              {phone.stopped === null ? t('trace.phoneWhole') : t('trace.phoneStopped', { why: say(phone.stopped) })}
            </p>
            <ol className="phone-steps">
              {phone.steps.map(({ id, title, clause, verdict, fact, lines }) => (
                <li key={id} data-testid={`phone-${id}`} data-verdict={verdict}>
                  <VerdictGlyph kind={GLYPHS[verdict]} size={14} />
                  <div>
                    <p>
                      <strong>{say(title)}</strong> <span className="td-side">{t(`trace.verdict.${verdict}`)}</span>
                    </p>
                    <p className="td-hint mono">
                      {say(fact)} · {clause}
                    </p>
                    {lines.length > 0 && <Lines trace={state.trace} lines={lines} />}
                  </div>
                </li>
              ))}
            </ol>
          </section>
          <section>
            <h3>{t('trace.phoneFaults')}</h3>
            {phone.faults.length === 0 && <p className="td-words">{t('trace.phoneNoFault')}</p>}
            <ul className="phone-steps">
              {phone.faults.map((fault) => (
                <li key={`${fault.code} ${fault.lines[0]}`} data-testid="phone-fault">
                  <VerdictGlyph kind="error" size={14} />
                  <div>
                    <p>
                      <strong>{t(fault.side === 'card' ? 'trace.phoneCard' : 'trace.phoneDevice')}</strong>{' '}
                      {say(fault.message)}
                    </p>
                    <p className="td-hint mono">
                      {fault.code} · {fault.clause}
                    </p>
                    <Lines trace={state.trace} lines={fault.lines} />
                  </div>
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </SidePane>
  );
}
