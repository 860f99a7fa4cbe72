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
import { CopySheet } from './copy-sheet.tsx';
import { DetailSheet } from './detail-sheet.tsx';
import { GoToSheet } from './go-to-sheet.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { SettingsSheet } from './settings-sheet.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';

/** The window: title bar, rail, the active card or the welcome screen, status bar. */
export function App() {
  useShortcuts();
  const tab = useTab();
  const overlay = useApp((state) => state.overlay);
  return (
    <div className="frame">
      <TitleBar />
      <Rail />
      <main className="stage">{tab === undefined ? <Welcome /> : <CardView key={tab.id} tab={tab} />}</main>
      <StatusBar />
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
