import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DOWNLOAD_CHANNEL, type Leaving } from '../../../electron/ipc/shell-channels.ts';

interface FakeContents {
  readonly handlers: Map<string, (...args: never[]) => unknown>;
  zoom: number;
}

const electron = vi.hoisted(() => ({
  options: {} as Record<string, unknown>,
  contents: undefined as FakeContents | undefined,
  onWindow: new Map<string, () => void>(),
  answer: 0,
  asked: '',
  url: '',
  loads: 0,
  closed: 0,
  sent: [] as unknown[][],
}));

vi.mock('electron', () => {
  const handlers = new Map<string, (...args: never[]) => unknown>();
  const set = (name: string) => (handler: (...args: never[]) => unknown) => void handlers.set(name, handler);
  const contents = {
    handlers,
    zoom: 0,
    on: (name: string, handler: (...args: never[]) => unknown) => void handlers.set(name, handler),
    getZoomLevel: () => contents.zoom,
    setZoomLevel: (level: number) => {
      contents.zoom = level;
    },
    setWindowOpenHandler: set('open'),
    isDestroyed: () => false,
    send: (...args: unknown[]) => void electron.sent.push(args),
    session: {
      setPermissionRequestHandler: set('request'),
      setPermissionCheckHandler: set('check'),
      on: (name: string, handler: (...args: never[]) => unknown) => void handlers.set(name, handler),
    },
  };
  electron.contents = contents;
  class BrowserWindow {
    readonly webContents = contents;
    constructor(options: Record<string, unknown>) {
      electron.options = options;
    }
    on(name: string, handler: () => void): void {
      electron.onWindow.set(name, handler);
    }
    once(name: string, handler: () => void): void {
      electron.onWindow.set(name, handler);
    }
    loadURL(url: string): Promise<void> {
      electron.url = url;
      electron.loads += 1;
      return Promise.resolve();
    }
    getNormalBounds() {
      return { x: 10, y: 20, width: 1200, height: 800 };
    }
    isMaximized = () => false;
    isDestroyed = () => false;
    close(): void {
      electron.closed += 1;
    }
    maximize(): void {}
    show(): void {}
  }
  return {
    BrowserWindow,
    dialog: {
      showMessageBoxSync: (_window: unknown, { message }: { readonly message: string }) => {
        electron.asked = message;
        return electron.answer;
      },
      showMessageBox: async (_window: unknown, { message }: { readonly message: string }) => {
        electron.asked = message;
        return { response: electron.answer };
      },
    },
    nativeTheme: { shouldUseDarkColors: false },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  };
});

const { confine, openWindow: openFor } = await import('../../../electron/main/window.ts');

let leaving: Leaving = { language: 'en', writing: false };
const openWindow = (preload: string, userData: string) => openFor(preload, userData, () => leaving);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Whether a handler stops what it is asked about. */
function prevents(name: string, ...args: unknown[]): boolean {
  let prevented = false;
  const event = {
    preventDefault: () => {
      prevented = true;
    },
  };
  electron.contents?.handlers.get(name)?.(...([event, ...args] as never[]));
  return prevented;
}

describe('the window', () => {
  it('is locked down', () => {
    openWindow('/preload.cjs', folder);
    expect(electron.options.webPreferences).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    });
    expect(electron.url).toBe('app://bootcard/index.html');
  });

  it('goes nowhere, opens nothing, is granted the clipboard alone', () => {
    const window = openWindow('/preload.cjs', folder);
    confine(window.webContents);
    expect(prevents('will-navigate')).toBe(true);
    expect(prevents('will-attach-webview')).toBe(true);
    const handler = (name: string) => electron.contents?.handlers.get(name) as (...args: unknown[]) => unknown;
    expect(handler('open')({ url: 'https://elsewhere.example/' })).toEqual({ action: 'deny' });
    const granted = (permission: string) => {
      let decision: unknown;
      handler('request')(null, permission, (given: unknown) => {
        decision = given;
      });
      expect(handler('check')(null, permission)).toBe(decision);
      return decision;
    };
    expect(granted('clipboard-sanitized-write')).toBe(true);
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'usb',
      'serial',
      'hid',
      'fileSystem',
      'openExternal',
      'clipboard-read',
    ])
      expect(granted(permission), permission).toBe(false);
  });

  it('hands out what the page has itself, and fetches nothing', () => {
    confine(openWindow('/preload.cjs', folder).webContents);
    const from = (url: string) => prevents('will-download', { getURL: () => url, once: () => undefined });
    expect(from('blob:app://bootcard/3f1c')).toBe(false);
    for (const url of [
      'https://elsewhere.example/x',
      'blob:https://elsewhere.example/1',
      'app://bootcard/index.html',
      'file:///etc/passwd',
    ])
      expect(from(url), url).toBe(true);
  });

  it.each([
    ['completed', true],
    ['cancelled', false],
    ['interrupted', false],
  ])('tells the page of a download that is %s', (state, saved) => {
    confine(openWindow('/preload.cjs', folder).webContents);
    const url = 'blob:app://bootcard/3f1c';
    let end = (_event: unknown, _state: string): void => undefined;
    const once = (_name: string, handler: typeof end) => {
      end = handler;
    };
    electron.sent.length = 0;
    prevents('will-download', { getURL: () => url, once });
    expect(electron.sent).toEqual([]);
    end(null, state);
    expect(electron.sent).toEqual([[DOWNLOAD_CHANNEL, url, saved]]);
  });

  it('closes with unsaved edits only when its user says so', () => {
    openWindow('/preload.cjs', folder);
    electron.answer = 0;
    expect(prevents('will-prevent-unload')).toBe(false);
    electron.answer = 1;
    expect(prevents('will-prevent-unload')).toBe(true);
  });

  it('asks in the language of the page, and for a running write in words of its own', () => {
    openWindow('/preload.cjs', folder);
    const asked = (next: Leaving) => {
      leaving = next;
      prevents('will-prevent-unload');
      return electron.asked;
    };
    expect(asked({ language: 'en', writing: true })).toBe('A card is being written.');
    expect(asked({ language: 'zh', writing: true })).toBe('正在写入卡。');
    expect(asked({ language: 'zh', writing: false })).toBe('有修改未写入或未保存。');
    expect(asked({ language: 'en', writing: false })).toBe('Edits were not written, or cards were not saved.');
  });

  it('is loaded again when its page crashed; when it crashes again, as its user says', async () => {
    leaving = { language: 'en', writing: false };
    openWindow('/preload.cjs', folder);
    Object.assign(electron, { loads: 0, closed: 0, asked: '' });
    const crash = async (reason: string) => {
      electron.contents?.handlers.get('render-process-gone')?.(...([{}, { reason }] as never[]));
      await Promise.resolve();
      return [electron.loads, electron.closed, electron.asked];
    };
    expect(await crash('clean-exit')).toEqual([0, 0, '']);
    expect(await crash('crashed')).toEqual([1, 0, 'The window stopped working and was loaded again.']);
    electron.answer = 0;
    expect(await crash('oom')).toEqual([2, 0, 'The window stopped working again.']);
    electron.answer = 1;
    expect(await crash('crashed')).toEqual([2, 1, 'The window stopped working again.']);
  });

  it('is as large, and as near, as it was', () => {
    openWindow('/preload.cjs', folder);
    const key = (name: string) =>
      prevents('before-input-event', { type: 'keyDown', control: true, meta: false, alt: false, key: name });
    expect([key('+'), key('+'), key('k')]).toEqual([true, true, false]);
    electron.onWindow.get('close')?.();
    expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toEqual({
      x: 10,
      y: 20,
      width: 1200,
      height: 800,
      maximized: false,
      zoom: 1,
    });
    if (electron.contents) electron.contents.zoom = 0;
    openWindow('/preload.cjs', folder);
    electron.onWindow.get('ready-to-show')?.();
    expect(electron.options).toMatchObject({ x: 10, y: 20, width: 1200, height: 800 });
    expect(electron.contents?.zoom).toBe(1);
    expect(key('0')).toBe(true);
    expect(electron.contents?.zoom).toBe(0);
  });
});
