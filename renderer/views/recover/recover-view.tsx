import { useEffect, useRef } from 'react';
import type { Recovery } from '../../../electron/ipc/write-contract.ts';
import { type Action, run } from '../../actions/action.ts';
import { finishWrite, leaveHalfWritten, rollBack } from '../../actions/recovery-actions.ts';
import { Gap } from '../../components/gap.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { groupIccid } from '../../model/iccid.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatTime, type TextCode } from '../../text/text.ts';

const STATE_GLYPH: Readonly<Record<Recovery['files'][number]['state'], GlyphKind>> = {
  old: 'info',
  new: 'ok',
  between: 'warning',
  foreign: 'error',
};

/** What each file of the write holds now. */
function Files({ recovery }: { readonly recovery: Recovery }) {
  const t = useText();
  return (
    <section className="recover-files" aria-label={t('recover.files')}>
      <h3>{t('recover.files')}</h3>
      <ul>
        {recovery.files.map((file) => (
          <li key={file.path} data-testid="recover-file" data-state={file.state}>
            <VerdictGlyph kind={STATE_GLYPH[file.state]} size={16} />
            <span className="cut recover-name" title={file.path}>
              {file.name} <span className="mono">{file.path.slice(-4)}</span>
            </span>
            <span className="recover-state">{t(`recover.state.${file.state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Choice({
  tab,
  action,
  hint,
  first,
}: {
  readonly tab: CardTab;
  readonly action: Action;
  readonly hint: TextCode;
  readonly first: boolean;
}) {
  const t = useText();
  const app = useApp();
  const ready = action.ready({ app, tab });
  if (ready === null) return null;
  return (
    <li>
      <button
        type="button"
        className={first ? 'choice first' : 'choice'}
        disabled={ready !== true}
        data-testid={action.id.replace('.', '-')}
        onClick={() => run(action)}
      >
        {action.icon && <Icon name={action.icon} size={20} />}
        <span className="choice-words">
          <strong>{t(action.label)}</strong>
          <span>{t(ready === true ? hint : ready)}</span>
        </span>
      </button>
    </li>
  );
}

/** A card that comes back half-written: what happened, what it holds now, and the three ways on. */
export function RecoverView({ tab, recovery }: { readonly tab: CardTab; readonly recovery: Recovery }) {
  const t = useText();
  const language = useApp((state) => state.language);
  const { plan, done, begun, files } = recovery;
  const writes = plan.steps.filter(({ command }) => command !== undefined);
  const last = writes[Math.min(done, writes.length) - 1];
  const lastFile = plan.files.find(({ path }) => path === last?.file);
  const content = files.find(({ path }) => path === plan.file) ?? files[0];
  const finishes = recovery.ways.includes('finish');
  const choices = useRef<HTMLUListElement>(null);
  // The way that is offered first can be taken at once; whoever is somewhere else already stays there.
  useEffect(() => {
    if (document.activeElement === document.body)
      choices.current?.querySelector<HTMLButtonElement>('.choice.first')?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="recover scroll" data-pane="main" data-testid="recover">
      <section className="recover-inner" aria-labelledby="recover-title">
        <p className="recover-mark">
          <VerdictGlyph kind="warning" size={28} />
        </p>
        <h2 id="recover-title">{t('recover.title')}</h2>
        <p className="recover-lead">
          {t(begun === null ? 'recover.what' : 'recover.whatWhen', {
            when: begun === null ? '' : formatTime(begun, language),
            name: content === undefined ? '' : `${content.name} ${content.path.slice(-4)}`,
          })}
          <Gap />
          {t('recover.how', { done, total: writes.length })}
          <Gap />
          {lastFile &&
            files.length > 1 &&
            t('recover.lastFile', { name: `${lastFile.name} ${lastFile.path.slice(-4)}` })}
        </p>
        {recovery.named !== null && (
          <p className="recover-lead" data-testid="recover-named">
            {t('recover.byContent', { iccid: groupIccid(recovery.named) })}
          </p>
        )}
        <div
          className="recover-progress"
          role="img"
          aria-label={t('recover.how', { done, total: writes.length })}
          style={{ gridTemplateColumns: `repeat(${Math.min(writes.length, 48)}, 1fr)` }}
        >
          {Array.from({ length: Math.min(writes.length, 48) }, (_, at) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its position
              key={at}
              className={at < (done * Math.min(writes.length, 48)) / writes.length ? 'done' : ''}
            />
          ))}
        </div>
        <Files recovery={recovery} />
        <ul ref={choices} className="choices" aria-label={t('recover.choices')}>
          <Choice tab={tab} action={finishWrite} hint="recover.finishHint" first={finishes} />
          <Choice tab={tab} action={rollBack} hint="recover.rollBackHint" first={!finishes} />
          <Choice tab={tab} action={leaveHalfWritten} hint="recover.leaveHint" first={false} />
        </ul>
        <p className="quiet">{t('recover.sameSteps')}</p>
        {recovery.backup !== '' && (
          <p className="backup">
            {t('result.backup')} <span className="mono">{recovery.backup}</span>
          </p>
        )}
      </section>
    </div>
  );
}
