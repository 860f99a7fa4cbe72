import { hexWord, toHex } from '../../../core/base/bytes.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { fieldName } from '../../model/field-groups.ts';
import { changedBytes, type PlanChange, planChanges } from '../../model/plan-changes.ts';
import { dropPlan } from '../../services/write-service.ts';
import type { CardTab, WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';

const MOST = 12;
const SECRET = '••••••••••';

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
  const { plan, file } = write;
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
        {t(plan.ranges.length === 1 ? 'write.inRange' : 'write.inRanges', {
          count: plan.ranges.length,
          name: file?.file.name ?? '',
          fid: plan.file.slice(-4),
        })}
      </p>
      {/* A region that scrolls can be reached and scrolled by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <ul className="plan-changes scroll" tabIndex={0} aria-label={t('write.changes')}>
        {write.changes.map(({ field, value }) => (
          <li key={field.path} className="plan-change" data-testid="plan-value">
            <p className="change-head">
              <strong className="cut">{fieldName(field)}</strong>
              <span className="mono">{hexWord(field.span.offset)}</span>
            </p>
            <p className="plan-old mono cut">- {field.secret ? SECRET : field.value}</p>
            <p className="plan-new mono cut">+ {field.secret ? `${SECRET} ${t('edit.different')}` : value}</p>
          </li>
        ))}
        <li className="plan-subhead">{t('write.ranges')}</li>
        {planChanges(plan.ranges, file, write.newSecrets).map((change) => (
          <Change key={change.range.offset} change={change} />
        ))}
        <li className="plan-fits">
          <VerdictGlyph kind="ok" size={14} /> {t('write.fits', { free: formatCount(Math.max(0, write.free)) })}
        </li>
      </ul>
    </section>
  );
}
