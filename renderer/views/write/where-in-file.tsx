import { hexWord, toHex } from '../../../core/base/bytes.ts';
import { useText } from '../../components/use-text.ts';
import { planChanges } from '../../model/plan-changes.ts';
import type { WriteState } from '../../stores/cards-store.ts';

const SHOWN = 4;
const CONTEXT = 4;
const WIDTH = 12;

/** Where in the file the changes lie, and the first of them byte by byte with what stands around them. */
export function WhereInFile({ write }: { readonly write: WriteState }) {
  const { plan, file, newSecrets } = write;
  const t = useText();
  const changes = planChanges(plan.ranges, file, newSecrets);
  // Ranges that a name can be given to say more than bytes that merely moved.
  const shown = [...changes.filter(({ name }) => name !== null), ...changes.filter(({ name }) => name === null)]
    .slice(0, SHOWN)
    .sort((a, b) => a.range.offset - b.range.offset);
  const percent = (bytes: number) => `${(100 * bytes) / Math.max(1, plan.capacity)}%`;
  const used = file === null || file.message === null ? 0 : file.message.at + file.message.view.size;
  return (
    <section className="where" aria-label={t('write.where')}>
      <div className="where-bar">
        <h2>{t('write.where')}</h2>
        <span className="mono">0000</span>
        <div
          className="where-map"
          role="img"
          aria-label={t('write.inRanges', {
            count: plan.ranges.length,
            name: file?.file.name ?? '',
            fid: plan.file.slice(-4),
          })}
        >
          <span className="where-used" style={{ width: percent(used) }} />
          {changes.map(({ range, length }) => (
            <span
              key={range.offset}
              className="where-mark"
              style={{ left: percent(range.offset), width: percent(length) }}
            />
          ))}
        </div>
        <span className="mono">{hexWord(Math.max(0, plan.capacity - 1))}</span>
      </div>
      <div className="where-list">
        {shown.map((change) => {
          const from = Math.max(0, change.range.offset - CONTEXT);
          const cells = Array.from({ length: WIDTH }, (_, at) => from + at).filter((offset) => offset < plan.capacity);
          const inside = (offset: number) =>
            offset >= change.range.offset && offset < change.range.offset + change.length;
          const hidden = (offset: number) =>
            file?.secrets.some((place) => offset >= place.offset && offset < place.offset + place.length) === true ||
            (inside(offset) && change.secret);
          const line = (bytes: Uint8Array, className: string) => (
            <p className={`where-line mono ${className}`}>
              <span className="where-sign">{className === 'new' ? '+' : '-'}</span>
              {cells.map((offset) => {
                const own = inside(offset) ? bytes[offset - change.range.offset] : file?.file.bytes[offset];
                return (
                  <span key={offset} className={inside(offset) ? 'where-cell changed' : 'where-cell'}>
                    {hidden(offset) ? '••' : own === undefined ? '' : toHex(Uint8Array.of(own))}
                  </span>
                );
              })}
            </p>
          );
          return (
            <div key={change.range.offset} className="where-item">
              <p className="change-head">
                <strong className="cut">
                  {change.name ?? t('write.structure')} <span className="mono">{hexWord(change.range.offset)}</span>
                </strong>
                <span>{t(change.length === 1 ? 'inspector.byte' : 'inspector.bytes', { count: change.length })}</span>
              </p>
              {line(change.old, 'old')}
              {line(change.new, 'new')}
            </div>
          );
        })}
      </div>
      {changes.length > SHOWN && <p className="quiet">{t('inspector.more', { count: changes.length - SHOWN })}</p>}
    </section>
  );
}
