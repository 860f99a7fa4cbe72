import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { preProcessFile } from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Packaged, packageApp } from '../../build/packaging/package-app.ts';
import type { TargetPlatform } from '../../build/packaging/target.ts';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { FILE_ENDINGS } from '../../electron/ipc/file-endings.ts';
import { startBrowser } from '../e2e/chromium.ts';
import { launchHarness } from '../support/electron-harness/launch.ts';
import { fusesOf, infoPlist, packagedFiles, unpackApp } from '../support/packaged-app.ts';
import { describeWith } from '../support/requires.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const BUNDLES = ['main.js', 'host.js', 'pcsc-child.js', 'preload.cjs'];
const config = parse(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'));

let folder: string;
const packaged = new Map<TargetPlatform, Packaged>();
let app: string;

function packageFor(platform: TargetPlatform): Packaged {
  const found = packaged.get(platform);
  if (found === undefined) throw new Error(`${platform} was not packaged`);
  return found;
}

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'bootcard-package-'));
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    const output = join(folder, 'made');
    packaged.set(
      platform,
      await packageApp({ root: ROOT, output, platform, arch: 'x64', folderOnly: true, standIn: true }),
    );
  }
  app = join(folder, 'app');
  unpackApp(packageFor('linux'), app);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('The files of a package', () => {
  it('are all of the build but the maps', () => {
    const built = (part: string): string[] =>
      readdirSync(join(ROOT, 'dist', part), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
    const inside = packagedFiles(packageFor('linux')).filter((path) => path.startsWith('dist/'));
    expect([...inside].sort()).toEqual([...built('electron'), ...built('renderer')].sort());
    expect(inside).toEqual(expect.arrayContaining(BUNDLES.map((name) => `dist/electron/${name}`)));
  });

  it('are nothing but the build, the native packages, the licence and the description', () => {
    for (const platform of packaged.keys()) {
      const others = packagedFiles(packageFor(platform)).filter((path) => !/^(dist|node_modules)\//.test(path));
      expect([...others].sort()).toEqual(['LICENSE', 'package.json']);
    }
    const described = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
    expect(described).toMatchObject({ name: 'bootcard', main: 'dist/electron/main.js' });
    expect(described).not.toHaveProperty('devDependencies');
    expect(described).not.toHaveProperty('scripts');
  });

  it('hold every package that a bundle imports, and of those only what is loaded', () => {
    const imported = new Set(
      BUNDLES.flatMap((name) =>
        preProcessFile(readFileSync(join(app, 'dist/electron', name), 'utf8'), true, true).importedFiles.map(
          ({ fileName }) => fileName,
        ),
      ),
    );
    const packages = [...imported].filter((name) => !/^(node:|electron$)/.test(name) && !builtinModules.includes(name));
    expect(packages.sort()).toEqual(['koffi', 'serialport']);
    // Far from this repository's own node_modules: what is not in the package is not found.
    const output = execFileSync(
      process.execPath,
      [join(ROOT, 'test/support/loaded-modules.ts'), pathToFileURL(join(app, 'package.json')).href, ...packages],
      { encoding: 'utf8' },
    );
    const loaded = (JSON.parse(output) as string[]).map((url) => relative(app, fileURLToPath(url)));
    const modules = packagedFiles(packageFor('linux')).filter((path) => path.startsWith('node_modules/'));
    expect(loaded.filter((path) => path.startsWith('..'))).toEqual([]);
    const unused = modules.filter((path) => !loaded.includes(path) && !/(package\.json|licen[cs]e[^/]*)$/i.test(path));
    // node-gyp-build opens the serial port's binding by a path that it puts together.
    expect(unused.filter((path) => !path.startsWith('node_modules/@serialport/bindings-cpp/prebuilds/'))).toEqual([]);
  });

  it('bring the bindings of their own system, outside the archive', () => {
    const outside = (platform: TargetPlatform): readonly string[] => {
      const unpacked = join(packageFor(platform).resources, 'app.asar.unpacked/node_modules');
      return readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.node'));
    };
    const serial = '@serialport/bindings-cpp/prebuilds';
    expect(outside('linux')).toContain(`${serial}/linux-x64/@serialport+bindings-cpp.glibc.node`);
    expect(outside('win32')).toContain(`${serial}/win32-x64/@serialport+bindings-cpp.node`);
    expect(outside('darwin')).toContain(`${serial}/darwin-x64+arm64/@serialport+bindings-cpp.node`);
    const own = `@koromix/koffi-${process.platform}-${process.arch}/${process.platform}_${process.arch}/koffi.node`;
    if (process.arch === 'x64') expect(outside(process.platform as TargetPlatform)).toContain(own);
    for (const platform of packaged.keys()) {
      const foreign = outside(platform).filter((path) => !path.includes(`${platform}-`));
      expect(foreign).toEqual([]);
    }
  });

  it('come with the licence of every package that is in them', () => {
    const notices = readFileSync(join(packageFor('linux').resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const titles = notices.split('\n');
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [name, version] of Object.entries(dependencies)) {
      expect(titles.filter((line) => line.startsWith(`${name} ${version} (`))).toHaveLength(1);
    }
    // One that only another package brings in, and its text.
    expect(notices).toMatch(/\nms \d+\.\d+\.\d+ \(MIT\)\n\n[^-]*Permission is hereby granted/);
  });

  it('can bring the PC/SC binding of every system and architecture: the lock has it', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    for (const [section, platform] of Object.entries({ win: 'win32', mac: 'darwin', linux: 'linux' })) {
      for (const arch of ['x64', 'arm64']) {
        expect(packages).toHaveProperty([`node_modules/@koromix/koffi-${platform}-${arch}`]);
      }
      const patterns = config[section].files.flatMap((set: { filter: string[] }) => set.filter);
      expect(patterns).toContain(`@koromix/koffi-${platform}-\${arch}/**`);
    }
  });
});

describe('A package', () => {
  it.each(['linux', 'win32', 'darwin'] as const)(
    'for %s has its fuses set against misuse of Electron',
    async (platform) => {
      expect(await fusesOf(packageFor(platform))).toEqual({
        RunAsNode: false,
        EnableCookieEncryption: true,
        EnableNodeOptionsEnvironmentVariable: false,
        EnableNodeCliInspectArguments: false,
        EnableEmbeddedAsarIntegrityValidation: true,
        OnlyLoadAppFromAsar: true,
        LoadBrowserProcessSpecificV8Snapshot: false,
        GrantFileProtocolExtraPrivileges: false,
      });
    },
  );

  it('starts no process that the fuses forbid', () => {
    for (const name of ['main.js', 'preload.cjs']) {
      const bundle = readFileSync(join(app, 'dist/electron', name), 'utf8');
      expect(bundle).not.toMatch(/ELECTRON_RUN_AS_NODE|child_process/);
    }
    expect(readFileSync(join(app, 'dist/electron/main.js'), 'utf8')).toContain('utilityProcess.fork(');
  });

  it('for macOS carries the hash of its archive, and asks the system for nothing but compiling', () => {
    expect(infoPlist(packageFor('darwin'))).toMatch(/ElectronAsarIntegrity[\s\S]*app\.asar[\s\S]*SHA256/);
    const entitlements = readFileSync(join(ROOT, config.mac.entitlements), 'utf8');
    expect(entitlements.match(/<key>[^<]*/g)).toEqual(['<key>com.apple.security.cs.allow-jit']);
    expect(config.mac.hardenedRuntime).toBe(true);
  });

  it('looks for no updates', () => {
    expect(config.publish).toBeNull();
    for (const { resources } of packaged.values()) expect(existsSync(join(resources, 'app-update.yml'))).toBe(false);
  });

  it('is asked to open only what the app opens', () => {
    const endings = (section: string): string[] =>
      (config[section].fileAssociations ?? [])
        .flatMap(({ ext }: { ext: string | string[] }) => [ext].flat())
        .map((ext: string) => `.${ext}`);
    expect(endings('linux')).toEqual([...FILE_ENDINGS]);
    // What follows the last dot is all that these know of a file, and .json is not ours.
    const simple = FILE_ENDINGS.filter((ending) => !ending.slice(1).includes('.'));
    for (const section of ['win', 'mac']) expect(endings(section)).toEqual(simple);
    for (const section of ['win', 'mac', 'linux'])
      for (const { role, rank, ext } of config[section].fileAssociations) {
        // Captures are Wireshark's first.
        if ([ext].flat().some((name: string) => name.startsWith('pcap')))
          expect({ role, rank }).toEqual({ role: 'Viewer', rank: 'Alternate' });
      }
  });

  it.each(['win', 'mac', 'linux'])('for %s has its icon', (section) => {
    expect(existsSync(join(ROOT, config[section].icon))).toBe(true);
  });
});

describeWith(['chromium'], 'A packaged app', () => {
  it('runs from its own files alone', async () => {
    const browser = await startBrowser();
    const opened = browser.context.waitForEvent('page');
    const running = launchHarness({
      main: join(app, 'dist/electron/main.js'),
      devtools: browser.devtools,
      userData: join(folder, 'user'),
      env: { BOOTCARD_DATA: join(folder, 'data') },
    });
    try {
      const page = await opened;
      const reader = page.getByTestId('rail-reader').filter({ hasText: 'UICC' }).first();
      await reader.click();
      await page.getByText('DM_Bootstrap').first().waitFor();
      expect(await page.getByText('DMAcc').count()).toBeGreaterThan(0);
      // Opened in the file manager while the app runs: Windows and Linux start it once more, macOS tells it.
      const image = builtinCard('sim');
      if (image === undefined) throw new Error('no card');
      for (const name of ['a.card.json', 'b.card.json']) writeFileSync(join(folder, name), serializeCardImage(image));
      running.emit('second-instance', ['/opt/Bootcard/bootcard', 'a.card.json'], folder);
      running.emit('open-file', join(folder, 'b.card.json'));
      for (const name of ['a.card.json', 'b.card.json']) {
        await page.locator(`[data-testid="rail-reader"][data-reader="virtual:${join(folder, name)}"]`).waitFor();
      }
    } finally {
      await running.close();
      await browser.close();
    }
  });
});
