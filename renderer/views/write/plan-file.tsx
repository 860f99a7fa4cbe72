import { hexByte, hexWord, toHex } from '../../../core/base/bytes.ts';
import { type Span, spanContains } from '../../../core/base/span.ts';
import { useText } from '../../components/use-text.ts';
import type { PlanChange } from '../../model/plan-changes.ts';
import type { FieldDiff, PlanFileView, RecordDiff } from '../../model/plan-files.ts';
import { formatCount } from '../../text/text.ts';
import { ReadPlace } from './read-place.tsx';

const MOST = 12;
const MOST_RANGES = 60;
const SECRET = '••••••••••';

function shown(bytes: Uint8Array, secret: boolean): string {
  if (secret) return Array.from({ length: Math.min(bytes.length, MOST) }, () => '••').join(' ');
  return toHex(bytes.subarray(0, MOST), ' ') + (bytes.length > MOST ? ' …' : '');
}

/** All bytes of a record, dots for those that must not be shown. */
function recordText(bytes: Uint8Array, secrets: readonly Span[]): string {
  return Array.from(bytes, (byte, at) =>
    secrets.some((place) => spanContains(place, at)) ? '••' : hexByte(byte),
  ).join(' ');
}

function Field({ file, field }: { readonly file: string; readonly field: FieldDiff }) {
  const t = useText();
  const { before, after, secret } = field;
  return (
    <li className="plan-change" data-testid="plan-value">
      <p className="change-head">
        <strong className="cut">{field.name}</strong>
        {before === null ? (
          <span className="mono">{hexWord(field.offset)}</span>
        ) : (
          <ReadPlace file={file} offset={field.offset} />
        )}
      </p>
      {before !== null && <p className="plan-old mono cut">- {secret ? SECRET : before}</p>}
      {after !== null && (
        <p className="plan-new mono cut">
          + {secret ? `${SECRET}${before === null ? '' : ` ${t('edit.different')}`}` : after}
        </p>
      )}
    </li>
  );
}

/** A value of a message that is not there yet: nothing to compare it with. */
function Brief({ field: { name, after, secret } }: { readonly field: FieldDiff }) {
  return (
    <li className="plan-brief" data-testid="plan-value">
      <span className="cut">{name}</span>
      <span className="mono cut">{secret ? SECRET : after}</span>
    </li>
  );
}

function RecordLine({ file, record }: { readonly file: string; readonly record: RecordDiff }) {
  const t = useText();
  const { offset, label, before, after, secretBefore, secretAfter } = record;
  return (
    <li className="plan-change" data-testid="plan-record">
      <p className="change-head">
        <strong className="cut">{label ?? t('write.record')}</strong>
        {before === null ? <span className="mono">{hexWord(offset)}</span> : <ReadPlace file={file} offset={offset} />}
      </p>
      {before !== null && <p className="plan-old mono wrap">- {recordText(before, secretBefore)}</p>}
      {after !== null && <p className="plan-new mono wrap">+ {recordText(after, secretAfter)}</p>}
    </li>
  );
}

function Range({ file, change }: { readonly file: string; readonly change: PlanChange }) {
  const t = useText();
  return (
    <li className="plan-change" data-testid="plan-range">
      <p className="change-head">
        <strong className="cut">{change.name ?? t('write.structure')}</strong>
        <span>
          <ReadPlace file={file} offset={change.range.offset} />{' '}
          {t(change.length === 1 ? 'inspector.byte' : 'inspector.bytes', { count: change.length })}
        </span>
      </p>
      <p className="plan-old mono cut">- {shown(change.old, change.secret)}</p>
      <p className="plan-new mono cut">+ {shown(change.new, change.secret)}</p>
    </li>
  );
}

/** Data of an UPDATE that touch a secret are dots. */
function commandText(view: PlanFileView, at: number): string {
  const step = view.steps[at];
  if (step?.command === undefined) return '';
  const end = step.offset + step.data.length / 2;
  const bytes = step.data.length / 2;
  const touches = view.secrets.some(({ offset, length }) => offset < end && step.offset < offset + length);
  const head = step.command.slice(0, step.command.length - step.data.length);
  const spaced = (text: string) => text.replace(/(..)(?=.)/g, '$1 ');
  if (!touches) return spaced(step.command);
  const data = Array.from({ length: bytes }, (_, i) =>
    view.secrets.some((place) => spanContains(place, step.offset + i)) ? '••' : step.data.slice(2 * i, 2 * i + 2),
  );
  return `${spaced(head)} ${data.join(' ')}`;
}

/** One file of the plan: what becomes of it, its values or records, its bytes, and the exact commands on demand. */
export function PlanFilePart({ view }: { readonly view: PlanFileView }) {
  const t = useText();
  const { file, changes, fields, records, steps, act } = view;
  const bytes = steps.reduce((sum, { data }) => sum + data.length / 2, 0);
  return (
    <li className="plan-file" data-testid="plan-file" data-file={file.path} data-act={act}>
      <div className="plan-file-head">
        <h3 className="cut">
          {file.name} <span className="mono">{file.path.slice(-4)}</span>
        </h3>
        <span className={act === 'removed' ? 'chip error' : 'chip'}>{t(`planFile.${act}`)}</span>
      </div>
      <p className="plan-file-sum">
        {t(file.rule === 'folder' ? 'planFile.folder' : `planFile.${act}.sum`, {
          size: formatCount(view.size),
          was: formatCount(file.before?.size ?? 0),
          bytes: formatCount(bytes),
          ranges: changes.length,
        })}
      </p>
      <ul>
        {fields.length > 0 && view.fresh && <li className="plan-subhead">{t('write.holdsAfter')}</li>}
        {fields.map((field) =>
          view.fresh ? (
            <Brief key={field.path} field={field} />
          ) : (
            <Field key={field.path} file={file.path} field={field} />
          ),
        )}
        {records.map((record) => (
          <RecordLine key={record.offset} file={file.path} record={record} />
        ))}
      </ul>
      {steps.length > 0 && (
        <details className="plan-detail" data-testid="plan-commands">
          <summary>{t(steps.length === 1 ? 'write.command' : 'write.commands', { count: steps.length })}</summary>
          <ol>
            {steps.map((step, at) => (
              <li key={`${step.kind} ${step.offset} ${step.command}`} className="mono">
                {commandText(view, at)}
              </li>
            ))}
          </ol>
        </details>
      )}
      {changes.length > 0 && (
        <details className="plan-detail" open={fields.length === 0 && records.length === 0}>
          <summary>{t('write.ranges')}</summary>
          <ul>
            {changes.slice(0, MOST_RANGES).map((change) => (
              <Range key={change.range.offset} file={file.path} change={change} />
            ))}
            {changes.length > MOST_RANGES && (
              <li className="plan-subhead">{t('inspector.more', { count: changes.length - MOST_RANGES })}</li>
            )}
          </ul>
        </details>
      )}
    </li>
  );
}
