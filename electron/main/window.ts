import { join } from 'node:path';
import { BrowserWindow, dialog, nativeTheme, type WebContents } from 'electron';
import { APP_HOST, APP_SCHEME, APP_URL, DOWNLOAD_CHANNEL, type Leaving } from '../ipc/shell-channels.ts';
import { recoverPage } from './crashed-page.ts';
import { rememberBounds, savedBounds } from './window-state.ts';

/** The `app` background of both themes, so that no white flash precedes the first paint. */
const BACKGROUND = { light: '#ECEFF3', dark: '#0E1115' };

/** The one thing a page may be granted: copying text. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write'];

export function openWindow(preload: string, userData: string, leaving: () => Leaving): BrowserWindow {
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
  askBeforeClosing(window, leaving);
  recoverPage(window, leaving);
  zoomByKeys(window.webContents);
  window.once('ready-to-show', () => {
    window.webContents.setZoomLevel(zoom);
    if (maximized) window.maximize();
    window.show();
  });
  void window.loadURL(APP_URL);
  return window;
}

/** What is asked before the window closes: a write goes on to its end, edits and unsaved cards are lost. */
const QUESTIONS = {
  en: {
    edits: {
      message: 'Edits were not written, or cards were not saved.',
      detail: 'They are lost when the window closes.',
      buttons: ['Keep it open', 'Close and lose them'],
    },
    writing: {
      message: 'A card is being written.',
      detail:
        'The write goes on to its end, but its result is not shown. Leave the card in the reader. Edits that were not written are lost.',
      buttons: ['Keep it open', 'Close after the write'],
    },
  },
  zh: {
    edits: {
      message: '有修改未写入或未保存。',
      detail: '关闭后将丢失。',
      buttons: ['保持打开', '关闭并放弃'],
    },
    writing: {
      message: '正在写入卡。',
      detail: '写入会继续到结束，但不显示结果。请勿取出卡。未写入的修改将丢失。',
      buttons: ['保持打开', '写入后关闭'],
    },
  },
} as const;

/** The page says that something would be lost; without a question the window could not be closed at all. */
function askBeforeClosing(window: BrowserWindow, leaving: () => Leaving): void {
  window.webContents.on('will-prevent-unload', (event) => {
    const { language, writing } = leaving();
    const { message, detail, buttons } = QUESTIONS[language][writing ? 'writing' : 'edits'];
    const choice = dialog.showMessageBoxSync(window, {
      type: 'question',
      message,
      detail,
      buttons: [...buttons],
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
    const url = item.getURL();
    if (!url.startsWith(`blob:${APP_SCHEME}://${APP_HOST}/`)) {
      event.preventDefault();
      return;
    }
    // The page cannot see whether the user gave it a place, or thought better of it.
    item.once('done', (_event, state) => {
      if (!contents.isDestroyed()) contents.send(DOWNLOAD_CHANNEL, url, state === 'completed');
    });
  });
}
