import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, type WebContents } from 'electron';
import { APP_HOST, APP_SCHEME, APP_URL } from '../ipc/shell-channels.ts';
import { rememberBounds, savedBounds } from './window-state.ts';

/** The `app` background of both themes, so that no white flash precedes the first paint. */
const BACKGROUND = { light: '#ECEFF3', dark: '#0E1115' };

/** The one thing a page may be granted: copying text. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write'];

export function openWindow(preload: string, userData: string): BrowserWindow {
  const stateFile = join(userData, 'window.json');
  const { maximized, zoom, ...bounds } = savedBounds(stateFile);
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
  askBeforeClosing(window);
  zoomByKeys(window.webContents);
  window.once('ready-to-show', () => {
    window.webContents.setZoomLevel(zoom);
    if (maximized) window.maximize();
    window.show();
  });
  void window.loadURL(APP_URL);
  return window;
}

/** The page says that edits would be lost; without a question the window could not be closed at all. */
function askBeforeClosing(window: BrowserWindow): void {
  const chinese = app.getLocale().startsWith('zh');
  window.webContents.on('will-prevent-unload', (event) => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: chinese ? '有修改未写入或未保存。' : 'Edits were not written, or cards were not saved.',
      detail: chinese ? '关闭后将丢失。' : 'They are lost when the window closes.',
      buttons: chinese ? ['保持打开', '关闭并放弃'] : ['Keep it open', 'Close and lose them'],
      defaultId: 0,
      cancelId: 0,
    });
    // Here prevented means: the page’s wish to stay is.
    if (choice === 1) event.preventDefault();
  });
}

const ZOOM = { least: -3, most: 5, step: 0.5 } as const;

/** Larger and smaller by the keys that browsers have; there is no menu that would bring them. */
function zoomByKeys(contents: WebContents): void {
  contents.on('before-input-event', (event, { type, control, meta, alt, key }) => {
    if (type !== 'keyDown' || alt || !(control || meta)) return;
    const by = { '+': 1, '=': 1, '-': -1 }[key];
    if (by === undefined && key !== '0') return;
    event.preventDefault();
    const level = by === undefined ? 0 : contents.getZoomLevel() + by * ZOOM.step;
    contents.setZoomLevel(Math.max(ZOOM.least, Math.min(ZOOM.most, level)));
  });
}

/** The interface is one page: it goes nowhere, opens nothing, and is granted nothing but the clipboard. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.session.setPermissionRequestHandler((_contents, permission, decide) => decide(GRANTED.includes(permission)));
  contents.session.setPermissionCheckHandler((_contents, permission) => GRANTED.includes(permission));
  // The page hands out what it has itself, to a place that the user chooses; it fetches nothing from anywhere.
  contents.session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${APP_SCHEME}://${APP_HOST}/`)) event.preventDefault();
  });
}
