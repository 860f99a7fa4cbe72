import { hexWord } from '../../../core/base/bytes.ts';
import { runOrTell } from '../../actions/shortcuts.ts';
import { showInTrace } from '../../actions/trace-actions.ts';
import { useText } from '../../components/use-text.ts';
import { updateWrite, useTab } from '../../stores/cards-store.ts';

interface Props {
  readonly file: string;
  readonly offset: number;
}

/** Where a change begins; it leads to the exchange that read what stands there. */
export function ReadPlace({ file, offset }: Props) {
  const t = useText();
  const tab = useTab();
  const point = () => tab && updateWrite(tab.id, { pointed: { file, offset } });
  const place = hexWord(offset);
  return (
    <button
      type="button"
      className="link mono"
      aria-label={t('write.readBy', { offset: place })}
      title={t('write.readBy', { offset: place })}
      data-testid="read-place"
      onFocus={point}
      onClick={() => {
        point();
        runOrTell(showInTrace);
      }}
    >
      {place}
    </button>
  );
}
