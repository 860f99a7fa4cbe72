import { join } from 'node:path';
import { BrowserWindow, nativeTheme, type WebContents } from 'electron';
import { APP_URL } from '../ipc/shell-channels.ts';
import { rememberBounds, savedBounds } from './window-state.ts';

/** The `app` background of both themes, so that no white flash precedes the first paint. */
const BACKGROUND = { light: '#ECEFF3', dark: '#0E1115' };

/** The one thing a page may be granted: copying text. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write'];

export function openWindow(preload: string, userData: string): BrowserWindow {
  const stateFile = join(userData, 'window.json');
  const { maximized, ...bounds } = savedBounds(stateFile);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  rememberBounds(window, stateFile);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  void window.loadURL(APP_URL);
  return window;
}

/** The interface is one page: it goes nowhere, opens nothing, and is granted nothing but the clipboard. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.session.setPermissionRequestHandler((_contents, permission, decide) => decide(GRANTED.includes(permission)));
  contents.session.setPermissionCheckHandler((_contents, permission) => GRANTED.includes(permission));
}
