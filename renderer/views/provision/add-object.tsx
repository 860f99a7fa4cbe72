import { type FormEvent, useState } from 'react';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { useText } from '../../components/use-text.ts';
import { summaryOf } from '../../model/picked-message.ts';
import { planObjects } from '../../services/provision-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import type { PickedMessage } from '../../stores/provision-store.ts';
import { MessagePick } from './message-pick.tsx';

interface Props {
  readonly tab: CardTab;
  readonly read: ReadResult;
  readonly deleteFiles: boolean;
}

/** One more object: its message, label, record and place. */
export function AddObject({ tab, read, deleteFiles }: Props) {
  const t = useText();
  const [picked, setPicked] = useState<PickedMessage | null>(null);
  const [label, setLabel] = useState('DM Bootstrap');
  const [form, setForm] = useState<'opaque' | 'oid'>('opaque');
  const [before, setBefore] = useState('');
  const [fid, setFid] = useState('');
  const [allowed, setAllowed] = useState(false);
  const faulty = picked !== null && summaryOf(picked.bytes).errors.length > 0;
  const fidFits = fid === '' || /^[0-9A-Fa-f]{4}$/.test(fid);
  const fits = picked !== null && label.trim() !== '' && fidFits && (!faulty || allowed) && tab.busy === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!fits || picked === null) return;
    const act = {
      kind: 'add' as const,
      message: picked.bytes,
      label: label.trim(),
      form,
      ...(before !== '' && { before: Number(before) }),
      ...(fid !== '' && { fid: Number.parseInt(fid, 16) }),
      ...(faulty && { allowFindings: true }),
    };
    void planObjects(tab, act, deleteFiles);
  };
  return (
    <form className="add-object" onSubmit={submit} aria-label={t('objects.add')}>
      <MessagePick tab={tab.id} label={t('objects.add')} picked={picked} onPick={setPicked} />
      <div className="add-fields">
        <label className="named-field">
          <span>{t('objects.label')}</span>
          <input
            className="field"
            value={label}
            maxLength={255}
            data-testid="object-label"
            onChange={(event) => setLabel(event.target.value)}
          />
        </label>
        <label className="named-field">
          <span>{t('objects.form')}</span>
          <select
            className="field"
            value={form}
            data-testid="object-form"
            onChange={(event) => setForm(event.target.value === 'oid' ? 'oid' : 'opaque')}
          >
            <option value="opaque">{t('objects.form.opaque')}</option>
            <option value="oid">{t('objects.form.oid')}</option>
          </select>
        </label>
        <label className="named-field">
          <span>{t('objects.before')}</span>
          <select
            className="field"
            value={before}
            data-testid="object-before"
            onChange={(event) => setBefore(event.target.value)}
          >
            <option value="">{t('objects.last')}</option>
            {read.objects.map((object, at) => (
              <option key={`${object.dodf} ${object.span.offset}`} value={at}>
                {t('objects.beforeOf', { name: `${at + 1} ${object.label ?? object.path.slice(-4)}` })}
              </option>
            ))}
          </select>
        </label>
        <label className="named-field">
          <span>{t('objects.fid')}</span>
          <input
            className={fidFits ? 'field mono' : 'field mono invalid'}
            aria-invalid={!fidFits}
            value={fid}
            maxLength={4}
            spellCheck={false}
            data-testid="object-fid"
            onChange={(event) => setFid(event.target.value.trim())}
          />
        </label>
      </div>
      {faulty && (
        <label className="consent">
          <input type="checkbox" checked={allowed} onChange={(event) => setAllowed(event.target.checked)} />
          <span>{t('pick.allow')}</span>
        </label>
      )}
      <p className="view-acts">
        <button type="submit" className="button" disabled={!fits} data-testid="plan-add">
          {t('objects.planAdd')}
        </button>
      </p>
    </form>
  );
}
