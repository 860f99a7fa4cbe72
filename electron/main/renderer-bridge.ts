import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { appError } from '../../core/base/app-error.ts';
import type { EventName } from '../ipc/contract.ts';
import {
  APP_HOST,
  APP_SCHEME,
  CALL_CHANNEL,
  EVENT_CHANNEL,
  type HostState,
  LEAVING_CHANNEL,
  type Leaving,
  LINK_CHANNEL,
  type RelayedResult,
} from '../ipc/shell-channels.ts';
import type { HostLink } from './host-link.ts';

/** Relays between the window's page and the card-host. Every load of the page is a new client: a reload closes what the old one had open. */
export interface RendererBridge {
  attach(window: BrowserWindow): void;
  deliver(client: number, name: EventName, data: unknown): void;
  tellState(state: HostState): void;
  /** What the page said last about being closed. */
  leaving(): Leaving;
}

export function createRendererBridge(link: () => HostLink): RendererBridge {
  let window: BrowserWindow | undefined;
  let client: number | undefined;
  let nextClient = 0;
  let state: HostState = 'open';
  let leaving: Leaving = { language: 'en', writing: false };

  function sendToPage(channel: string, ...args: readonly unknown[]): void {
    if (window !== undefined && !window.isDestroyed()) window.webContents.send(channel, ...args);
  }

  function dropClient(): void {
    if (client !== undefined) link().closeClient(client);
    client = undefined;
  }

  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, params: unknown): Promise<RelayedResult> => {
    if (window === undefined || !isOwnPage(event, window) || typeof name !== 'string') {
      return { ok: false, error: appError('request-invalid', { reason: 'not from the window of this app' }) };
    }
    if (client === undefined) {
      client = nextClient++;
      link().openClient(client);
      // A page that was loaded while there is no card-host has not heard of it.
      sendToPage(LINK_CHANNEL, state);
    }
    return link().request(client, name, params);
  });

  ipcMain.handle(LEAVING_CHANNEL, (event, told: Partial<Leaving> | null | undefined) => {
    if (window === undefined || !isOwnPage(event, window)) return;
    leaving = { language: told?.language === 'zh' ? 'zh' : 'en', writing: told?.writing === true };
  });

  return {
    attach: (opened) => {
      window = opened;
      opened.webContents.on('did-start-navigation', (details) => {
        if (details.isMainFrame && !details.isSameDocument) dropClient();
      });
      opened.webContents.on('render-process-gone', dropClient);
      opened.on('closed', () => {
        dropClient();
        window = undefined;
      });
    },
    deliver: (to, name, data) => {
      if (to === client) sendToPage(EVENT_CHANNEL, name, data);
    },
    leaving: () => leaving,
    tellState: (next) => {
      state = next;
      sendToPage(LINK_CHANNEL, state);
    },
  };
}

/** Only the main frame of our window, showing our page, may ask for anything. */
function isOwnPage(event: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const frame = event.senderFrame;
  if (event.sender !== window.webContents || frame === null || frame !== window.webContents.mainFrame) return false;
  const { protocol, host } = new URL(frame.url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST;
}
