import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TargetPlatform } from './target.ts';

/** What Electron's binary has before its row of fuses: the mark, the row's version, and how many there are. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_VERSION = 1;
/** Fuses as Electron is delivered: '1' on, '0' off. */
const DELIVERED_FUSES = '10110001';

const MAC_HELPERS = ['', ' (Renderer)', ' (Plugin)', ' (GPU)'];

/**
 * Writes what electron-builder needs to see of an Electron that cannot be had: files of the right names, and a row of fuses.
 * With it the archive, the file lists, the desktop's descriptions and the fuses are made by the same code as in a real
 * package. Nothing of it runs.
 */
export function writeElectronStandIn(folder: string, platform: TargetPlatform): void {
  for (const [path, content] of Object.entries(FILES[platform])) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o755 });
  }
}

const binary = Buffer.concat([
  Buffer.from('#!/bin/sh\necho "Electron itself is not in this folder." >&2\nexit 1\n'),
  Buffer.from(FUSE_MARK),
  Buffer.from([FUSE_VERSION, DELIVERED_FUSES.length]),
  Buffer.from(DELIVERED_FUSES),
]);

const plist = (executable: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>CFBundleExecutable</key><string>${executable}</string></dict></plist>`;

const FILES: Readonly<Record<TargetPlatform, Readonly<Record<string, string | Buffer>>>> = {
  linux: {
    electron: binary,
    'chrome-sandbox': '',
    'resources/.keep': '',
    'locales/en-US.pak': '',
    'locales/zh-CN.pak': '',
  },
  win32: { 'electron.exe': binary, 'resources/.keep': '', 'locales/en-US.pak': '', 'locales/zh-CN.pak': '' },
  darwin: {
    'Electron.app/Contents/Info.plist': plist('Electron'),
    'Electron.app/Contents/MacOS/Electron': '',
    'Electron.app/Contents/Resources/en.lproj/.keep': '',
    'Electron.app/Contents/Resources/zh_CN.lproj/.keep': '',
    'Electron.app/Contents/Frameworks/Electron Framework.framework/Versions/A/Resources/en.lproj/.keep': '',
    'Electron.app/Contents/Frameworks/Electron Framework.framework/Versions/A/Resources/zh_CN.lproj/.keep': '',
    'Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework': binary,
    ...Object.fromEntries(
      MAC_HELPERS.flatMap((suffix) => {
        const name = `Electron Helper${suffix}`;
        const contents = `Electron.app/Contents/Frameworks/${name}.app/Contents`;
        return [
          [`${contents}/Info.plist`, plist(name)],
          [`${contents}/MacOS/${name}`, ''],
        ];
      }),
    ),
  },
};
