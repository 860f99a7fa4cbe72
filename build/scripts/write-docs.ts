import { writeFileSync } from 'node:fs';
import { docsFiles } from './docs-files.ts';

/** Writes the pages of docs/ that are made from tables: `node build/scripts/write-docs.ts`. A test says when it is due. */
const folder = new URL('../../docs/', import.meta.url);
for (const [name, text] of docsFiles()) writeFileSync(new URL(name, folder), text);
