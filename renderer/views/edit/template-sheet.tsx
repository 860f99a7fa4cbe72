import { useRef } from 'react';
import {
  isWholeMessage,
  MESSAGE_TEMPLATES,
  type MessageTemplate,
  OBJECT_TABLES,
} from '../../../core/bootstrap/message-templates.ts';
import type { MoTable } from '../../../core/mo/mo-row.ts';
import { useText } from '../../components/use-text.ts';
import { Sheet } from '../../frame/sheet.tsx';
import { insertTable, insertTemplate, startFromTemplate, takeDdf } from '../../services/edit-service.ts';
import { setOverlay, useApp } from '../../stores/app-store.ts';
import { type CardTab, useTab } from '../../stores/cards-store.ts';
import { useEdit } from '../../stores/edit-store.ts';
import { tabDraft } from '../../stores/tab-draft.ts';

interface RowProps {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly onUse: () => void;
}

function Row({ id, title, help, onUse }: RowProps) {
  const t = useText();
  return (
    <li>
      <p>
        <strong>{title}</strong>
        <span>{help}</span>
      </p>
      <button
        type="button"
        className="button small"
        aria-label={`${t('template.use')}: ${title}`}
        data-testid={`template-${id}`}
        onClick={() => {
          setOverlay(null);
          onUse();
        }}
      >
        {t('template.use')}
      </button>
    </li>
  );
}

/** Objects of tables: those of the product that have no template, and those of descriptions that were loaded. */
function TableRows({ tab, tables }: { readonly tab: CardTab; readonly tables: readonly MoTable[] }) {
  const language = useApp((state) => state.language);
  return tables.map((table) => (
    <Row
      key={table.identifiers[0]}
      id={table.name}
      title={table.name}
      help={`${table.title[language]}, ${table.identifiers[0]}`}
      onUse={() => insertTable(tab, table)}
    />
  ));
}

/** Messages and objects to start from, and descriptions of further objects. */
export function TemplateSheet() {
  const t = useText();
  const language = useApp((state) => state.language);
  const loaded = useEdit((state) => state.loaded);
  const file = useRef<HTMLInputElement>(null);
  const tab = useTab();
  const draft = tab && tabDraft(tab);
  if (!tab || !draft) return null;
  const row = (way: 'insert' | 'start', template: MessageTemplate, onUse: () => void) => (
    <Row
      key={template.id}
      id={`${way}-${template.id}`}
      title={template.title[language]}
      help={template.help[language]}
      onUse={onUse}
    />
  );
  const inTree = draft.trees.length > 0;
  return (
    <Sheet title={t('template.title')} testId="template-sheet" wide>
      <p className="sheet-hint">{t('template.hint')}</p>
      <div className="templates scroll">
        {inTree && (
          <section aria-label={t('template.objects')}>
            <h3>{t('template.objects')}</h3>
            <ul>
              {MESSAGE_TEMPLATES.map((template) => row('insert', template, () => insertTemplate(tab, template)))}
              <TableRows tab={tab} tables={[...OBJECT_TABLES, ...loaded.map(({ table }) => table)]} />
            </ul>
          </section>
        )}
        <section aria-label={t('template.message')}>
          <h3>
            {t('template.message')} {draft.size > 0 && <span>{t('template.replaces')}</span>}
          </h3>
          <ul>
            {MESSAGE_TEMPLATES.filter(isWholeMessage).map((template) =>
              row('start', template, () => startFromTemplate(tab, template)),
            )}
          </ul>
        </section>
        <section aria-label={t('template.ddf')}>
          <h3>{t('template.ddf')}</h3>
          <p className="sheet-hint">{t('template.ddfHint')}</p>
          {loaded.map(({ file: name, table }) => (
            <p key={table.identifiers[0]} className="template-loaded" data-testid="ddf-loaded">
              {t('template.loaded', { name: table.name, count: table.rows.length, file: name })}
            </p>
          ))}
          <button type="button" className="button small" data-testid="load-ddf" onClick={() => file.current?.click()}>
            {t('action.loadDdf')}
          </button>
          <input
            ref={file}
            type="file"
            hidden
            accept=".ddf,.xml,text/xml"
            aria-label={t('action.loadDdf')}
            data-testid="ddf-file"
            onChange={({ target }) => {
              const [chosen] = target.files ?? [];
              if (chosen !== undefined) void takeDdf(chosen, tab);
              target.value = '';
            }}
          />
        </section>
      </div>
    </Sheet>
  );
}
