import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../ipc/contract.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../ipc/shell-channels.ts';

type Listener = (data: never) => void;
const listeners = new Map<string, Set<Listener>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, data: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(data as never);
});

/** All that the page gets of Electron. Parameters and answers are checked at the two ends, by the contract's schemas. */
const bridge: Bridge = {
  call: (name, params) => ipcRenderer.invoke(CALL_CHANNEL, name, params),
  on: (name, listener) => {
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard);
    heard.add(listener);
    return () => heard.delete(listener);
  },
};

contextBridge.exposeInMainWorld('bootcard', bridge);
