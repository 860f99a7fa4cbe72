import { hexByte, hexWord } from '../../../core/base/bytes.ts';
import type { Span } from '../../../core/base/span.ts';
import { shiftSpan } from '../../../core/base/span.ts';
import { useText } from '../../components/use-text.ts';
import type { Draft } from '../../model/draft.ts';
import type { EditTarget } from '../../model/edit-target.ts';
import type { MessageChange } from '../../model/message-changes.ts';

interface Props {
  readonly draft: Draft;
  readonly target: EditTarget;
}

const SECRET = '••••••••••';
const MOST_BYTES = 24;
const MOST_ROWS = 60;

/** What differs by meaning: old above new, secrets as dots. */
export function DiffValues({ draft, target }: Props) {
  const t = useText();
  const offsets = new Map(target.message?.fields.map(({ path, span }) => [path, span.offset]) ?? []);
  const shown = ({ secret, aspect }: MessageChange, value: string | null, other: string | null) => {
    if (value === null) return null;
    if (!secret || aspect !== 'value') return value === '' ? t('meaning.emptyValue') : value;
    return other === null ? SECRET : `${SECRET} ${t('edit.different')}`;
  };
  const more = draft.changes.length - MOST_ROWS;
  return (
    <>
      {draft.changes.slice(0, MOST_ROWS).map((change) => {
        const [old, now] = [shown(change, change.a, null), shown(change, change.b, change.a)];
        const offset = offsets.get(change.field);
        return (
          <div key={`${change.path} ${change.aspect}`} className="change" data-testid="change" data-kind={change.kind}>
            <p className="change-head">
              <strong className="cut" title={change.path}>
                {change.name}
              </strong>
              <span className="mono">
                {offset !== undefined && hexWord(offset)}
                {offset === undefined && change.kind === 'removed' && t('edit.wasRemoved')}
                {offset === undefined && change.kind === 'added' && t('edit.wasAdded')}
              </span>
            </p>
            {change.kind !== 'added' && <p className="change-old mono">- {old ?? t('edit.none')}</p>}
            {change.kind !== 'removed' && <p className="change-new mono">+ {now ?? t('edit.none')}</p>}
          </div>
        );
      })}
      {more > 0 && <p className="quiet">{t('edit.moreChanges', { count: more })}</p>}
    </>
  );
}

function bytesText(bytes: Uint8Array, offset: number, length: number, hidden: readonly Span[]): string {
  const cells = Array.from({ length: Math.min(length, MOST_BYTES) }, (_, index) => {
    const place = offset + index;
    if (hidden.some((item) => place >= item.offset && place < item.offset + item.length)) return '••';
    return hexByte(bytes[place] ?? 0xff);
  });
  return cells.join(' ') + (length > MOST_BYTES ? ' …' : '');
}

/** What a write would change, range by range. */
export function DiffBytes({ draft, target: { file, at } }: Props) {
  const t = useText();
  const { bytes } = file.file;
  const after = new Uint8Array(bytes.length).fill(0xff);
  after.set(bytes.subarray(0, at));
  after.set(draft.bytes.subarray(0, after.length - at), at);
  const hidden = draft.secrets.map((place) => shiftSpan(place, at));
  const more = draft.ranges.length - MOST_ROWS;
  return (
    <>
      {draft.ranges.slice(0, MOST_ROWS).map(({ offset, length }) => (
        <div key={offset} className="change">
          <p className="change-head">
            <strong className="mono">{hexWord(offset)}</strong>
            <span>{t(length === 1 ? 'inspector.byte' : 'inspector.bytes', { count: length })}</span>
          </p>
          <p className="change-old mono">- {bytesText(bytes, offset, length, file.secrets)}</p>
          <p className="change-new mono">+ {bytesText(after, offset, length, hidden)}</p>
        </div>
      ))}
      {more > 0 && <p className="quiet">{t('edit.moreChanges', { count: more })}</p>}
    </>
  );
}
