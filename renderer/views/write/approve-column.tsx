import type { ChangeEvent, KeyboardEvent } from 'react';
import { hexByte } from '../../../core/base/bytes.ts';
import type { PlanCredential } from '../../../core/plan/write-plan.ts';
import { run } from '../../actions/action.ts';
import { disarmCard, writeNow } from '../../actions/card-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { CardPicture } from '../../components/card-picture.tsx';
import { Consent } from '../../components/consent.tsx';
import { Icon } from '../../components/icon.tsx';
import { KeyEntry } from '../../components/key-entry.tsx';
import { Keys } from '../../components/keys.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { splitIccid } from '../../model/iccid.ts';
import { changedBytes } from '../../model/plan-changes.ts';
import { enterDigits, putCredential } from '../../services/write-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab, updateWrite, type WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';

interface Props {
  readonly tab: CardTab;
  readonly write: WriteState;
}

const BOXES = [0, 1, 2, 3] as const;

function Digits({ tab, write }: Props) {
  const t = useText();
  const box = (at: number) => document.querySelector<HTMLInputElement>(`[data-testid="iccid-digit-${at}"]`);
  const type = (at: number, event: ChangeEvent<HTMLInputElement>) => {
    const typed = event.target.value.toUpperCase().replace(/[^0-9A-F]/g, '');
    const cells = BOXES.map((index) => write.digits[index] ?? ' ');
    if (typed === '') cells[at] = ' ';
    // A pasted number fills the boxes from here on; a second digit in a box replaces the first.
    else
      [...(typed.length > 2 ? typed : typed.slice(-1))].forEach((digit, index) => {
        if (at + index < BOXES.length) cells[at + index] = digit;
      });
    void enterDigits(tab, cells.join('').trimEnd());
    if (typed !== '') box(Math.min(3, at + (typed.length > 2 ? typed.length : 1)))?.focus();
  };
  const press = (at: number, event: KeyboardEvent) => {
    if (event.key === 'Backspace' && (write.digits[at] ?? ' ') === ' ') box(at - 1)?.focus();
    if (event.key === 'ArrowLeft') box(at - 1)?.focus();
    if (event.key === 'ArrowRight') box(at + 1)?.focus();
  };
  const full = write.digits.length === 4 && !write.digits.includes(' ');
  const wrong = full && !write.plan.iccid.endsWith(write.digits);
  return (
    <div className="digits">
      <p id="digits-hint">{t('write.lastFour')}</p>
      <fieldset
        aria-label={t('write.lastFour')}
        className={write.armed ? 'digit-boxes matches' : wrong ? 'digit-boxes wrong' : 'digit-boxes'}
      >
        {BOXES.map((at) => (
          <input
            key={at}
            className="digit mono"
            inputMode="numeric"
            autoComplete="off"
            aria-label={t('write.digit', { at: at + 1 })}
            data-testid={`iccid-digit-${at}`}
            value={(write.digits[at] ?? '').trim()}
            disabled={write.run !== null || tab.session === null}
            onChange={(event) => type(at, event)}
            onKeyDown={(event) => press(at, event)}
            onFocus={(event) => event.target.select()}
          />
        ))}
      </fieldset>
      <p className="quiet">{wrong ? t('write.notThisCard') : t('write.pulling')}</p>
    </div>
  );
}

function Credential({ tab, write, credential }: Props & { readonly credential: PlanCredential }) {
  const t = useText();
  const held = write.credentials[credential.ref];
  const blocked = credential.triesLeft === 0;
  const take = async (form: 'ascii' | 'hex', value: string) => {
    const next = await putCredential(tab, credential.ref, form, value);
    if (next === null) return;
    updateTab(tab.id, ({ write: now }) => ({
      write: now && { ...now, credentials: { ...now.credentials, [credential.ref]: next } },
    }));
  };
  const drop = () =>
    updateTab(tab.id, ({ write: now }) => {
      if (now === null) return {};
      const { [credential.ref]: _dropped, ...credentials } = now.credentials;
      return { write: { ...now, credentials } };
    });
  return (
    <section className="credential" aria-label={t('write.key', { ref: credential.ref.toUpperCase() })}>
      <div className="side-head">
        <h3>
          {t('write.key', { ref: credential.ref.toUpperCase() })}
          <span>
            {t('write.keyReference')} <span className="mono">{hexByte(credential.keyReference)}</span>
          </span>
        </h3>
        <TriesBadge left={credential.triesLeft} />
      </div>
      {held ? (
        <div className="key-entry">
          <span className="field mono held" data-testid={`credential-${credential.ref}-held`}>
            •••• •••• <span>{t('write.heldBytes', { count: held.length })}</span>
          </span>
          {write.run === null && (
            <button type="button" className="link" onClick={drop}>
              {t('write.otherKey')}
            </button>
          )}
        </div>
      ) : (
        <KeyEntry
          keyRef={credential.ref}
          initialForm={/^(pin|chv)/.test(credential.ref) ? 'ascii' : 'hex'}
          submitLabel={t('write.useKey')}
          disabled={blocked || write.run !== null || tab.session === null}
          onEnter={(form, value) => void take(form, value)}
        />
      )}
      <Consent
        triesLeft={credential.triesLeft}
        few={write.fewTries}
        unknown={write.triesUnknown}
        onChange={(consent) => updateWrite(tab.id, consent)}
      />
      <p className="quiet">{t(blocked ? 'write.blocked' : 'write.sentOnce')}</p>
    </section>
  );
}

/** Is this the card, and is this the key: nothing is written before both are answered. */
export function ApproveColumn({ tab, write }: Props) {
  const t = useText();
  const app = useApp();
  const { plan } = write;
  const [head, tail] = splitIccid(plan.iccid);
  const ready = writeNow.ready({ app, tab });
  const bytes = changedBytes(plan.ranges);
  return (
    <section className="column approve" aria-label={t('write.approve')} data-pane="main">
      <ColumnHead at={2} state={write.run !== null ? 'done' : 'now'} title={t('write.approve')} />
      <div className="column-body scroll">
        <div className="side-head">
          <h3>{t('write.isThis')}</h3>
          {write.armed && (
            <p className="matches-words" data-testid="armed-words">
              <VerdictGlyph kind="ok" size={14} /> {t('write.matches')}
            </p>
          )}
        </div>
        <div className="decision">
          <CardPicture look={tab.kind === 'virtual' ? 'virtual' : 'chip'} scale={1.9} />
          <div className="decision-words">
            <p className={write.armed ? 'big-iccid mono matched' : 'big-iccid mono'} data-testid="big-iccid">
              {head}
              <span>{tail}</span>
            </p>
            <p className="quiet cut">
              {tab.title}
              {tab.read && `, ${t(`platform.${tab.read.card.platform}`)}, ${t(`mode.${tab.read.card.mode}`)}`}
            </p>
          </div>
        </div>
        {write.run !== null && <p className="quiet">{t('write.approved')}</p>}
        {write.run === null && <Digits tab={tab} write={write} />}
        {write.run === null &&
          plan.credentials.map((credential) => (
            <Credential key={credential.ref} tab={tab} write={write} credential={credential} />
          ))}
        {write.run === null && (
          <div className="final">
            <button
              type="button"
              className="button primary final"
              disabled={ready !== true}
              data-testid="write-now"
              onClick={() => run(writeNow)}
            >
              <Icon name="write" />
              {t('write.button', {
                bytes: t(bytes === 1 ? 'inspector.byte' : 'inspector.bytes', { count: formatCount(bytes) }),
                tail: `…${tail}`,
              })}
            </button>
            <Keys shortcut="Ctrl+Enter" />
            <span className="head-space" />
            <ActionButton action={disarmCard} className="button final" testId="disarm" />
            {ready !== true && ready !== null && (
              <p className="final-reason" data-testid="write-reason">
                {t(ready)}
              </p>
            )}
          </div>
        )}
      </div>
    </section>
  );
}
