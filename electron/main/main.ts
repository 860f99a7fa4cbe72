import { join, resolve } from 'node:path';
import { app, BrowserWindow, Menu } from 'electron';
import { isKnownFile } from '../ipc/file-endings.ts';
import { declareAppScheme, serveInterface } from './app-protocol.ts';
import { createHostLink, type HostLink } from './host-link.ts';
import { createRendererBridge } from './renderer-bridge.ts';
import { confine, openWindow } from './window.ts';

/** Bundles lie beside this one: dist/electron/*.js, and the interface in dist/renderer. */
const HERE = import.meta.dirname;

declareAppScheme();

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  // What is to be opened may be known before the card-host is started.
  const files = [...filesIn(process.argv, process.cwd())];
  let link: HostLink | undefined;
  const bridge = createRendererBridge(() => {
    link ??= createHostLink({
      hostFile: join(HERE, 'host.js'),
      childFile: join(HERE, 'pcsc-child.js'),
      args: [`--version=${app.getVersion()}`],
      files,
      onEvent: (client, name, data) => bridge.deliver(client, name, data),
      onState: (state) => bridge.tellState(state),
    });
    return link;
  });

  let ready = false;
  let quitting = false;

  function open(): void {
    // A window that is opened while the last write of the one before ends: the app goes on.
    quitting = false;
    link?.resume();
    bridge.attach(openWindow(join(HERE, 'preload.cjs'), app.getPath('userData'), bridge.leaving));
  }

  app.on('web-contents-created', (_event, contents) => confine(contents));
  function openFiles(paths: readonly string[]): void {
    if (link === undefined) files.push(...paths);
    else link.openFiles(paths);
  }

  /** Has files opened in the window; where there is none, it comes with them. */
  function show(paths: readonly string[]): void {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined && ready) open();
    openFiles(paths);
    if (window?.isMinimized()) window.restore();
    window?.focus();
  }

  // macOS tells of files this way, all others start the app once more.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    show([path]);
  });
  app.on('second-instance', (_event, argv, folder) => show(filesIn(argv, folder)));
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open();
  });
  app.on('window-all-closed', () => {
    // On macOS an app stays in the dock without windows.
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    if (link === undefined) return;
    // The windows are gone already; a card that is being written is not left with half a message.
    event.preventDefault();
    quitting = true;
    void link.stop().then(() => quitting && app.exit());
  });
  void app.whenReady().then(() => {
    setMenu();
    serveInterface(join(HERE, '..', 'renderer'));
    ready = true;
    open();
  });
}

/**
 * The interface has its own keys, Ctrl W among them: Electron's default menu would close the window on it. macOS cannot do
 * without a menu, nor copy and paste without one.
 */
function setMenu(): void {
  const mac = process.platform === 'darwin';
  Menu.setApplicationMenu(mac ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null);
}

/** Files that the app was started with (`Bootcard lab.card.json`), from a folder. */
function filesIn(argv: readonly string[], folder: string): readonly string[] {
  return argv.filter(isKnownFile).map((path) => resolve(folder, path));
}
