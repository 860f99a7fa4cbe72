import { useEffect } from 'react';
import { hexWord } from '../../../core/base/bytes.ts';
import { useText } from '../../components/use-text.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import { fieldName } from '../../model/field-groups.ts';
import { moRowOf } from '../../model/field-rules.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { panelOf, updatePanel, useEdit } from '../../stores/edit-store.ts';
import { selectSpan } from '../../stores/selection-acts.ts';
import { listGap } from '../../text/text.ts';

interface Props {
  readonly tab: CardTab;
  readonly target: EditTarget;
  readonly draft: Draft;
}

/** What the standard says of the field that is typed in, and where its bytes are. */
export function FieldFoot({ tab, target, draft }: Props) {
  const t = useText();
  const language = useApp((state) => state.language);
  const path = useEdit((state) => panelOf(state, tab.id).field);
  const field = draft.view.fields.find((item) => item.path === path);
  const shown = field !== undefined;
  // The foot takes its room from the form, and notes above a field move it: what is typed in stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each edit
  useEffect(() => {
    if (shown) document.activeElement?.closest('.form-value')?.scrollIntoView({ block: 'nearest' });
  }, [shown, draft]);
  if (field === undefined) return null;
  const row = moRowOf(field);
  const known = target.message?.fields.find((item) => item.path === path);
  const { offset, length } = field.span;
  const words = row && [
    row.format,
    row.range && t('edit.rangeOf', { from: row.range[0], to: row.range[1] }),
    t(`edit.occurs.${row.occurrence}`),
    row.access && t('edit.accessOf', { access: row.access }),
    row.source === 'unverified' && t('edit.unverified'),
  ];
  return (
    <div className="field-foot" aria-live="polite" data-testid="field-foot">
      <p className="cut foot-words">
        <strong>{fieldName(field)}</strong> {row?.help[language]}{' '}
        <span className="quiet">{[...(words ?? []), row?.clause].filter(Boolean).join(listGap(language))}</span>
      </p>
      <p className="cut quiet">
        {t('edit.inMessage', { from: hexWord(offset), to: hexWord(offset + Math.max(1, length) - 1) })}
      </p>
      <span className="foot-links">
        <button
          type="button"
          className="link"
          data-testid="foot-hex"
          onClick={() => updatePanel(tab.id, { editor: 'hex', cursor: offset, anchor: null, reveal: field.span })}
        >
          {t('edit.showHex')}
        </button>
        <button
          type="button"
          className="link"
          onClick={() => updatePanel(tab.id, { editor: 'xml', reveal: field.span })}
        >
          {t('edit.showXml')}
        </button>
        {known && (
          <button
            type="button"
            className="link"
            onClick={() => {
              updateTab(tab.id, { view: 'explore' });
              selectSpan(tab, target.file.file.path, known.span);
            }}
          >
            {t('edit.showExplore')}
          </button>
        )}
      </span>
    </div>
  );
}
