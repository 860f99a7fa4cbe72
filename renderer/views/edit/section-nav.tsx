import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { Draft } from '../../model/draft.ts';
import type { FieldGroup } from '../../model/field-groups.ts';

/** The form's sections at the left: where something changed, where something is wrong. */
export function SectionNav({ sections, draft }: { readonly sections: readonly FieldGroup[]; readonly draft: Draft }) {
  const t = useText();
  const go = (id: string) => document.getElementById(`section-${id}`)?.scrollIntoView({ block: 'start' });
  return (
    <nav className="section-nav scroll" aria-label={t('edit.sections')}>
      <h2>{t('edit.sections')}</h2>
      <ul>
        {sections.map((section) => {
          const holds = (path: string) => section.fields.some((field) => field.path === path);
          const changed = draft.changes.some(({ field }) => holds(field.path));
          const fault = draft.faults.some(({ path }) => holds(path));
          return (
            <li key={section.id}>
              <button type="button" onClick={() => go(section.id)}>
                <span className="cut">{section.title === null ? section.name : t(section.title)}</span>
                {section.title !== null && section.name !== '' && (
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
        })}
      </ul>
    </nav>
  );
}
