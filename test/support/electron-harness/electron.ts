/** What main imports from `electron`, on a real Chromium. */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { dialog, Menu, nativeTheme, screen } from './desktop.ts';
export { ipcMain } from './ipc-main.ts';
export { MessageChannelMain } from './message-channel.ts';
export { protocol } from './protocol.ts';
export { safeStorage } from './safe-storage.ts';
export { utilityProcess } from './utility-process.ts';
