import { useMemo } from 'react';
import type { MessageField } from '../../../core/bootstrap/message-model.ts';
import { Icon } from '../../components/icon.tsx';
import { useListGap, useText } from '../../components/use-text.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import { type FormSection, messageForm } from '../../model/form-sections.ts';
import { removeFromForm } from '../../services/edit-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { AddMenu, addToForm } from './add-menu.tsx';
import { FieldFoot } from './field-foot.tsx';
import { FieldRow } from './field-row.tsx';
import { SectionNav } from './section-nav.tsx';

interface Props {
  readonly tab: CardTab;
  readonly target: EditTarget;
  readonly draft: Draft;
}

interface SectionProps extends Omit<Props, 'target'> {
  readonly section: FormSection;
  readonly onCard: ReadonlyMap<string, MessageField>;
}

/** Further instances of what a form shows are a button of their own; all else is in the menu. */
function isAnother({ row, label }: { readonly row: { readonly path: string }; readonly label: string }): boolean {
  return row.path.endsWith('<X>') && label.split(' / ').length === 2;
}

function Section({ tab, draft, section, onCard }: SectionProps) {
  const t = useText();
  const between = useListGap();
  const title = section.title === null ? section.name : t(section.title);
  const { count, removes } = section;
  const another = section.additions.filter((addition) => isAnother(addition));
  const others = section.additions.filter((addition) => !isAnother(addition));
  const whole = [title, section.title === null ? '' : section.name].filter(Boolean).join(between);
  return (
    <section className="form-section" id={`section-${section.id}`} aria-label={whole}>
      <div className="section-head">
        <h2>
          {title}
          {section.title !== null && section.name !== '' && <span>{section.name}</span>}
          {count !== null && count.of > 1 && <span>{t('edit.nth', count)}</span>}
        </h2>
        {another.map((addition) => (
          <button
            key={addition.path}
            type="button"
            className="link"
            data-testid={`another-${addition.row.path}`}
            onClick={() => addToForm(tab, addition)}
          >
            +{' '}
            {title === section.name || !addition.path.startsWith(`${section.id}/`)
              ? title
              : addition.label.split(' / ')[0]}
          </button>
        ))}
        <AddMenu tab={tab} name={whole} additions={others} />
        {removes !== null && (
          <button
            type="button"
            className="row-remove"
            aria-label={t('edit.remove', { name: whole })}
            title={t('edit.remove', { name: whole })}
            data-testid={`remove-section-${section.id}`}
            onClick={() => removeFromForm(tab, removes, draft.view.fields)}
          >
            <Icon name="close" size={12} />
          </button>
        )}
      </div>
      {section.values.map((value) => (
        <FieldRow key={value.field.path} tab={tab} value={value} onCard={onCard.get(value.field.path)} draft={draft} />
      ))}
    </section>
  );
}

/** The message as a form made from the tables of its objects. */
export function FormView({ tab, target, draft }: Props) {
  const sections = useMemo(() => messageForm(draft.view, draft.trees), [draft]);
  const onCard = useMemo(
    () => new Map(target.message?.fields.map((field) => [field.path, field]) ?? []),
    [target.message],
  );
  return (
    <>
      <SectionNav tab={tab} sections={sections} draft={draft} />
      <div className="edit-main">
        <div className="edit-form scroll" data-pane="main">
          {sections.map((section) => (
            <Section key={section.id} tab={tab} section={section} draft={draft} onCard={onCard} />
          ))}
        </div>
        <FieldFoot tab={tab} target={target} draft={draft} />
      </div>
    </>
  );
}
