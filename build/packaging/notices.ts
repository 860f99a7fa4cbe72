import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Described {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const LICENCE_FILE = /^(licen[cs]e|notice|copying)/i;

/**
 * The licences of all packages that can be in the app: those that `package.json` names as dependencies, and theirs. Most
 * ask to go wherever the code goes, bundled or not.
 */
export function thirdPartyNotices(root: string): string {
  const found = new Map<string, string>();
  const visit = (folder: string): void => {
    const described = describe(folder);
    const title = `${described.name} ${described.version} (${described.license ?? 'see below'})`;
    if (found.has(title)) return;
    found.set(title, licenceText(folder) ?? 'The package names its licence only.\n');
    for (const name of Object.keys(described.dependencies ?? {})) visit(folderOf(name, folder));
  };
  for (const name of Object.keys(describe(root).dependencies ?? {})) visit(folderOf(name, root));
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n\n${text}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

const describe = (folder: string): Described =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Described;

/** Where Node finds a package from a folder: the nearest `node_modules` upwards that has it. */
function folderOf(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) throw new Error(`${name} is not installed: npm ci`);
  }
}

/** @returns undefined where the package brings no such file. */
function licenceText(folder: string): string | undefined {
  const files = readdirSync(folder).filter((name) => LICENCE_FILE.test(name));
  if (files.length === 0) return undefined;
  return files.map((name) => `${readFileSync(join(folder, name), 'utf8').trim()}\n`).join('\n');
}
