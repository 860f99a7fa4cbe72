import { useMemo } from 'react';
import { run } from '../../actions/action.ts';
import { planTheWrite, redoEdit, tabDraft, undoEdit } from '../../actions/card-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import { chosenMessage } from '../../model/card-model.ts';
import { formSections } from '../../model/field-groups.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { DraftSide } from './draft-side.tsx';
import { FieldRow } from './field-row.tsx';
import { SectionNav } from './section-nav.tsx';

/** The message as a form; what changed, whether it fits, and the way to the plan. */
export function EditView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const app = useApp();
  const { model } = tab;
  const chosen = useMemo(() => (model === null ? null : chosenMessage(model)), [model]);
  const sections = useMemo(() => formSections(chosen?.message.fields ?? []), [chosen]);
  const draft = tabDraft(tab);
  if (chosen === null || draft === null || sections.length === 0) {
    return <p className="view-empty">{t('edit.noMessage')}</p>;
  }
  const ready = planTheWrite.ready({ app, tab });
  return (
    <div className="edit">
      <div className="edit-bar">
        <p className="cut">{t('edit.hint', { name: chosen.file.file.name, fid: chosen.file.file.fid })}</p>
        {ready !== true && ready !== null && (
          <span className="plan-reason" data-testid="plan-reason">
            {t(ready)}
          </span>
        )}
        <ActionButton action={undoEdit} testId="undo" />
        <ActionButton action={redoEdit} testId="redo" />
        <button
          type="button"
          className="button primary"
          disabled={ready !== true}
          data-testid="plan-write"
          title={ready !== true && ready !== null ? t(ready) : undefined}
          onClick={() => run(planTheWrite)}
        >
          {t('action.plan')}
        </button>
      </div>
      <SectionNav sections={sections} draft={draft} />
      <div className="edit-form scroll" data-pane="main">
        {sections.map((section) => (
          <section
            key={section.id}
            className="form-section"
            id={`section-${section.id}`}
            aria-label={[section.title === null ? '' : t(section.title), section.name].filter(Boolean).join(', ')}
          >
            <h2>
              {section.title === null ? section.name : t(section.title)}
              {section.title !== null && section.name !== '' && <span>{section.name}</span>}
            </h2>
            {section.fields.map((field) => (
              <FieldRow key={field.path} tab={tab} field={field} fields={chosen.message.fields} draft={draft} />
            ))}
          </section>
        ))}
      </div>
      <DraftSide tab={tab} draft={draft} file={chosen.file} />
    </div>
  );
}
