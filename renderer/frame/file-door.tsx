import { useEffect } from 'react';
import { Icon } from '../components/icon.tsx';
import { useText } from '../components/use-text.ts';
import { openFiles } from '../services/document-service.ts';
import { useDesk } from '../stores/desk-store.ts';

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** Takes files dropped anywhere in the window, and shows that it does. */
function useDrop(): void {
  useEffect(() => {
    // Enter and leave come for every element on the way: the last leave is the one that counts.
    let inside = 0;
    const show = (dragging: boolean) => {
      if (useDesk.getState().dragging !== dragging) useDesk.setState({ dragging });
    };
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      inside += 1;
      show(true);
    };
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      inside = Math.max(0, inside - 1);
      if (inside === 0) show(false);
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      inside = 0;
      show(false);
      void openFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
}

/** The way of files into the window: the system's dialog, and what is dropped. */
export function FileDoor() {
  const t = useText();
  const dragging = useDesk((state) => state.dragging);
  useDrop();
  return (
    <>
      <input
        type="file"
        multiple
        hidden
        aria-label={t('open.choose')}
        data-file-input
        data-testid="file-input"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be chosen again: it may have changed.
          event.target.value = '';
          void openFiles(files);
        }}
      />
      {dragging && (
        <div className="drop-veil" data-testid="drop-veil" role="status">
          <div className="drop-box">
            <Icon name="open" size={28} />
            <strong>{t('drop.title')}</strong>
            <span>{t('drop.hint')}</span>
          </div>
        </div>
      )}
    </>
  );
}
