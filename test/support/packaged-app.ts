import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Packaged } from '../../build/packaging/package-app.ts';

const archiveOf = ({ resources }: Packaged): string => join(resources, 'app.asar');

/** Paths of the files in the archive and beside it, without folders. */
export function packagedFiles(packaged: Packaged): readonly string[] {
  const paths = listPackage(archiveOf(packaged), { isPack: false }).map((path) => path.replace(/^[/\\]/, ''));
  const folders = new Set(
    paths.flatMap((path) => path.split('/').map((_part, index, all) => all.slice(0, index).join('/'))),
  );
  return paths.filter((path) => !folders.has(path));
}

/** Unpacks the app, archive and native files, as Electron sees it. */
export function unpackApp(packaged: Packaged, folder: string): void {
  extractAll(archiveOf(packaged), folder);
}

/** The fuses of the packaged program by name: true is on. */
export async function fusesOf({ program }: Packaged): Promise<Readonly<Record<string, boolean>>> {
  const wire: Readonly<Record<string, unknown>> = { ...(await getCurrentFuseWire(program)) };
  const ON = '1'.charCodeAt(0);
  return Object.fromEntries(
    Object.entries(FuseV1Options)
      .filter(([name]) => Number.isNaN(Number(name)))
      .map(([name, index]) => [name, wire[String(index)] === ON]),
  );
}

/** What the packaged Info.plist says, as text. */
export const infoPlist = ({ program }: Packaged): string => readFileSync(join(program, 'Contents/Info.plist'), 'utf8');
