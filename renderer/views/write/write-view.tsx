import { showEdit } from '../../actions/app-actions.ts';
import { planTheWrite } from '../../actions/card-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { ApproveColumn } from './approve-column.tsx';
import { BackupList } from './backup-list.tsx';
import { ChangesColumn } from './changes-column.tsx';
import { ProveColumn } from './prove-column.tsx';
import { useNextFocus } from './use-next-focus.ts';
import { WhereInFile } from './where-in-file.tsx';

/** From plan to proof in three columns: what changes, approve, write and prove. */
export function WriteView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const app = useApp();
  useNextFocus(tab.write);
  if (tab.write === null) {
    const ready = planTheWrite.ready({ app, tab });
    return (
      <div className="write-start scroll" data-pane="main">
        <section aria-label={t('write.noPlan')}>
          <h2>{t('write.noPlan')}</h2>
          <p>{ready === true || ready === null ? t('write.noPlanHint') : t(ready)}</p>
          <p className="view-acts">
            <ActionButton action={planTheWrite} className="button primary" />
            <ActionButton action={showEdit} />
          </p>
        </section>
        <BackupList tab={tab} />
      </div>
    );
  }
  return (
    <div className="write">
      <ChangesColumn tab={tab} write={tab.write} />
      <ApproveColumn tab={tab} write={tab.write} />
      <ProveColumn tab={tab} write={tab.write} />
      <WhereInFile write={tab.write} />
    </div>
  );
}
