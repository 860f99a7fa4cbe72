import { useEffect } from 'react';
import type { Language } from '../../../core/base/error-catalogue.ts';
import { LINK_WORDS, type LinkCode } from '../../../core/trace/link-words.ts';
import type { PhoneStory } from '../../../electron/ipc/trace-contract.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import { followPhone, showTraceLine } from '../../services/diagnose-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, useCards } from '../../stores/cards-store.ts';

const GLYPHS: Readonly<Record<PhoneStory['steps'][number]['verdict'], GlyphKind>> = {
  done: 'ok',
  partial: 'warning',
  refused: 'error',
  notTaken: 'notReached',
};

/** The exchange that ended a step; it leads to the trace. */
function Line({ trace, line }: { readonly trace: CardTab; readonly line: number | undefined }) {
  if (line === undefined) return <span className="mono handset-line">–</span>;
  return (
    <button type="button" className="link mono" onClick={() => showTraceLine(trace, line)}>
      #{line}
    </button>
  );
}

/** A broken rule in the words of its table. */
function faultTitle(code: string, language: Language): string | undefined {
  return Object.hasOwn(LINK_WORDS, code) ? LINK_WORDS[code as LinkCode][language].title : undefined;
}

function Account({ info, trace }: { readonly info: PhoneStory; readonly trace: CardTab }) {
  const t = useText();
  const language = useApp((app) => app.language);
  const say = useCoreWords();
  return (
    <>
      <ul className="handset-steps">
        {info.steps.map(({ id, title, verdict, lines, fact, clause }) => (
          <li key={id} data-verdict={verdict} title={clause}>
            <VerdictGlyph kind={GLYPHS[verdict]} size={14} />
            <Line trace={trace} line={lines.at(-1)} />
            <span className="cut">
              {say(title)}
              <span className="hidden-text"> {t(`diagnose.phone.${verdict}`)}</span>{' '}
              <span className="quiet">{say(fact)}</span>
            </span>
          </li>
        ))}
      </ul>
      <p>{info.stopped === null ? t('diagnose.phoneWhole') : say(info.stopped)}</p>
      {info.faults.map(({ side, code, clause, message, lines }) => (
        <p key={code + lines.join()} className="handset-fault">
          {faultTitle(code, language) ?? t(`diagnose.side.${side}`)}: {say(message)}{' '}
          <span className="mono quiet">{clause}</span>
        </p>
      ))}
    </>
  );
}

/** What a phone did with the card, where a trace of it is open. */
export function PhonePart({ tab, state }: { readonly tab: CardTab; readonly state: DiagnoseState }) {
  const t = useText();
  const tabs = useCards((cards) => cards.tabs);
  const traces = tabs.filter(({ kind, traced }) => kind === 'trace' && traced !== null);
  const [only] = traces.length === 1 ? traces : [];
  const wanted = state.phone === null ? only : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once a trace
  useEffect(() => {
    if (wanted !== undefined) void followPhone(tab, wanted);
  }, [wanted?.id]);
  const { phone } = state;
  const trace = traces.find(({ id }) => id === phone?.tab);
  const follow = (id: string) => {
    const chosen = traces.find((item) => item.id === id);
    if (chosen !== undefined) void followPhone(tab, chosen);
  };
  if (traces.length === 0) return null;
  return (
    <div className="decision-part handset" data-testid="phone">
      <div className="part-head">
        <h3>{t('diagnose.phone')}</h3>
        {traces.length > 1 ? (
          <select
            className="diagnose-pick"
            aria-label={t('diagnose.phoneTrace')}
            value={phone?.tab ?? ''}
            onChange={({ target: { value } }) => follow(value)}
          >
            <option value="">{t('diagnose.formerNone')}</option>
            {traces.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        ) : (
          trace !== undefined && <span className="quiet cut">{t('diagnose.phoneOf', { name: trace.title })}</span>
        )}
      </div>
      {phone?.error && <ErrorNote error={phone.error} />}
      {phone?.info && trace && <Account info={phone.info} trace={trace} />}
    </div>
  );
}
