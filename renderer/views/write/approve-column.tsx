import { run } from '../../actions/action.ts';
import { disarmCard, takesFilesOff, writeNow } from '../../actions/card-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { CardPicture } from '../../components/card-picture.tsx';
import { Icon } from '../../components/icon.tsx';
import { Keys } from '../../components/keys.tsx';
import { TypedConfirmation } from '../../components/typed-confirmation.tsx';
import { useListGap, useText } from '../../components/use-text.ts';
import { useTabTitle } from '../../components/use-title.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { splitIccid } from '../../model/iccid.ts';
import { askedKeys } from '../../model/plan-keys.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, cardNumber, updateWrite, type WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';
import { Credential } from './credential.tsx';
import { Digits } from './digits.tsx';

interface Props {
  readonly tab: CardTab;
  readonly write: WriteState;
}

/** `EF(DM_Bootstrap) 6421`, of every file that the plan takes off the card. */
function removedNames({ files }: WriteState, between: string): string {
  return files
    .filter(({ act }) => act === 'removed')
    .map(({ file }) => `${file.name} ${file.path.slice(-4)}`)
    .join(between);
}

/** Is this the card, and is this the key: nothing is written before both are answered. */
export function ApproveColumn({ tab, write }: Props) {
  const t = useText();
  const between = useListGap();
  const nameOf = useTabTitle();
  const app = useApp();
  const { plan } = write;
  const [head, tail] = splitIccid(cardNumber(write));
  const ready = writeNow.ready({ app, tab });
  const { bytes } = plan;
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
              {[
                nameOf(tab),
                ...(tab.read ? [t(`platform.${tab.read.card.platform}`), t(`mode.${tab.read.card.mode}`)] : []),
              ].join(between)}
            </p>
          </div>
        </div>
        {write.run !== null && <p className="quiet">{t('write.approved')}</p>}
        {write.run === null && <Digits tab={tab} write={write} />}
        {write.run === null &&
          askedKeys(write).map((credential) => (
            <Credential key={credential.asked} tab={tab} write={write} credential={credential} />
          ))}
        {write.run === null && takesFilesOff(plan) && (
          <TypedConfirmation
            wanted={cardNumber(write)}
            typed={write.confirmation}
            title={t('confirm.title')}
            hint={t('confirm.hint', { files: removedNames(write, between) })}
            disabled={tab.session === null}
            onType={(confirmation) => updateWrite(tab.id, { confirmation })}
          />
        )}
        {write.run === null && (
          <div className="final">
            <button
              type="button"
              className="button primary final"
              disabled={ready !== true}
              data-focus="write"
              data-testid="write-now"
              onClick={() => run(writeNow)}
            >
              <Icon name="write" />
              {t(`write.button.${write.kind}`, {
                bytes: t(bytes === 1 ? 'inspector.byte' : 'inspector.bytes', { count: formatCount(bytes) }),
                tail: `…${tail}`,
              })}
            </button>
            <Keys shortcuts={writeNow.shortcuts} />
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
