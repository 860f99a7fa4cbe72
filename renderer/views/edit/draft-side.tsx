import { useState } from 'react';
import { hexWord, toHex } from '../../../core/base/bytes.ts';
import { hasErrors } from '../../../core/base/finding.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { diffSize } from '../../model/byte-diff.ts';
import type { FileModel } from '../../model/card-model.ts';
import type { Draft } from '../../model/draft.ts';
import { fieldName } from '../../model/field-groups.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { SizeGauge } from './size-gauge.tsx';

interface Props {
  readonly tab: CardTab;
  readonly draft: Draft;
  readonly file: FileModel;
}

const SECRET = '••••••••••';
const MOST_BYTES = 24;

function Problems({ tab, draft }: Omit<Props, 'file'>) {
  const t = useText();
  const go = (path: string) => updateTab(tab.id, { field: path });
  // What the rule of a single value says already is not said twice.
  const findings = draft.view.findings.filter(
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
          <VerdictGlyph kind="error" size={14} />
          <span>{t('edit.tooLong', { count: formatCount(draft.excess) })}</span>
        </p>
      )}
      {draft.faults.map((fault) => (
        <p key={fault.path} className="problem">
          <VerdictGlyph kind="error" size={14} />
          <span className="cut" title={fault.clause ?? undefined}>
            {fault.path.split('/').pop()}: {t(fault.text, fault.values)}
          </span>
          <button type="button" className="link" onClick={() => go(fault.path)}>
            {t('edit.goTo')}
          </button>
        </p>
      ))}
      {findings.slice(0, 6).map((finding) => (
        <p key={finding.code + JSON.stringify(finding.where)} className="problem" data-code={finding.code}>
          <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
          <span title={[finding.clause, finding.device, finding.fix].filter(Boolean).join('\n')}>
            {finding.message}
          </span>
        </p>
      ))}
      {hasErrors(findings) && draft.error === null && draft.faults.length === 0 && draft.excess === 0 && (
        <label className="consent" data-testid="allow-findings">
          <input
            type="checkbox"
            checked={tab.consented === tab.draft.edits}
            onChange={(event) => updateTab(tab.id, { consented: event.target.checked ? tab.draft.edits : null })}
          />
          <span>{t('edit.allow', { count: findings.filter(({ severity }) => severity === 'error').length })}</span>
        </label>
      )}
      {findings.length > 6 && <p className="quiet">{t('inspector.more', { count: findings.length - 6 })}</p>}
      {count === 0 && draft.excess === 0 && draft.error === null && (
        <p className="problem">
          <VerdictGlyph kind="ok" size={14} />
          <span>{t('edit.noProblem')}</span>
        </p>
      )}
    </section>
  );
}

function Values({ draft }: { readonly draft: Draft }) {
  const t = useText();
  return draft.changes.map(({ field, value }) => (
    <div key={field.path} className="change" data-testid="change">
      <p className="change-head">
        <strong className="cut">{fieldName(field)}</strong>
        <span className="mono">{hexWord(field.span.offset)}</span>
      </p>
      <p className="change-old mono cut">- {field.secret ? SECRET : field.value}</p>
      <p className="change-new mono cut">+ {field.secret ? `${SECRET} ${t('edit.different')}` : value}</p>
    </div>
  ));
}

function Bytes({ draft, file }: { readonly draft: Draft; readonly file: FileModel }) {
  const t = useText();
  const at = file.message?.at ?? 0;
  const secrets = file.message?.secrets ?? [];
  const draftSecrets = draft.view.secrets.map((place) => ({ ...place, offset: place.offset + at }));
  const text = (
    bytes: Uint8Array,
    offset: number,
    length: number,
    hidden: readonly { offset: number; length: number }[],
  ) =>
    Array.from({ length: Math.min(length, MOST_BYTES) }, (_, index) => {
      const place = offset + index;
      if (hidden.some((item) => place >= item.offset && place < item.offset + item.length)) return '••';
      return toHex(Uint8Array.of(bytes[place] ?? 0xff));
    }).join(' ') + (length > MOST_BYTES ? ' …' : '');
  const after = new Uint8Array(file.file.bytes.length).fill(0xff);
  after.set(file.file.bytes.subarray(0, at));
  after.set(draft.bytes.subarray(0, after.length - at), at);
  return draft.ranges.slice(0, 40).map(({ offset, length }) => (
    <div key={offset} className="change">
      <p className="change-head">
        <strong className="mono">{hexWord(offset)}</strong>
        <span>{t(length === 1 ? 'inspector.byte' : 'inspector.bytes', { count: length })}</span>
      </p>
      <p className="change-old mono">- {text(file.file.bytes, offset, length, secrets)}</p>
      <p className="change-new mono">+ {text(after, offset, length, draftSecrets)}</p>
    </div>
  ));
}

/** Size, what stands in the way, and every change against the card, as values or as bytes. */
export function DraftSide({ tab, draft, file }: Props) {
  const t = useText();
  const [as, setAs] = useState<'values' | 'bytes'>('values');
  const total = file.message?.fields.length ?? 0;
  return (
    <aside className="draft-side scroll" data-pane="side" aria-label={t('edit.against')}>
      <SizeGauge size={draft.size} onCard={file.message?.view.size ?? 0} capacity={draft.capacity} />
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
        {draft.changes.length > 0 && (as === 'values' ? <Values draft={draft} /> : <Bytes draft={draft} file={file} />)}
        <p className="quiet side-sum" data-testid="change-sum">
          {draft.changes.length === 0
            ? t('edit.nothingChanged')
            : t('edit.sum', {
                count: draft.changes.length,
                total,
                bytes: formatCount(diffSize(draft.ranges)),
                ranges: draft.ranges.length,
              })}
        </p>
      </section>
    </aside>
  );
}
