import { type Action, run } from '../actions/action.ts';
import { showEdit, showExplore, showWrite } from '../actions/app-actions.ts';
import { showDiagnose } from '../actions/diagnose-actions.ts';
import { showObjects, showProvision } from '../actions/provision-actions.ts';
import { rereadCard } from '../actions/reader-acts.ts';
import { showRecover } from '../actions/recovery-actions.ts';
import { showTrace } from '../actions/trace-actions.ts';
import { verdictAction } from '../actions/verdict-action.ts';
import { ActionButton } from '../components/action-button.tsx';
import { CardPicture, lookOfTab } from '../components/card-picture.tsx';
import { DocumentChip } from '../components/document-chip.tsx';
import { Icon } from '../components/icon.tsx';
import { useListGap, useText } from '../components/use-text.ts';
import { useTabTitle } from '../components/use-title.ts';
import { VerdictGlyph } from '../components/verdict-glyph.tsx';
import { groupIccid } from '../model/iccid.ts';
import { tell, useApp } from '../stores/app-store.ts';
import type { CardTab, ViewId } from '../stores/cards-store.ts';
import { useDiagnosis } from '../stores/diagnose-store.ts';
import { tabDraft } from '../stores/tab-draft.ts';
import type { TextCode } from '../text/text.ts';
import { VirtualChips } from './virtual/virtual-marks.tsx';

const VIEWS: readonly (readonly [ViewId, Action])[] = [
  ['recover', showRecover],
  ['provision', showProvision],
  ['objects', showObjects],
  ['explore', showExplore],
  ['edit', showEdit],
  ['write', showWrite],
  ['diagnose', showDiagnose],
  ['trace', showTrace],
];

/** Views that a card has at times only; the palette leads to them. */
function isOffered(id: ViewId, { kind, view, recovery }: CardTab): boolean {
  // A trace that was opened as a file has no card.
  if (kind === 'trace') return id === 'trace';
  if (id === 'recover') return recovery !== null;
  return (id !== 'provision' && id !== 'objects') || view === id;
}

/** Errors and warnings of the read in one chip; a click leads to them. */
function VerdictChip({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const app = useApp();
  const between = useListGap();
  const told = useDiagnosis(tab.id);
  // A diagnosis knows more than the read that it was made after.
  const diagnosis = tab.view === 'diagnose' && told?.of === tab.read ? told?.diagnosis : null;
  const findings = diagnosis?.findings ?? tab.model?.findings ?? [];
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const words = (count: number, one: TextCode, many: TextCode) =>
    count === 0 ? null : t(count === 1 ? one : many, { count });
  const broken = tab.read?.steps.some(({ verdict }) => verdict === 'error') === true;
  const kind = errors > 0 || broken ? 'error' : warnings > 0 ? 'warning' : 'ok';
  const counted = [
    words(errors, 'verdict.error', 'verdict.errors'),
    words(warnings, 'verdict.warning', 'verdict.warnings'),
  ];
  const text = counted.filter((word) => word !== null).join(between) || t(broken ? 'verdict.broken' : 'verdict.good');
  const action = kind === 'ok' ? null : verdictAction({ app, tab });
  const shown = (
    <>
      <VerdictGlyph kind={kind} size={13} />
      {text}
    </>
  );
  return action === null ? (
    <span className={`chip ${kind}`} data-tour="verdict" data-testid="verdict">
      {shown}
    </span>
  ) : (
    <button
      type="button"
      className={`chip ${kind}`}
      data-tour="verdict"
      data-testid="verdict"
      onClick={() => run(action)}
      title={t(action.label)}
    >
      {shown}
    </button>
  );
}

/** Which card this is, how it was read, what is wrong with it, and the views of it. */
export function CardHead({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const between = useListGap();
  const nameOf = useTabTitle();
  const card = tab.read?.card;
  const draft = tabDraft(tab);
  const armed = tab.write?.armed === true;
  const app = useApp();
  const reason = tab.liveness === 'reading' ? 'reason.reading' : 'reason.notRead';
  const absent = ({ ready }: Action) => ready({ app, tab }) === null;
  return (
    <header className="card-head">
      <CardPicture look={lookOfTab(tab.kind)} scale={1.15} />
      <h1 className="mono" data-testid="iccid">
        {card === undefined ? nameOf(tab) : card.iccid === null ? t('card.noIccid') : groupIccid(card.iccid)}
      </h1>
      {card && (
        <span className="chip" data-testid="platform">
          {t(`platform.${card.platform}`)}
          {between}
          {t(`mode.${card.mode}`)}
        </span>
      )}
      {tab.read && tab.view !== 'write' && <VerdictChip tab={tab} />}
      {draft && draft.changes.length > 0 && (
        <span className="chip changed" data-testid="changed-chip">
          Δ {t(draft.changes.length === 1 ? 'edit.changedOne' : 'edit.changedMany', { count: draft.changes.length })}
        </span>
      )}
      <VirtualChips reader={tab.reader} />
      {armed && (
        <span className="chip inverted" data-testid="armed-chip">
          <Icon name="unlock" size={12} />
          {t('reader.armed')}
        </span>
      )}
      <DocumentChip reader={tab.reader} />
      {tab.liveness === 'ended' && tab.kind !== 'trace' && <span className="chip">{t('card.lastRead')}</span>}
      <span className="head-space" />
      {tab.liveness === 'live' && !armed && (
        <ActionButton action={rereadCard} className="head-icon" iconOnly testId="reread-head" />
      )}
      <nav className="views" aria-label={t('frame.views')}>
        {VIEWS.filter(([id]) => isOffered(id, tab)).map(([id, action]) => (
          <button
            key={id}
            type="button"
            data-testid={`tab-${id}`}
            className={tab.view === id ? 'view-tab active' : 'view-tab'}
            aria-current={tab.view === id ? 'page' : undefined}
            aria-disabled={absent(action) || undefined}
            aria-description={absent(action) ? t(reason) : undefined}
            title={absent(action) ? t(reason) : undefined}
            onClick={() => (absent(action) ? tell(reason) : run(action))}
          >
            {action.icon && <Icon name={action.icon} size={15} />}
            {t(`view.${id}`)}
          </button>
        ))}
      </nav>
    </header>
  );
}
