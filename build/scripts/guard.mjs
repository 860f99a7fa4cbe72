// Runs first in every entry point and must itself run on any Node from 12 on: old syntax only, no node: prefixes.
// biome-ignore-all lint: see above
import fs from 'fs';
import path from 'path';
import url from 'url';

const root = path.resolve(path.dirname(url.fileURLToPath(import.meta.url)), '..', '..');

/** What keeps this checkout from running, as one line that says what to do; undefined when nothing does. */
export function obstacle(nodeVersion, folder) {
  const major = Number(nodeVersion.split('.')[0]);
  const has = function (name) {
    return fs.existsSync(path.join(folder, 'node_modules', name));
  };
  if (!has('zod')) {
    return 'The packages are not installed: run "npm ci" in ' + folder + '.';
  }
  if (major >= 24) return undefined;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  if (!has('node/bin/' + binary)) {
    return (
      'Node ' +
      nodeVersion +
      ' is too old (24 is needed), and the bundled Node 24 was not installed because install ' +
      'scripts are blocked: run "npm ci --ignore-scripts=false", or use Node 24.'
    );
  }
  return (
    'Node ' +
    nodeVersion +
    ' is too old (24 is needed): start with "npm start", "npm run …" or "npx bootcard …", ' +
    'which use the bundled Node 24.'
  );
}

const found = obstacle(process.versions.node, root);
if (found !== undefined) {
  process.stderr.write('bootcard: ' + found + '\n');
  process.exit(2);
}
