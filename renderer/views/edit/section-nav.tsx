import { fromTemplate } from '../../actions/edit-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { Draft } from '../../model/draft.ts';
import type { FormSection } from '../../model/form-sections.ts';
import type { CardTab } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly sections: readonly FormSection[];
  readonly draft: Draft;
}

function NavRow({ section, draft }: Omit<Props, 'tab' | 'sections'> & { readonly section: FormSection }) {
  const t = useText();
  const holds = (path: string) => section.values.some(({ field }) => field.path === path);
  const changed = draft.changes.some(({ field }) => holds(field));
  const fault = draft.faults.some(({ path }) => holds(path)) || draft.state.held.some(({ path }) => holds(path));
  const go = () => {
    const place = document.getElementById(`section-${section.id}`);
    place?.scrollIntoView({ block: 'start' });
    place?.querySelector<HTMLElement>('input, select')?.focus({ preventScroll: true });
  };
  const title = section.title === null ? section.name : t(section.title);
  return (
    <li>
      <button type="button" onClick={go} className={section.object === null ? undefined : 'inner'}>
        <span className="cut">
          {title}
          {section.count !== null && section.count.of > 1 ? ` ${section.count.index}` : ''}
        </span>
        {section.title !== null && section.name !== '' && section.count === null && (
          <span className="nav-name cut">{section.name.split(', ').pop()}</span>
        )}
        {changed && (
          <span className="delta">
            Δ<span className="hidden-text">{t('edit.changedHere')}</span>
          </span>
        )}
        {fault && <VerdictGlyph kind="error" size={13} />}
      </button>
    </li>
  );
}

/** The form's sections at the left: where something changed, where something is wrong, what could be added. */
export function SectionNav({ tab, sections, draft }: Props) {
  const t = useText();
  return (
    <nav className="section-nav scroll" aria-label={t('edit.sections')}>
      <h2>{t('edit.objects')}</h2>
      <ul>
        {sections.map((section) => (
          <NavRow key={section.id} section={section} draft={draft} />
        ))}
      </ul>
      {tab.read !== null && (
        <div className="nav-add">
          <h2>{t('edit.addTo')}</h2>
          <ActionButton action={fromTemplate} className="link" testId="nav-template" />
        </div>
      )}
    </nav>
  );
}
