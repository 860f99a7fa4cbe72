import { hexWord, toHex } from '../../../core/base/bytes.ts';
import { tabDraft } from '../../actions/card-actions.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { changedBytes, type PlanChange, planChanges } from '../../model/plan-changes.ts';
import { dropPlan } from '../../services/write-service.ts';
import type { CardTab, WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';

const MOST = 16;

function shown(bytes: Uint8Array, secret: boolean): string {
  if (secret) return Array.from({ length: Math.min(bytes.length, MOST) }, () => '••').join(' ');
  return toHex(bytes.subarray(0, MOST), ' ') + (bytes.length > MOST ? ' …' : '');
}

function Change({ change }: { readonly change: PlanChange }) {
  const t = useText();
  return (
    <li className="plan-change" data-testid="plan-range">
      <p className="change-head">
        <strong className="cut">{change.name ?? t('write.structure')}</strong>
        <span className="mono">
          {hexWord(change.range.offset)},{' '}
          {t(change.length === 1 ? 'inspector.byte' : 'inspector.bytes', { count: change.length })}
        </span>
      </p>
      <p className="plan-old mono cut">- {shown(change.old, change.secret)}</p>
      <p className="plan-new mono cut">+ {shown(change.new, change.secret)}</p>
    </li>
  );
}

/** The plan's ranges, each with the field it falls in. */
export function ChangesColumn({ tab, write }: { readonly tab: CardTab; readonly write: WriteState }) {
  const t = useText();
  const { plan } = write;
  const file = tab.model?.files.get(plan.file);
  const draft = tabDraft(tab);
  const free = draft === null ? 0 : draft.capacity - draft.size;
  return (
    <section className="column" aria-label={t('write.changes')}>
      <ColumnHead at={1} state="done" title={t('write.changes')}>
        {write.run === null && (
          <button type="button" className="link" onClick={() => void dropPlan(tab)}>
            {t('write.backToEdit')}
          </button>
        )}
      </ColumnHead>
      <p className="plan-sum" data-testid="plan-sum">
        <strong>
          {t('write.bytesOf', { bytes: formatCount(changedBytes(plan.ranges)), total: formatCount(plan.capacity) })}
        </strong>{' '}
        {t('write.inRanges', { count: plan.ranges.length, name: file?.file.name ?? '', fid: plan.file.slice(-4) })}
      </p>
      <ul className="plan-changes scroll">
        {planChanges(plan.ranges, file).map((change) => (
          <Change key={change.range.offset} change={change} />
        ))}
        <li className="plan-fits">
          <VerdictGlyph kind="ok" size={14} /> {t('write.fits', { free: formatCount(Math.max(0, free)) })}
        </li>
      </ul>
    </section>
  );
}
