import { appError } from '../base/app-error.ts';
import { err, type Result } from '../base/result.ts';
import type { ImportedCard } from './image-builder.ts';
import { importFsdump, isFsdump } from './import-pysim.ts';
import { importPysimScript, isPysimScript } from './import-pysim-script.ts';
import { importSwsimDisk, isSwsimDisk } from './import-swsim.ts';

/** The JSON in a text; what stands around it (a shell's prompt, an escape) is left out. */
function jsonIn(text: string): unknown {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  try {
    return JSON.parse(text.slice(from, to + 1)) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Makes a card image of what another program wrote into one file, whichever it is: pySim's `fsdump` or `export`, swsim's disk.
 * @param path what errors call it
 * @returns `card-import-invalid` where it is none of them, or does not decode
 */
export function importCardFile(text: string, path: string): Result<ImportedCard> {
  if (isPysimScript(text)) return importPysimScript(text, path);
  const json = jsonIn(text);
  if (isFsdump(json)) return importFsdump(json, path);
  if (isSwsimDisk(json)) return importSwsimDisk(json, path);
  return err(appError('card-import-invalid', { path, reason: 'it is none of the formats that are known' }));
}
