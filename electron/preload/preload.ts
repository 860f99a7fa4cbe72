import { contextBridge, ipcRenderer } from 'electron';
import {
  CALL_CHANNEL,
  DOWNLOAD_CHANNEL,
  EVENT_CHANNEL,
  type HostState,
  LEAVING_CHANNEL,
  LINK_CHANNEL,
  type ShellBridge,
} from '../ipc/shell-channels.ts';

type Listener = (data: never) => void;
const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, data: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(data as never);
});

const watchers = new Set<(state: HostState) => void>();
let link: HostState = 'open';

ipcRenderer.on(LINK_CHANNEL, (_event, state: HostState) => {
  // Main tells of every start, of the first one too.
  if (state === link) return;
  link = state;
  for (const watcher of watchers) watcher(state);
});

const downloads = new Set<(url: string, saved: boolean) => void>();

ipcRenderer.on(DOWNLOAD_CHANNEL, (_event, url: string, saved: boolean) => {
  for (const listener of downloads) listener(url, saved);
});

/** All that the page gets of Electron. Parameters and answers are checked at the two ends, by the contract's schemas. */
const bridge: ShellBridge = {
  call: (name, params) => ipcRenderer.invoke(CALL_CHANNEL, name, params),
  on: (name, listener) => {
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard);
    heard.add(listener);
    return () => heard.delete(listener);
  },
  setLeaving: (leaving) => void ipcRenderer.invoke(LEAVING_CHANNEL, leaving),
  watchDownloads: (listener) => {
    downloads.add(listener);
    return () => downloads.delete(listener);
  },
  watchLink: (listener) => {
    watchers.add(listener);
    listener(link);
    return () => watchers.delete(listener);
  },
};

contextBridge.exposeInMainWorld('bootcard', bridge);
