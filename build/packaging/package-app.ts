import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arch, build, type Configuration, Platform } from 'electron-builder';
import { electronAnswers, electronFolder } from './electron-source.ts';
import { writeElectronStandIn } from './electron-stand-in.ts';
import { thirdPartyNotices } from './notices.ts';
import type { PackageTarget, TargetPlatform } from './target.ts';

export interface PackageOptions extends PackageTarget {
  /** Root of the repository, already built. */
  readonly root: string;
  /** Folder that takes the result. */
  readonly output: string;
  /** Only the app's folder, no installers. */
  readonly folderOnly: boolean;
  /** Has the files made with a stand-in for Electron, whether Electron can be had or not. */
  readonly standIn?: boolean;
}

export interface Packaged {
  /** Folder of the app: `linux-unpacked`, `win-unpacked`, `mac`. */
  readonly folder: string;
  /** The folder's `resources`, with app.asar. */
  readonly resources: string;
  /** What holds the fuses: the program, on macOS the app's folder. */
  readonly program: string;
  /** Installers; none where Electron could not be had. */
  readonly installers: readonly string[];
  /** Whether Electron itself is in it. */
  readonly complete: boolean;
}

const PLATFORMS = {
  win32: { builder: Platform.WINDOWS, folder: 'win', resources: 'resources', program: 'Bootcard.exe' },
  darwin: {
    builder: Platform.MAC,
    folder: 'mac',
    resources: 'Bootcard.app/Contents/Resources',
    program: 'Bootcard.app',
  },
  linux: { builder: Platform.LINUX, folder: 'linux', resources: 'resources', program: 'bootcard' },
} as const;

/**
 * The package with the PC/SC binding's library for a target, with its version; undefined where it is installed. npm
 * installs only that of its own machine.
 */
export function missingBinding(root: string, { platform, arch }: PackageTarget): string | undefined {
  const name = `@koromix/koffi-${platform}-${arch}`;
  if (existsSync(join(root, 'node_modules', name))) return undefined;
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/koffi/package.json'), 'utf8')) as {
    version: string;
  };
  return `${name}@${version}`;
}

/**
 * Packages the built app as electron-builder.yml describes it. Where Electron cannot be had, a stand-in takes its place:
 * everything is made but what needs Electron's code, and no installers.
 */
export async function packageApp(options: PackageOptions): Promise<Packaged> {
  const { root, output, platform, arch } = options;
  const distribution = options.standIn === true ? 'stand-in' : await findElectron(options);
  const standIn = distribution === 'stand-in' ? mkdtempSync(join(tmpdir(), 'bootcard-electron-')) : undefined;
  if (standIn !== undefined) writeElectronStandIn(standIn, platform);
  const names = PLATFORMS[platform];
  writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root));
  try {
    const electronDist = standIn ?? (distribution === 'download' ? undefined : distribution);
    const targets = options.folderOnly || standIn !== undefined ? ['dir'] : [];
    const installers = await build({
      projectDir: root,
      targets: names.builder.createTarget(targets, arch === 'arm64' ? Arch.arm64 : Arch.x64),
      publish: 'never',
      config: {
        directories: { output },
        // The file list names what is needed of node_modules, and the bindings come ready-made: nothing is installed or rebuilt.
        beforeBuild: async () => false,
        ...(electronDist === undefined ? {} : { electronDist }),
        ...(standIn === undefined ? {} : WITHOUT_ELECTRON[platform]),
      },
    });
    const folder = join(output, `${names.folder}${unpackedSuffix(options)}`);
    return {
      folder,
      resources: join(folder, names.resources),
      program: join(folder, names.program),
      installers,
      complete: standIn === undefined,
    };
  } finally {
    if (standIn !== undefined) rmSync(standIn, { recursive: true });
  }
}

/** As electron-builder names the folders: `linux-unpacked`, `win-arm64-unpacked`, `mac`, `mac-arm64`. */
function unpackedSuffix({ platform, arch }: PackageTarget): string {
  return `${arch === 'x64' ? '' : `-${arch}`}${platform === 'darwin' ? '' : '-unpacked'}`;
}

/** A stand-in's program for Windows has no resources to put an icon and the archive's hash into. */
const WITHOUT_ELECTRON: Readonly<Record<TargetPlatform, Configuration>> = {
  win32: { disableAsarIntegrity: true, win: { signAndEditExecutable: false } },
  darwin: { mac: { identity: null } },
  linux: {},
};

/** @returns the folder of Electron, `download` where electron-builder can fetch it, or `stand-in`. */
async function findElectron({ root, platform, arch }: PackageOptions): Promise<string> {
  const own = platform === process.platform && arch === process.arch ? electronFolder(root) : undefined;
  return own ?? ((await electronAnswers()) ? 'download' : 'stand-in');
}
