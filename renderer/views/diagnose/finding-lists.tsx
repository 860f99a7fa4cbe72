import type { ReactNode } from 'react';
import type { DiagnosisInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { Gap } from '../../components/gap.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import {
  causesOf,
  firstShown,
  type PlacedFinding,
  rowOf,
  symptomsOf,
  titleOf,
  wordsOf,
} from '../../model/diagnose-findings.ts';
import type { DiagnoseState, Fold } from '../../model/diagnose-state.ts';
import { diagnose, showFinding } from '../../services/diagnose-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, useCards } from '../../stores/cards-store.ts';
import { toggleFold } from '../../stores/diagnose-store.ts';

interface SectionProps {
  readonly tab: CardTab;
  readonly state: DiagnoseState;
  readonly fold: Fold;
  readonly title: string;
  readonly hint: ReactNode;
  readonly children: ReactNode;
}

/** A part of the screen that folds, with what is in it said beside its title. */
export function FoldSection({ tab, state, fold, title, hint, children }: SectionProps) {
  const open = state.open.has(fold);
  return (
    <section className="fold" data-testid={`fold-${fold}`}>
      <h3>
        <button type="button" aria-expanded={open} onClick={() => toggleFold(tab.id, fold)}>
          <span className={open ? 'twisty open' : 'twisty'}>
            <Icon name="twisty" size={13} />
          </span>
          {title} <span className="quiet">{hint}</span>
        </button>
      </h3>
      {open && children}
    </section>
  );
}

interface RowProps {
  readonly placed: PlacedFinding;
  readonly symptom: boolean;
  readonly current: boolean;
  readonly onShow: () => void;
}

function Row({ placed: { finding }, symptom, current, onShow }: RowProps) {
  const t = useText();
  const language = useApp((app) => app.language);
  const words = wordsOf(finding, language);
  return (
    <li>
      <button
        type="button"
        className={current ? 'found-row current' : 'found-row'}
        aria-current={current ? 'true' : undefined}
        data-testid={symptom ? 'symptom' : 'also-found'}
        data-code={finding.code}
        onClick={onShow}
      >
        <VerdictGlyph kind={symptom ? 'notReached' : glyphOfSeverity(finding.severity)} size={15} />
        <span className="hidden-text">{t(`diagnose.severity.${finding.severity}`)}</span>
        <span className="found-title cut" title={words.title}>
          {words.title}
        </span>
        <span className="found-words cut" title={words.message}>
          {words.message}
        </span>
        <span className="found-clause mono cut" title={finding.clause ?? undefined}>
          {finding.clause}
        </span>
      </button>
    </li>
  );
}

/** Checks by their titles; those that passed with a tick. */
function CheckList({ codes, passed }: { readonly codes: readonly string[]; readonly passed: boolean }) {
  const language = useApp((app) => app.language);
  return (
    <ul className="check-list">
      {codes.map((code) => (
        <li key={code} title={code}>
          <VerdictGlyph kind={passed ? 'ok' : 'notReached'} size={12} />
          <span className="cut">{titleOf(code, language)}</span>
          <span className="mono quiet cut">{rowOf(code)?.clause}</span>
        </li>
      ))}
    </ul>
  );
}

/** The tab with the card that stood in the device before: what it had, and this one has not, is then told. */
function FormerCard({
  tab,
  state,
  count,
}: {
  readonly tab: CardTab;
  readonly state: DiagnoseState;
  readonly count: number;
}) {
  const t = useText();
  const tabs = useCards((cards) => cards.tabs).filter(({ id, session }) => id !== tab.id && session !== null);
  if (count === 0 && state.former === null) return null;
  return (
    <p className="former quiet">
      {count > 0 && t('diagnose.needsFormer', { count })}
      <Gap />
      {tabs.length === 0 ? (
        t('diagnose.formerHint')
      ) : (
        <select
          className="diagnose-pick"
          aria-label={t('diagnose.former')}
          data-testid="former"
          value={state.former ?? ''}
          disabled={state.phase !== 'done' || tab.session === null}
          onChange={(event) => void diagnose(tab, event.target.value === '' ? null : event.target.value)}
        >
          <option value="">{t('diagnose.formerNone')}</option>
          {tabs.map(({ id, title, read }) => (
            <option key={id} value={id}>
              {`${title}${read?.card.iccid == null ? '' : ` …${read.card.iccid.slice(-4)}`}`}
            </option>
          ))}
        </select>
      )}
    </p>
  );
}

interface Props {
  readonly tab: CardTab;
  readonly state: DiagnoseState;
  readonly diagnosis: DiagnosisInfo;
}

/** What follows from the finding that is shown, what was found besides, what was checked, what could not be. */
export function FindingLists({ tab, state, diagnosis }: Props) {
  const t = useText();
  const { shown } = state;
  const symptoms = shown === null ? [] : symptomsOf(diagnosis, shown);
  const causes = causesOf(diagnosis);
  const good = firstShown(diagnosis) === null;
  const others = good ? causes : causes.filter(({ at }) => at !== shown);
  const { passed, notReached, needsFormer } = diagnosis.checks;
  const folding = { tab, state };
  const rows = (list: readonly PlacedFinding[], symptom: boolean) => (
    <ul className="found-list">
      {list.map((placed) => (
        <Row
          key={placed.at}
          placed={placed}
          symptom={symptom}
          current={placed.at === shown}
          onShow={() => showFinding(tab, placed.at)}
        />
      ))}
    </ul>
  );
  return (
    <>
      {symptoms.length > 0 && (
        <FoldSection
          {...folding}
          fold="symptoms"
          title={t('diagnose.follows')}
          hint={
            symptoms.length === 1 ? t('diagnose.followsOne') : t('diagnose.followsCount', { count: symptoms.length })
          }
        >
          {rows(symptoms, true)}
        </FoldSection>
      )}
      {others.length > 0 && (
        <FoldSection
          {...folding}
          fold="others"
          title={t(good ? 'diagnose.found' : 'diagnose.also')}
          hint={t(good ? 'diagnose.foundCount' : 'diagnose.alsoCount', { count: others.length })}
        >
          {rows(others, false)}
        </FoldSection>
      )}
      {notReached.length > 0 && (
        <FoldSection
          {...folding}
          fold="notReached"
          title={t('diagnose.notReached')}
          hint={t('diagnose.notReachedCount', { count: notReached.length })}
        >
          <CheckList codes={notReached} passed={false} />
        </FoldSection>
      )}
      <FoldSection
        {...folding}
        fold="passed"
        title={t('diagnose.passed')}
        hint={t('diagnose.passedCount', { count: passed.length })}
      >
        <CheckList codes={passed} passed />
      </FoldSection>
      <FormerCard tab={tab} state={state} count={needsFormer.length} />
    </>
  );
}
