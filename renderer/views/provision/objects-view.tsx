import { useState } from 'react';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { showProvision } from '../../actions/provision-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { changedOrder, type ListedObject, moved, objectGroups } from '../../model/object-order.ts';
import { planObjects, planUnprovision } from '../../services/provision-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { AddObject } from './add-object.tsx';

interface RowProps {
  readonly item: ListedObject;
  readonly rank: number;
  readonly first: boolean;
  readonly last: boolean;
  readonly disabled: boolean;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}

interface MoveProps {
  readonly way: 'up' | 'down';
  readonly name: string;
  readonly disabled: boolean;
  readonly onPress: () => void;
}

function MoveButton({ way, name, disabled, onPress }: MoveProps) {
  const t = useText();
  const words = t(`objects.${way}`, { name });
  return (
    <button
      type="button"
      className={way === 'up' ? 'icon-button up' : 'icon-button'}
      aria-label={words}
      title={words}
      disabled={disabled}
      data-testid={`object-${way}`}
      onClick={onPress}
    >
      <Icon name={way} size={14} />
    </button>
  );
}

function ObjectRow({ item: { object, chosen }, rank, first, last, disabled, onMove, onRemove }: RowProps) {
  const t = useText();
  const name = object.label ?? t('objects.noLabel');
  return (
    <li className="object-row" data-testid="object-row" data-path={object.path}>
      <span className="object-rank num">{rank}</span>
      <span className="object-words">
        <span className="cut">
          <strong>{name}</strong> {chosen && <span className="chip ok">{t('objects.first')}</span>}
        </span>
        <span className="quiet mono cut">
          {object.path.slice(-4)} {object.oid} {t(`objects.form.${object.form}`)}
          {object.length !== null && ` ${formatCount(object.length)} B`}
        </span>
      </span>
      <MoveButton way="up" name={name} disabled={first || disabled} onPress={() => onMove(-1)} />
      <MoveButton way="down" name={name} disabled={last || disabled} onPress={() => onMove(1)} />
      <button
        type="button"
        className="button small"
        aria-label={t('objects.removeOf', { name })}
        disabled={disabled}
        data-testid="object-remove"
        onClick={onRemove}
      >
        {t('objects.remove')}
      </button>
    </li>
  );
}

/** The bootstrap objects of a card by priority: every change is a plan. */
export function ObjectsView({ tab, read }: { readonly tab: CardTab; readonly read: ReadResult }) {
  const t = useText();
  const [order, setOrder] = useState<{ readonly of: ReadResult; readonly order: readonly number[] } | null>(null);
  const [deleteFiles, setDeleteFiles] = useState(false);
  // Another reading is another list.
  const wanted = order?.of === read ? order.order : null;
  const changed = changedOrder(read, wanted);
  const disabled = tab.session === null || tab.liveness !== 'live' || tab.busy !== null;
  return (
    <div className="provision scroll" data-pane="main" data-testid="objects">
      <section className="provision-inner" aria-labelledby="objects-title">
        <h2 id="objects-title">{t('objects.title')}</h2>
        <p className="provision-lead">{t('objects.lead')}</p>
        {read.objects.length === 0 && (
          <p className="view-acts">
            <span>{t('objects.none')}</span>
            <ActionButton action={showProvision} className="button primary" />
          </p>
        )}
        {objectGroups(read, wanted).map(({ dodf, objects }) => (
          <section key={dodf} className="object-group" aria-label={t('objects.in', { fid: dodf.slice(-4) })}>
            <h3>{t('objects.in', { fid: dodf.slice(-4) })}</h3>
            <ol>
              {objects.map((item, at) => (
                <ObjectRow
                  key={item.index}
                  item={item}
                  rank={at + 1}
                  first={at === 0}
                  last={at === objects.length - 1}
                  disabled={disabled}
                  onMove={(by) => setOrder({ of: read, order: moved(read, wanted, item.index, by) })}
                  onRemove={() => void planObjects(tab, { kind: 'remove', object: item.index }, deleteFiles)}
                />
              ))}
            </ol>
          </section>
        ))}
        {read.objects.length > 0 && (
          <>
            <p className="view-acts">
              <button
                type="button"
                className="button primary"
                disabled={changed === undefined || disabled}
                title={changed === undefined ? t('reason.orderSame') : undefined}
                data-testid="plan-order"
                onClick={() => changed && void planObjects(tab, { kind: 'reorder', order: [...changed] }, deleteFiles)}
              >
                {t('action.planOrder')}
              </button>
              {changed !== undefined && (
                <button type="button" className="link" onClick={() => setOrder(null)}>
                  {t('objects.reset')}
                </button>
              )}
            </p>
            <label className="consent">
              <input
                type="checkbox"
                checked={deleteFiles}
                data-testid="objects-delete"
                onChange={(event) => setDeleteFiles(event.target.checked)}
              />
              <span>{t('objects.delete')}</span>
            </label>
            <AddObject tab={tab} read={read} deleteFiles={deleteFiles} />
            <section className="take-off" aria-label={t('objects.takeOff')}>
              <h3>{t('objects.takeOff')}</h3>
              <p className="quiet">{t('objects.takeOffHint')}</p>
              <p className="view-acts">
                <button
                  type="button"
                  className="button"
                  disabled={disabled}
                  data-testid="plan-unprovision"
                  onClick={() => void planUnprovision(tab, deleteFiles)}
                >
                  {t('objects.planOff')}
                </button>
              </p>
            </section>
          </>
        )}
      </section>
    </div>
  );
}
