import { hexWord } from '../base/bytes.ts';
import { pathName } from '../pkcs15/path.ts';
import type { CardImage, FileImage } from '../virtual-card/card-image.ts';
import { bodyOfImage } from './image-place.ts';
import { namedPaths, ODF_PATH } from './pkcs15-paths.ts';

const ODF = hexWord(ODF_PATH.fids[0] ?? 0);

/** File ids of a file's folder below the MF. */
function folderOf({ path }: FileImage): readonly number[] {
  const fids = path.slice(4, -4).match(/.{4}/g) ?? [];
  return fids.map((fid) => Number.parseInt(fid, 16));
}

/** What one file names, where it is a directory of PKCS#15 or looks like one: of other files only objects with an OID count. */
function namedBy(file: FileImage): readonly string[] {
  const application = folderOf(file);
  if (file.type !== 'ef' || application.length === 0) return [];
  const isOdf = file.path.toUpperCase().endsWith(ODF);
  const named = namedPaths(bodyOfImage(file), isOdf ? 'odf' : 'dodf', application);
  return named.filter(({ object }) => isOdf || object !== undefined).map(({ path }) => pathName(path, application));
}

/** Where most cards keep DF(PKCS15), and in it EF(ODF), EF(DODF-bootstrap) and the message (DM Bootstrap D.4). */
const USUAL_FOLDERS = ['3F007F50', '3F005015'];
const USUAL_FILES = [ODF, '6420', '6421'];

/**
 * Files that directories in an image name, or that stand there on most cards, and that are not in it: where the way down is
 * broken, whoever dumps a card does not come to what it leads to.
 */
export function missingFromImage({ files }: CardImage): readonly string[] {
  const there = new Set(files.map(({ path }) => path.toUpperCase()));
  const known = USUAL_FOLDERS.filter((path) => there.has(path));
  const others = [...there].filter((path) => path.endsWith(ODF) && path.length > 8).map((path) => path.slice(0, -4));
  const usual = [...known, ...others].flatMap((path) => USUAL_FILES.map((fid) => path + fid));
  if (known.length === 0) usual.push(...USUAL_FOLDERS);
  return [...new Set([...files.flatMap(namedBy), ...usual])].filter((path) => !there.has(path));
}
