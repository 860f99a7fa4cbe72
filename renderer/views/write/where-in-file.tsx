import { hexWord, toHex } from '../../../core/base/bytes.ts';
import { spanContains } from '../../../core/base/span.ts';
import { useText } from '../../components/use-text.ts';
import { fileInSight } from '../../model/old-byte.ts';
import type { WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { OldBytes, type ShownByte } from './old-bytes.tsx';
import { ReadPlace } from './read-place.tsx';

const SHOWN = 4;
const CONTEXT = 4;
const WIDTH = 12;
/** A range longer than this is not hidden whole because of a secret in it. */
const LONG = 64;

/** Where in the file the changes lie, and the first of them byte by byte with what stands around them. */
export function WhereInFile({ write }: { readonly write: WriteState }) {
  const { plan, files } = write;
  const t = useText();
  const several = files.filter(({ changes }) => changes.length > 0).length > 1;
  const view = fileInSight(files, plan.file);
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
          {several && ` ${file.name}`}
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
            secrets.some((place) => spanContains(place, offset)) ||
            (inside(offset) && change.secret && change.length <= LONG);
          const line = (bytes: Uint8Array) =>
            cells.map((offset): ShownByte => {
              const own = inside(offset) ? bytes[offset - change.range.offset] : body[offset];
              const text = hidden(offset) ? '••' : own === undefined ? '' : toHex(Uint8Array.of(own));
              return { offset, text, changed: inside(offset) };
            });
          return (
            <div key={change.range.offset} className="where-item">
              <p className="change-head">
                <strong className="cut">{change.name ?? t('write.structure')}</strong>
                <ReadPlace file={file.path} offset={change.range.offset} />
                <span className="nowrap">
                  {t(change.length === 1 ? 'inspector.byte' : 'inspector.bytes', { count: formatCount(change.length) })}
                </span>
              </p>
              <OldBytes file={file.path} at={change.range.offset} bytes={line(change.old)} />
              <p className="where-line mono new">
                <span className="where-sign">+</span>
                {line(change.new).map(({ offset, text, changed }) => (
                  <span key={offset} className={changed ? 'where-cell changed' : 'where-cell'}>
                    {text}
                  </span>
                ))}
              </p>
            </div>
          );
        })}
      </div>
      {changes.length > SHOWN && <p className="quiet">{t('inspector.more', { count: changes.length - SHOWN })}</p>}
    </section>
  );
}
