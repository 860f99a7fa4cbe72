import { run } from '../../actions/action.ts';
import { planTheWrite } from '../../actions/card-actions.ts';
import { EDITORS, fromTemplate, redoEdit, showMapping, undoEdit } from '../../actions/edit-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Gap } from '../../components/gap.tsx';
import { useText } from '../../components/use-text.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { type EditorId, panelOf, updatePanel, useEdit } from '../../stores/edit-store.ts';
import { tabDraft, tabTarget } from '../../stores/tab-draft.ts';
import { DraftSide } from './draft-side.tsx';
import { FormView } from './form-view.tsx';
import { HexEditor } from './hex-editor.tsx';
import { MappingView } from './mapping-view.tsx';
import { TreeEditor } from './tree-editor.tsx';
import { Unwhole } from './unwhole.tsx';
import { XmlEditor } from './xml-editor.tsx';

interface Props {
  readonly tab: CardTab;
  readonly target: EditTarget;
  readonly draft: Draft;
}

const NAMES = ['form', 'tree', 'xml', 'hex'] as const;

function Bar({ tab, editor }: { readonly tab: CardTab; readonly editor: EditorId }) {
  const t = useText();
  const app = useApp();
  const ready = planTheWrite.ready({ app, tab });
  return (
    <div className="edit-bar">
      <fieldset className="segments" aria-label={t('edit.editors')}>
        {NAMES.map((name, index) => (
          <button
            key={name}
            type="button"
            aria-pressed={editor === name}
            data-testid={`editor-${name}`}
            title={`Alt+${index + 1}`}
            onClick={() => EDITORS[index] && run(EDITORS[index])}
          >
            {t(`edit.${name}`)}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={editor === 'mapping'}
          data-testid="editor-mapping"
          title={t('action.mapping')}
          onClick={() => run(showMapping)}
        >
          {t('edit.mapping')}
        </button>
      </fieldset>
      <span className="bar-space" />
      {ready !== true && ready !== null && (
        <span className="plan-reason cut" data-testid="plan-reason">
          {t(ready)}
        </span>
      )}
      <ActionButton action={undoEdit} testId="undo" />
      <ActionButton action={redoEdit} testId="redo" />
      <ActionButton action={fromTemplate} testId="from-template" />
      <button
        type="button"
        className="button primary"
        disabled={ready !== true}
        data-tour="plan"
        data-testid="plan-write"
        title={ready !== true && ready !== null ? t(ready) : undefined}
        onClick={() => run(planTheWrite)}
      >
        {t('action.plan')}
      </button>
    </div>
  );
}

function Editor({ tab, target, draft, editor }: Props & { readonly editor: EditorId }) {
  if (editor === 'hex') return <HexEditor tab={tab} target={target} draft={draft} />;
  if (editor === 'xml' && (draft.whole || draft.size === 0 || draft.state.xml !== null))
    return <XmlEditor key={tab.id} tab={tab} draft={draft} />;
  if (!draft.whole) return <Unwhole tab={tab} target={target} draft={draft} />;
  if (editor === 'mapping') return <MappingView tab={tab} draft={draft} />;
  if (editor === 'tree') return <TreeEditor tab={tab} draft={draft} />;
  return <FormView tab={tab} target={target} draft={draft} />;
}

/** What was typed as XML and says no message yet is no part of what the other views show. */
function HeldXml({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  return (
    <p className="held-xml" role="status" data-testid="held-xml">
      {t('edit.xmlHeld')}
      <Gap />
      <button type="button" className="link" onClick={() => updatePanel(tab.id, { editor: 'xml' })}>
        {t('edit.toXml')}
      </button>
    </p>
  );
}

/** One message in four views, always in step; what changed, whether it fits, and the way to the plan. */
export function EditView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  // A description that is loaded makes another form of the same bytes.
  useEdit((state) => state.tables);
  const editor = useEdit((state) => panelOf(state, tab.id).editor);
  const target = tabTarget(tab);
  const draft = tabDraft(tab);
  if (target === null || draft === null) return <p className="view-empty">{t('edit.noFile')}</p>;
  return (
    <div className="edit" data-editor={editor}>
      <Bar tab={tab} editor={editor} />
      {editor !== 'xml' && draft.state.xml !== null && <HeldXml tab={tab} />}
      <Editor tab={tab} target={target} draft={draft} editor={editor} />
      <DraftSide tab={tab} target={target} draft={draft} />
    </div>
  );
}
