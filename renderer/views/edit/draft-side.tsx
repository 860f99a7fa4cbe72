import { useState } from 'react';
import type { Finding } from '../../../core/base/finding.ts';
import { hasErrors } from '../../../core/base/finding.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { diffSize } from '../../model/byte-diff.ts';
import { wordsOf } from '../../model/diagnose-findings.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { updatePanel } from '../../stores/edit-store.ts';
import { formatCount } from '../../text/text.ts';
import { DiffBytes, DiffValues } from './diff-lists.tsx';
import { SizeGauge } from './size-gauge.tsx';

interface Props {
  readonly tab: CardTab;
  readonly target: EditTarget;
  readonly draft: Draft;
}

const MOST_FINDINGS = 40;

/** Goes to what a finding speaks of: its field in the form, else its bytes. */
function goToFinding(tab: CardTab, draft: Draft, { where }: Finding): void {
  const field = draft.view.fields.find(
    ({ path }) => where.path !== undefined && (path === where.path || where.path.endsWith(`/${path}`)),
  );
  if (field !== undefined && draft.whole) {
    updatePanel(tab.id, { editor: 'form' });
    updateTab(tab.id, { field: field.path });
  } else if (where.offset !== undefined) {
    const reveal = { offset: where.offset, length: where.length ?? 1 };
    updatePanel(tab.id, { editor: 'hex', cursor: where.offset, anchor: null, reveal });
  }
}

function Problem({ tab, draft, finding }: Omit<Props, 'target'> & { readonly finding: Finding }) {
  const t = useText();
  const { message, device, fix } = wordsOf(
    finding,
    useApp((state) => state.language),
  );
  return (
    <p className="problem" data-code={finding.code}>
      <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
      <span title={[finding.clause, device, fix].filter(Boolean).join('\n')}>{message}</span>
      {finding.where.offset !== undefined && (
        <button
          type="button"
          className="link"
          data-problem
          aria-label={t('edit.faultOf', { name: t('edit.goTo'), fault: message })}
          onClick={() => goToFinding(tab, draft, finding)}
        >
          {t('edit.goTo')}
        </button>
      )}
    </p>
  );
}

function Problems({ tab, draft }: Omit<Props, 'target'>) {
  const t = useText();
  const go = (path: string) => {
    updatePanel(tab.id, { editor: 'form' });
    updateTab(tab.id, { field: path });
  };
  // What the rule of a single value says already is not said twice. A message that is not there yet is not at fault.
  const findings = (draft.size === 0 ? [] : draft.view.findings).filter(
    ({ where }) =>
      !draft.faults.some(
        ({ path }) => where.path !== undefined && (where.path === path || where.path.endsWith(`/${path}`)),
      ),
  );
  const count = draft.faults.length + findings.length;
  return (
    <section className="side-part" aria-label={t('edit.before')}>
      <h2>{t('edit.before')}</h2>
      {draft.error && <ErrorNote error={draft.error} />}
      {draft.excess > 0 && (
        <p className="problem">
          <VerdictGlyph kind="warning" size={14} />
          <span>{t('growth.longer', { count: formatCount(draft.excess) })}</span>
        </p>
      )}
      {draft.faults.map((fault) => (
        <p key={fault.path} className="problem">
          <VerdictGlyph kind="error" size={14} />
          <span className="cut" title={fault.clause ?? undefined}>
            {t('edit.faultOf', { name: fault.path.split('/').pop() ?? '', fault: t(fault.text, fault.values) })}
          </span>
          <button type="button" className="link" data-problem onClick={() => go(fault.path)}>
            {t('edit.goTo')}
          </button>
        </p>
      ))}
      {findings.slice(0, MOST_FINDINGS).map((finding) => (
        <Problem key={finding.code + JSON.stringify(finding.where)} tab={tab} draft={draft} finding={finding} />
      ))}
      {hasErrors(findings) && draft.whole && draft.error === null && draft.faults.length === 0 && (
        <label className="consent" data-testid="allow-findings">
          <input
            type="checkbox"
            checked={tab.consented === draft.bytes}
            onChange={(event) => updateTab(tab.id, { consented: event.target.checked ? draft.bytes : null })}
          />
          <span>{t('edit.allow', { count: findings.filter(({ severity }) => severity === 'error').length })}</span>
        </label>
      )}
      {findings.length > MOST_FINDINGS && (
        <p className="quiet">{t('inspector.more', { count: findings.length - MOST_FINDINGS })}</p>
      )}
      {count === 0 && draft.excess === 0 && draft.error === null && draft.size > 0 && (
        <p className="problem">
          <VerdictGlyph kind="ok" size={14} />
          <span>{t('edit.noProblem')}</span>
        </p>
      )}
    </section>
  );
}

/** Size, what stands in the way, and every change against the card, as values or as bytes. */
export function DraftSide({ tab, target, draft }: Props) {
  const t = useText();
  const [as, setAs] = useState<'values' | 'bytes'>('values');
  const values = { bytes: formatCount(diffSize(draft.ranges)), ranges: draft.ranges.length };
  const count = draft.changes.length;
  return (
    <aside className="draft-side scroll" data-pane="side" aria-label={t('edit.against')}>
      <SizeGauge size={draft.size} onCard={target.original.length} capacity={draft.capacity} />
      <Problems tab={tab} draft={draft} />
      <section className="side-part" aria-label={t('edit.against')}>
        <div className="side-head">
          <h2>{t('edit.against')}</h2>
          <fieldset className="segments small" aria-label={t('edit.against')}>
            {(['values', 'bytes'] as const).map((item) => (
              <button
                key={item}
                type="button"
                aria-pressed={as === item}
                data-testid={`as-${item}`}
                onClick={() => setAs(item)}
              >
                {t(`edit.${item}`)}
              </button>
            ))}
          </fieldset>
        </div>
        {draft.state.anew && draft.ranges.length > 0 && (
          <p className="problem" data-testid="anew">
            <VerdictGlyph kind="info" size={14} />
            <span>{t('edit.anew')}</span>
          </p>
        )}
        {as === 'values' ? <DiffValues draft={draft} target={target} /> : <DiffBytes draft={draft} target={target} />}
        <p className="quiet side-sum" data-testid="change-sum">
          {draft.ranges.length === 0
            ? t('edit.nothingChanged')
            : !draft.whole
              ? t('edit.sumBytes', values)
              : count === 0
                ? t('edit.same', values)
                : t(count === 1 ? 'edit.sumChange' : 'edit.sumChanges', { count, ...values })}
        </p>
      </section>
    </aside>
  );
}
