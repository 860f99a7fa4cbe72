import { useText } from '../components/use-text.ts';
import { useReaderTitle, useTabTitle } from '../components/use-title.ts';
import { iccidTail } from '../model/iccid.ts';
import { saveImage } from '../services/document-service.ts';
import { hasEdits, leaveNow } from '../services/leave-service.ts';
import { setOverlay, useApp } from '../stores/app-store.ts';
import { useCards } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { Sheet } from './sheet.tsx';

const GO = { tab: 'leave.go', reader: 'leave.remove', read: 'leave.take' } as const;

/** Asks before edits or an unsaved card are lost. Staying is what Enter does. */
export function LeaveSheet() {
  const t = useText();
  const leaving = useDesk((state) => state.leaving);
  const readers = useApp((state) => state.readers);
  const tabs = useCards((state) => state.tabs);
  const nameOf = useTabTitle();
  const titleOf = useReaderTitle();
  if (leaving === null) return null;
  const tab = tabs.find(({ id, reader }) => id === leaving.id || reader === leaving.id);
  const reader = readers.find(({ name }) => name === (tab?.reader ?? leaving.id));
  const name = tab?.read?.card.iccid
    ? iccidTail(tab.read.card.iccid)
    : tab
      ? nameOf(tab)
      : reader
        ? titleOf(reader)
        : '';
  const edited = reader?.virtual?.memory?.edited === true && leaving.what === 'reader';
  const close = () => {
    setOverlay(null);
    useDesk.setState({ leaving: null });
  };
  return (
    <Sheet title={t(`leave.${leaving.what}`)} testId="leave-sheet">
      {leaving.what === 'read' && <p>{t('leave.other')}</p>}
      {tab !== undefined && hasEdits(tab) && <p>{t('leave.edits', { name })}</p>}
      {edited && <p>{t('leave.image', { name: reader ? titleOf(reader) : name })}</p>}
      <div className="sheet-acts">
        <button
          type="button"
          className="button"
          data-testid="leave-go"
          onClick={() => {
            close();
            leaveNow(leaving);
          }}
        >
          {t(GO[leaving.what])}
        </button>
        {edited && reader && (
          <button
            type="button"
            className="button"
            data-testid="leave-save"
            onClick={() => {
              close();
              void saveImage(reader.name);
            }}
          >
            {t('leave.save')}
          </button>
        )}
        <button
          type="button"
          className="button primary"
          // biome-ignore lint/a11y/noAutofocus: what loses nothing is what Enter does
          autoFocus
          data-testid="leave-stay"
          onClick={close}
        >
          {t(leaving.what === 'read' ? 'leave.keep' : 'leave.stay')}
        </button>
      </div>
    </Sheet>
  );
}
