import { type FormEvent, useState } from 'react';
import { hexWord } from '../../../core/base/bytes.ts';
import type { CloneInfo } from '../../../electron/ipc/virtual-contract.ts';
import { mayClone } from '../../actions/reader-acts.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { groupIccid, iccidTail } from '../../model/iccid.ts';
import { cloneCard, openClone } from '../../services/virtual-service.ts';
import { useTab } from '../../stores/cards-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';
import { formatCount } from '../../text/text.ts';
import { NameField } from './name-field.tsx';

/** What became of a clone: what it has, what it lacks, and its PINs. */
function Cloned({ clone, title }: { readonly clone: CloneInfo; readonly title: string }) {
  const t = useText();
  const { files, unread, credentials, iccid } = clone;
  return (
    <div className="cloned" data-testid="cloned" role="status">
      <p className="cloned-head">
        <VerdictGlyph kind={unread.length === 0 ? 'ok' : 'warning'} size={18} />
        <strong>{t('virtual.cloned', { count: files })}</strong>
        {iccid !== null && <span className="mono">{groupIccid(iccid)}</span>}
      </p>
      {unread.length === 0 ? (
        <p className="quiet">{t('virtual.clonedAll')}</p>
      ) : (
        <section aria-label={t('virtual.unread', { count: unread.length })}>
          <h3>{t('virtual.unread', { count: unread.length })}</h3>
          <p className="quiet">{t('virtual.unreadHint')}</p>
          {/* A region that scrolls can be reached and scrolled by keyboard. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
          <ul className="unread scroll" tabIndex={0} aria-label={t('virtual.unread', { count: unread.length })}>
            {unread.map(({ path, name, readable, size, sw }) => (
              <li key={path} data-testid="clone-unread">
                <span className="mono">{path.slice(-4)}</span>
                <span className="cut">{name ?? path}</span>
                <span className="quiet">
                  {readable === 0
                    ? t('virtual.unreadNone')
                    : t('virtual.unreadPart', { readable: formatCount(readable), size: formatCount(size) })}
                </span>
                <span className="mono">{hexWord(sw)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="quiet">{t('virtual.cloneKeys')}</p>
      <dl className="clone-keys">
        {credentials.map(({ ref, value, unblock }) => (
          <div key={ref}>
            <dt>{ref.toUpperCase()}</dt>
            <dd className="mono">
              {value}
              {unblock !== undefined && <span className="quiet"> PUK {unblock}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <div className="sheet-foot">
        <button
          type="button"
          className="button primary"
          // biome-ignore lint/a11y/noAutofocus: what was asked for is done, this is the next step
          autoFocus
          data-testid="open-clone"
          onClick={() => void openClone(title)}
        >
          {t('virtual.openClone')}
        </button>
      </div>
    </div>
  );
}

/** Clones the card that is open, as far as it lets itself be read. */
export function ClonePart() {
  const t = useText();
  const tab = useTab();
  const { busy, clone } = useVirtual();
  const tail = tab?.read?.card.iccid ? iccidTail(tab.read.card.iccid) : (tab?.title ?? '');
  const [typed, setTyped] = useState<string | null>(null);
  const [ownNumber, setOwnNumber] = useState(true);
  const title = typed ?? t('virtual.cloneOf', { tail });
  if (clone !== null) return <Cloned clone={clone} title={title} />;
  const ready = mayClone(tab);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tab !== undefined && ready === true && !busy) void cloneCard(tab, title.trim().slice(0, 80), ownNumber);
  };
  return (
    <form className="clone-card" onSubmit={submit}>
      <p className="quiet">
        {ready === true
          ? t('virtual.cloneHint', { reader: tab?.title ?? '' })
          : t(tab === undefined ? 'reason.cloneFirst' : ready)}
      </p>
      <label className="own-number">
        <input
          type="checkbox"
          checked={ownNumber}
          data-testid="clone-own-number"
          onChange={(event) => setOwnNumber(event.target.checked)}
        />
        <span>
          {t('virtual.ownNumber')}
          <span className="quiet">{t('virtual.ownNumberHint')}</span>
        </span>
      </label>
      <div className="sheet-foot">
        <NameField value={title} testId="clone-name" onType={setTyped} />
        <button
          type="submit"
          className="button primary"
          disabled={!ready || title.trim() === ''}
          data-testid="clone-card"
        >
          {t('virtual.cloneIt')}
        </button>
        {busy && (
          <p className="sheet-hint running-line" role="status">
            <VerdictGlyph kind="running" size={14} /> {t('virtual.cloning')}
            {tab !== undefined && <span className="num"> {t('card.exchange', { count: tab.trace.length })}</span>}
          </p>
        )}
      </div>
    </form>
  );
}
