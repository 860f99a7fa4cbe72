import { useShortcuts } from '../actions/shortcuts.ts';
import { useApp } from '../stores/app-store.ts';
import { useTab } from '../stores/cards-store.ts';
import { CardView } from '../views/card-view.tsx';
import { FindingSheet } from '../views/diagnose/finding-sheet.tsx';
import { TemplateSheet } from '../views/edit/template-sheet.tsx';
import { ExportSheet } from '../views/trace/export-sheet.tsx';
import { NewCardSheet } from '../views/virtual/new-card-sheet.tsx';
import { VirtualSheet } from '../views/virtual/virtual-sheet.tsx';
import { Welcome } from '../views/welcome/welcome.tsx';
import { ChecksSheet } from './checks-sheet.tsx';
import { CopySheet } from './copy-sheet.tsx';
import { DetailSheet } from './detail-sheet.tsx';
import { FileDoor } from './file-door.tsx';
import { GoToSheet } from './go-to-sheet.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { LabelSheet } from './label-sheet.tsx';
import { LeaveSheet } from './leave-sheet.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { SettingsSheet } from './settings-sheet.tsx';
import { StageNotes } from './stage-notes.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import { Tour } from './tour.tsx';

/** The window: title bar, rail, the active card or the welcome screen, status bar. */
export function App() {
  useShortcuts();
  const tab = useTab();
  const overlay = useApp((state) => state.overlay);
  return (
    <div className="frame">
      <TitleBar />
      <Rail />
      <main className="stage">
        <StageNotes />
        <div className="stage-view">{tab === undefined ? <Welcome /> : <CardView key={tab.id} tab={tab} />}</div>
      </main>
      <StatusBar />
      <FileDoor />
      <Tour />
      {overlay === 'leaving' && <LeaveSheet />}
      {overlay === 'label' && <LabelSheet />}
      {overlay === 'checks' && <ChecksSheet />}
      {overlay === 'palette' && <Palette />}
      {overlay === 'keys' && <KeysDialog />}
      {overlay === 'copy' && <CopySheet />}
      {overlay === 'virtual-new' && <NewCardSheet />}
      {overlay === 'virtual-card' && <VirtualSheet />}
      {overlay === 'settings' && <SettingsSheet />}
      {overlay === 'finding' && <FindingSheet />}
      {overlay === 'trace-export' && <ExportSheet />}
      {overlay === 'goto' && <GoToSheet />}
      {overlay === 'template' && <TemplateSheet />}
      {(overlay === 'value' || overlay === 'exchange' || overlay === 'clause') && <DetailSheet part={overlay} />}
    </div>
  );
}
