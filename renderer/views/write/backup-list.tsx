import { useEffect } from 'react';
import type { BackupInfo } from '../../../electron/ipc/write-contract.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { loadBackups, planBackup } from '../../services/recovery-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatCount, formatTime, listGap } from '../../text/text.ts';

function Row({ tab, backup }: { readonly tab: CardTab; readonly backup: BackupInfo }) {
  const t = useText();
  const language = useApp((state) => state.language);
  const between = listGap(language);
  const created = formatTime(backup.created, language);
  return (
    <li className="backup-row" data-testid="backup-row" data-backup={backup.id}>
      <div className="backup-words">
        <p>
          <strong>{created}</strong>
          {backup.current && (
            <span className="backup-current">
              <VerdictGlyph kind="ok" size={13} /> {t('backups.current')}
            </span>
          )}
        </p>
        {backup.files.map((file) => (
          <p key={file.path} className="cut quiet" title={file.sha256}>
            {file.name} <span className="mono">{file.path.slice(-4)}</span>
            {between}
            {t('inspector.bytes', { count: formatCount(file.size) })}
            <span className="mono"> {file.sha256.slice(0, 16)}…</span>
          </p>
        ))}
      </div>
      <button
        type="button"
        className="button small"
        disabled={backup.current || tab.session === null || tab.busy !== null}
        aria-label={t('backups.restoreOf', { created })}
        data-testid="backup-restore"
        onClick={() => void planBackup(tab, backup.id)}
      >
        {t('backups.restore')}
      </button>
    </li>
  );
}

/** What this machine keeps of the card, the newest first; each can be put back by a plan like any other. */
export function BackupList({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const { session, backups } = tab;
  useEffect(() => {
    if (session !== null && backups === null) void loadBackups(tab);
  }, [session, backups, tab]);
  if (session === null) return null;
  return (
    <section className="backups" aria-label={t('backups.title')}>
      <h2>{t('backups.title')}</h2>
      <p className="quiet">{t(backups?.length === 0 ? 'backups.none' : 'backups.hint')}</p>
      <ul>
        {backups?.map((backup) => (
          <Row key={backup.id} tab={tab} backup={backup} />
        ))}
      </ul>
    </section>
  );
}
