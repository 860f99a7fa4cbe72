import { type FormEvent, useState } from 'react';
import type { VirtualCardInfo } from '../../../electron/ipc/virtual-contract.ts';
import { moveOf } from '../../actions/reader-acts.ts';
import { Icon } from '../../components/icon.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { groupIccid } from '../../model/iccid.ts';
import { deleteCard, moveVirtual, renameCard, restoreCard } from '../../services/virtual-service.ts';
import { tell, useApp } from '../../stores/app-store.ts';
import { useCards } from '../../stores/cards-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';
import { formatCount } from '../../text/text.ts';
import { NameField } from './name-field.tsx';

/** Rows of wear in sight; the least worn files are counted only. */
const MOST_WORN = 6;

interface Props {
  readonly info: VirtualCardInfo;
}

function Rename({ info }: Props) {
  const t = useText();
  const busy = useVirtual((state) => state.busy);
  const [title, setTitle] = useState(info.title);
  const wanted = title.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== '' && wanted !== info.title && !busy) void renameCard(wanted);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <NameField value={title} testId="rename-field" onType={setTitle} />
      <button type="submit" className="button" disabled={wanted === ''} data-testid="rename">
        {t('state.rename')}
      </button>
    </form>
  );
}

interface ConfirmedProps {
  readonly info: VirtualCardInfo;
  readonly act: 'delete' | 'restore';
  readonly perform: (typed: string) => Promise<void>;
}

/** What a kept card holds goes for good: it is asked for by its number. */
function Confirmed({ info, act, perform }: ConfirmedProps) {
  const t = useText();
  const busy = useVirtual((state) => state.busy);
  const [typed, setTyped] = useState('');
  const wanted = info.iccid === null ? info.title : info.iccid.slice(-4);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== wanted || busy) return;
    setTyped('');
    void perform(typed);
  };
  return (
    <form className="inline-form confirmed-act" onSubmit={submit} aria-label={t(`state.${act}`)}>
      <div>
        <h3>{t(`state.${act}`)}</h3>
        <p className="quiet" id={`${act}-hint`}>
          {t(`state.${act}Hint`, { wanted })}
        </p>
      </div>
      <input
        className={typed === wanted ? 'field mono matches' : 'field mono'}
        aria-label={t('state.deleteField')}
        aria-describedby={`${act}-hint`}
        autoComplete="off"
        value={typed}
        maxLength={120}
        data-testid={`${act}-confirm`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="button" disabled={typed !== wanted} data-testid={`${act}-card`}>
        {t(`state.${act}It`)}
      </button>
    </form>
  );
}

function Keys({ info }: Props) {
  const t = useText();
  return (
    <section aria-label={t('state.keys')}>
      <h3>{t('state.keys')}</h3>
      <ul className="state-keys">
        {info.credentials.map(({ ref, value, tries, enabled }) => (
          <li key={ref}>
            <strong>{ref.toUpperCase()}</strong>
            <span className={value === null ? 'quiet' : 'mono'}>{value ?? t('state.ownValue')}</span>
            {!enabled && <span className="chip">{t('state.off')}</span>}
            <TriesBadge left={tries} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Wear({ info: { wear } }: Props) {
  const t = useText();
  return (
    <section aria-label={t('state.wear')}>
      <h3>{t('state.wear')}</h3>
      {wear.length === 0 && <p className="quiet">{t('state.noWear')}</p>}
      <ul className="state-wear">
        {wear.slice(0, MOST_WORN).map(({ path, name, bytes, pages, most }) => (
          <li key={path} data-testid="wear-row">
            <span className="mono">{path.slice(-4)}</span>
            <span className="cut">{name ?? path}</span>
            <span className="quiet">
              {t('state.wearRow', { bytes: formatCount(bytes), pages: formatCount(pages), most: formatCount(most) })}
            </span>
          </li>
        ))}
      </ul>
      {wear.length > MOST_WORN && <p className="quiet">{t('state.more', { count: wear.length - MOST_WORN })}</p>}
    </section>
  );
}

/** Takes the card out or puts it back, by the rule of the reader's menu. */
function Move({ info: { reader: name, inserted } }: Props) {
  const t = useText();
  const busy = useVirtual((state) => state.busy);
  const reader = useApp(({ readers }) => readers.find((item) => item.name === name));
  const tab = useCards(({ tabs }) => tabs.find((item) => item.reader === name));
  const ready = reader === undefined ? true : (moveOf(reader).ready(reader, tab) ?? true);
  return (
    <button
      type="button"
      className="button"
      aria-disabled={ready !== true || undefined}
      title={ready === true ? undefined : t(ready)}
      data-testid="move-card"
      onClick={() => (ready !== true ? tell(ready) : !busy && void moveVirtual())}
    >
      <Icon name={inserted ? 'eject' : 'insert'} size={15} />
      {t(inserted ? 'state.eject' : 'state.insert')}
    </button>
  );
}

/** What the card is like now, and the ways back: another name, out of the reader, as it was made, gone. */
export function StatePart({ info }: Props) {
  const t = useText();
  const busy = useVirtual((state) => state.busy);
  const { origin, path, iccid, changed } = info;
  const place = origin === 'kept' ? 'state.kept' : 'state.file';
  return (
    <div className="card-state">
      {iccid !== null && (
        <p className="state-line">
          {t('state.iccid')} <span className="mono">{groupIccid(iccid)}</span>
        </p>
      )}
      <p className="state-line quiet">
        {origin === 'builtIn' || path === null ? (
          t('state.builtIn')
        ) : (
          <>
            {t(place)} <span className="mono state-path">{path}</span>
          </>
        )}
      </p>
      <p className="state-line" data-testid="state-changed" data-changed={String(changed)}>
        <VerdictGlyph kind={changed === null ? 'info' : changed ? 'warning' : 'ok'} size={14} />
        {t(changed === null ? 'state.unknown' : changed ? 'state.changed' : 'state.unchanged')}
      </p>
      <p className="view-acts">
        {origin !== 'kept' && (
          <button
            type="button"
            className="button"
            disabled={changed === null}
            data-testid="restore-card"
            onClick={() => !busy && void restoreCard()}
          >
            <Icon name="undo" size={15} />
            {t('state.restore')}
          </button>
        )}
        <Move info={info} />
      </p>
      {origin === 'kept' && <Rename info={info} />}
      <Keys info={info} />
      <Wear info={info} />
      {origin === 'kept' && changed === true && <Confirmed info={info} act="restore" perform={restoreCard} />}
      {origin === 'kept' && <Confirmed info={info} act="delete" perform={deleteCard} />}
    </div>
  );
}
