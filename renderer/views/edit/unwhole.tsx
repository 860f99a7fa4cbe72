import { hexWord } from '../../../core/base/bytes.ts';
import { fromTemplate } from '../../actions/edit-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { wordsOf } from '../../model/diagnose-findings.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { updatePanel } from '../../stores/edit-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly target: EditTarget;
  readonly draft: Draft;
}

/** Bytes that are no message: where and why they stop being one, and the ways on. */
export function Unwhole({ tab, target, draft }: Props) {
  const t = useText();
  const { name, fid } = target.file.file;
  const finding = draft.view.findings.find(({ severity }) => severity === 'error');
  const offset = finding?.where.offset;
  const language = useApp((state) => state.language);
  const empty = draft.size === 0;
  return (
    <div className="unwhole" data-pane="main" data-testid="unwhole">
      <VerdictGlyph kind={empty ? 'info' : 'error'} size={28} />
      <h2>
        {empty
          ? t('edit.noMessageYet', { name, fid })
          : t('edit.notWhole', { reason: finding === undefined ? '' : wordsOf(finding, language).message })}
      </h2>
      <p>{t(empty ? 'edit.noMessageYetNext' : 'edit.notWholeNext')}</p>
      <div className="unwhole-acts">
        {empty && <ActionButton action={fromTemplate} className="button primary" testId="start-template" />}
        {!empty && offset !== undefined && (
          <button
            type="button"
            className="button"
            data-testid="go-broken"
            onClick={() =>
              updatePanel(tab.id, {
                editor: 'hex',
                cursor: Math.min(offset, Math.max(0, draft.size - 1)),
                anchor: null,
                reveal: { offset, length: 1 },
              })
            }
          >
            {t('edit.toHex', { offset: hexWord(offset) })}
          </button>
        )}
      </div>
    </div>
  );
}
