import { hexWord, toHex } from '../../../core/base/bytes.ts';
import { useText } from '../../components/use-text.ts';
import type { WriteState } from '../../stores/cards-store.ts';

const SHOWN = 4;
const CONTEXT = 4;
const WIDTH = 12;
/** A range longer than this is not hidden whole because of a secret in it. */
const LONG = 64;

/** Where in the file the changes lie, and the first of them byte by byte with what stands around them. */
export function WhereInFile({ write }: { readonly write: WriteState }) {
  const { plan, files } = write;
  const t = useText();
  const changed = files.filter(({ changes }) => changes.length > 0);
  const view = changed.find(({ file }) => file.path === plan.file) ?? changed[0];
  if (view === undefined) return null;
  const { file, changes, body, used, secrets } = view;
  const capacity = body.length;
  // Ranges that a name can be given to say more than bytes that merely moved.
  const shown = [...changes.filter(({ name }) => name !== null), ...changes.filter(({ name }) => name === null)]
    .slice(0, SHOWN)
    .sort((a, b) => a.range.offset - b.range.offset);
  const percent = (bytes: number) => `${(100 * bytes) / Math.max(1, capacity)}%`;
  return (
    <section className="where" aria-label={t('write.where')}>
      <div className="where-bar">
        <h2>
          {t('write.where')}
          {changed.length > 1 && ` ${file.name}`}
        </h2>
        <span className="mono">0000</span>
        <div
          className="where-map"
          role="img"
          aria-label={t('write.inRanges', {
            count: changes.length,
            name: file.name,
            fid: file.path.slice(-4),
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
        <span className="mono">{hexWord(Math.max(0, capacity - 1))}</span>
      </div>
      <div className="where-list">
        {shown.map((change) => {
          const from = Math.max(0, change.range.offset - CONTEXT);
          const cells = Array.from({ length: WIDTH }, (_, at) => from + at).filter((offset) => offset < capacity);
          const inside = (offset: number) =>
            offset >= change.range.offset && offset < change.range.offset + change.length;
          const hidden = (offset: number) =>
            secrets.some((place) => offset >= place.offset && offset < place.offset + place.length) ||
            (inside(offset) && change.secret && change.length <= LONG);
          const line = (bytes: Uint8Array, className: string) => (
            <p className={`where-line mono ${className}`}>
              <span className="where-sign">{className === 'new' ? '+' : '-'}</span>
              {cells.map((offset) => {
                const own = inside(offset) ? bytes[offset - change.range.offset] : body[offset];
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
