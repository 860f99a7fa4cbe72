import { type ChangeEvent, useId, useState } from 'react';
import type { AppError } from '../../../core/base/app-error.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { chosenMessage } from '../../model/card-model.ts';
import { summaryOf } from '../../model/picked-message.ts';
import { cardMessage, fileMessage, starterMessage } from '../../services/provision-service.ts';
import { useCards } from '../../stores/cards-store.ts';
import type { PickedMessage } from '../../stores/provision-store.ts';
import { formatCount } from '../../text/text.ts';

/** What a message is: profile, size, server, and what a device would hold against it. */
function Summary({ picked }: { readonly picked: PickedMessage }) {
  const t = useText();
  const { profile, size, server, address, errors } = summaryOf(picked.bytes);
  return (
    <div className="pick-summary" data-testid="pick-summary" data-errors={errors.length}>
      <p>
        <VerdictGlyph kind={errors.length === 0 ? 'ok' : 'error'} size={15} />
        <strong>{t('pick.summary', { profile: profile.toUpperCase(), size: formatCount(size) })}</strong>
        {server !== null && <span>{server}</span>}
        {address !== null && <span className="mono cut">{address}</span>}
      </p>
      {errors.length > 0 && (
        <ul>
          {errors.slice(0, 3).map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Props {
  /** The tab that the message is for. */
  readonly tab: string;
  readonly label: string;
  readonly picked: PickedMessage | null;
  readonly onPick: (picked: PickedMessage) => void;
}

/** Where a message comes from: a starter, another open card, a file. */
export function MessagePick({ tab, label, picked, onPick }: Props) {
  const t = useText();
  const id = useId();
  const [error, setError] = useState<AppError | null>(null);
  const others = useCards((state) => state.tabs).filter(
    (item) => item.id !== tab && item.model !== null && chosenMessage(item.model) !== null,
  );
  const take = async (asked: ReturnType<typeof starterMessage>) => {
    const answer = await asked;
    setError('error' in answer ? answer.error : null);
    if ('picked' in answer) onPick(answer.picked);
  };
  const fromFile = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file !== undefined) void take(fileMessage(file));
    event.target.value = '';
  };
  const fromCard = (other: string) => {
    const message = cardMessage(other);
    if (message !== null) onPick(message);
  };
  return (
    <fieldset className="message-pick" data-testid="message-pick">
      <legend>{label}</legend>
      <div className="pick-sources">
        {(['dm', 'cp'] as const).map((template) => (
          <button
            key={template}
            type="button"
            className="button small"
            aria-pressed={picked?.source === template}
            data-testid={`pick-${template}`}
            onClick={() => void take(starterMessage(template))}
          >
            {t(`pick.${template}`)}
          </button>
        ))}
        {others.map((other) => (
          <button
            key={other.id}
            type="button"
            className="button small"
            aria-pressed={picked?.source === other.id}
            data-testid="pick-card"
            onClick={() => fromCard(other.id)}
          >
            {t('pick.card', { title: other.title })}
          </button>
        ))}
        <label className="button small file-button" htmlFor={`${id}-file`}>
          {picked?.source === 'file' ? t('pick.fileName', { name: picked.name }) : t('pick.file')}
          <input id={`${id}-file`} type="file" className="file-input" data-testid="pick-file" onChange={fromFile} />
        </label>
      </div>
      {error !== null && <ErrorNote error={error} />}
      {picked === null ? <p className="quiet">{t('pick.none')}</p> : <Summary picked={picked} />}
    </fieldset>
  );
}
