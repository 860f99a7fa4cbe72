import { useEffect } from 'react';
import type { Language } from '../../../core/base/error-catalogue.ts';
import { LINK_WORDS, type LinkCode } from '../../../core/trace/link-words.ts';
import type { PhoneInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import { followPhone } from '../../services/diagnose-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, useCards } from '../../stores/cards-store.ts';

const GLYPHS: Readonly<Record<PhoneInfo['steps'][number]['verdict'], GlyphKind>> = {
  done: 'ok',
  partial: 'warning',
  refused: 'error',
  notTaken: 'notReached',
};

/** A broken rule in the words of its table. */
function faultTitle(code: string, language: Language): string | undefined {
  return Object.hasOwn(LINK_WORDS, code) ? LINK_WORDS[code as LinkCode][language].title : undefined;
}

function Account({ info }: { readonly info: PhoneInfo }) {
  const t = useText();
  const language = useApp((app) => app.language);
  const say = useCoreWords();
  return (
    <>
      <ul className="phone-steps">
        {info.steps.map(({ id, title, verdict, lines, fact, clause }) => (
          <li key={id} data-verdict={verdict} title={clause}>
            <VerdictGlyph kind={GLYPHS[verdict]} size={14} />
            <span className="mono phone-line">{lines[0] === undefined ? '–' : `#${lines[0]}`}</span>
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
        <p key={code + lines.join()} className="phone-fault">
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
  const traces = tabs.filter(({ kind, session }) => kind === 'replay' && session !== null);
  const own = traces.find(({ id }) => id === tab.id) ?? (traces.length === 1 ? traces[0] : undefined);
  const wanted = state.phone === null && tab.session !== null ? own?.id : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once a trace
  useEffect(() => {
    if (wanted !== undefined) void followPhone(tab, wanted);
  }, [wanted]);
  const { phone } = state;
  const name = traces.find(({ id }) => id === phone?.tab)?.title;
  if (phone === null && traces.length === 0) return null;
  return (
    <div className="decision-part phone" data-testid="phone">
      <div className="part-head">
        <h3>{t('diagnose.phone')}</h3>
        {traces.length > 1 ? (
          <select
            className="pick"
            aria-label={t('diagnose.phoneTrace')}
            value={phone?.tab ?? ''}
            onChange={(event) => void followPhone(tab, event.target.value)}
          >
            <option value="">{t('diagnose.formerNone')}</option>
            {traces.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        ) : (
          name !== undefined && <span className="quiet cut">{t('diagnose.phoneOf', { name })}</span>
        )}
      </div>
      {phone?.error && <ErrorNote error={phone.error} />}
      {phone?.info && <Account info={phone.info} />}
    </div>
  );
}
