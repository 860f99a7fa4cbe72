import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ImportedCard } from '../../core/files/image-builder.ts';
import { importCardFile } from '../../core/files/import-card.ts';
import { importFileTree, type TreeEntry } from '../../core/files/import-file-tree.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { reasonOf } from '../../electron/storage/error-reason.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson } from '../output.ts';
import { writeOutput } from '../write-output.ts';

/** More is no card: a tree of files has some hundred. */
const MOST_FILES = 10_000;

async function treeIn(root: string): Promise<readonly TreeEntry[]> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .slice(0, MOST_FILES);
  const entries: TreeEntry[] = [];
  for (const name of names) {
    const path = relative(root, name).split(sep).join('/');
    // Where the directory is 3f00 itself, its definition stands beside it.
    entries.push({ path, text: await readFile(name, 'latin1') });
  }
  return entries;
}

async function readSource(path: string): Promise<Result<ImportedCard>> {
  try {
    if ((await stat(path)).isDirectory()) return importFileTree(await treeIn(path), path);
    return importCardFile(await readFile(path, 'utf8'), path);
  } catch (problem) {
    return err(appError('file-unreadable', { path, reason: reasonOf(problem) }));
  }
}

interface ImportOptions {
  readonly output: string;
  readonly json?: boolean;
}

async function importCard(source: string, options: ImportOptions): Promise<Result<ExitCode>> {
  const imported = await readSource(source);
  if (!imported.ok) return imported;
  const { image, notes } = imported.value;
  const text = serializeCardImage(image);
  const path = options.output;
  const written = path === '-' ? await writeOutput('-', text) : await writeSafely(path, text, true);
  if (!written.ok) return written;
  if (path === '-') return ok(EXIT.good);
  const { platform, iccid, files } = image;
  if (options.json) printJson({ image: path, platform, iccid, files: files.length, notes });
  else {
    print(`${path}: ${counted(files.length, 'file')} of a ${platform}, ICCID ${iccid ?? 'unknown'}.`);
    for (const note of notes) print(`  ${note}`);
  }
  return ok(EXIT.good);
}

/** `card import`: what other programs read from a card, as an image. */
export function addCardImport(card: Command, act: Act): void {
  card
    .command('import <source>')
    .description('make an image of a pySim fsdump or export, a swsim disk, or a directory of .def files')
    .requiredOption('-o, --output <image>', 'where to; never overwrites; - for standard output')
    .option('--json', 'as JSON')
    .action(act((_context, source: string, options: ImportOptions) => importCard(source, options)));
}
