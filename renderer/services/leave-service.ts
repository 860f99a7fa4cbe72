import type { ShellBridge } from '../../electron/ipc/shell-channels.ts';
import { isEdited } from '../model/edit-history.ts';
import { useApp } from '../stores/app-store.ts';
import { type CardTab, useCards } from '../stores/cards-store.ts';
import type { Leaving } from '../stores/desk-store.ts';
import { closeTab, takeRead } from './card-service.ts';
import { closeDocument } from './document-service.ts';
import { ask } from './questions.ts';

/** Edits are lost with their tab, unless they were written; of those that wait the journal of their write has what it was to write. */
export function hasEdits(tab: CardTab): boolean {
  return isEdited(tab.draft);
}

/** Closes a tab, or asks first where edits would be lost. */
export function leaveTab(tab: CardTab): void {
  if (tab.write?.run?.state === 'running') return;
  if (hasEdits(tab)) ask({ what: 'tab', id: tab.id });
  else void closeTab(tab);
}

/** Removes an opened file from the rail, or asks first where something of it would be lost. */
export function leaveReader(name: string): void {
  const reader = useApp.getState().readers.find((item) => item.name === name);
  const tab = useCards.getState().tabs.find((item) => item.reader === name);
  if (tab?.write?.run?.state === 'running') return;
  if (reader?.virtual?.memory?.edited === true || (tab !== undefined && hasEdits(tab)))
    ask({ what: 'reader', id: name });
  else void closeDocument(name);
}

/** The user decided to lose it. */
export function leaveNow(leaving: Leaving): void {
  const { what, id } = leaving;
  const tab = useCards.getState().tabs.find((item) => item.id === id);
  if (what === 'read') void takeRead(leaving);
  else if (what === 'reader') void closeDocument(id);
  else if (tab) void closeTab(tab);
}

/** Whether anything would be lost with the window. */
function somethingToLose(): boolean {
  const { tabs } = useCards.getState();
  const { readers } = useApp.getState();
  return (
    tabs.some((tab) => hasEdits(tab) || tab.write?.run?.state === 'running') ||
    readers.some((reader) => reader.virtual?.memory?.edited === true)
  );
}

const writing = () => useCards.getState().tabs.some((tab) => tab.write?.run?.state === 'running');

/** Keeps the desktop shell told what it would ask; a browser asks in its own words. */
function tellShell(shell: ShellBridge): void {
  let told = '';
  const tell = () => {
    const leaving = { language: useApp.getState().language, writing: writing() };
    const next = JSON.stringify(leaving);
    if (next === told) return;
    told = next;
    shell.setLeaving(leaving);
  };
  useApp.subscribe(tell);
  useCards.subscribe(tell);
  tell();
}

/** Has the window ask before it closes with something that would be lost. */
export function guardWindow(): void {
  if (window.bootcard !== undefined) tellShell(window.bootcard);
  window.addEventListener('beforeunload', (event) => {
    if (somethingToLose()) event.preventDefault();
  });
}
