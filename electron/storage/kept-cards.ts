import { randomBytes, randomInt } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { fromUtf8 } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { reasonOf } from './error-reason.ts';
import { makeFolder, readBytes, writeSafely } from './safe-file.ts';

/** Cards that were made or cloned here: each an image that is used, and a second one of how it was made. */
export interface KeptCards {
  /** Paths of their images, in the order in which they were made. */
  list(): Promise<readonly string[]>;
  /** Keeps a card, readable by its owner alone. @returns the path of its image */
  add(image: CardImage): Promise<Result<string>>;
  /** The image as it was when it was kept. */
  made(path: string): Promise<Result<CardImage>>;
  /** Error `virtual-not-kept` for a file that is elsewhere. */
  remove(path: string): Promise<Result<void>>;
  /** A number that no other card of this folder has, most likely: up to 11 digits. */
  serial(): number;
}

const FOLDER = 'cards';
const ENDING = '.card.json';
const MADE = '.made.json';

const madePath = (path: string) => path.slice(0, -ENDING.length) + MADE;

/** What of a title can stand in a file name everywhere. */
const slug = (title: string) =>
  title
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
    .toLowerCase() || 'card';

/** @param dataFolder where this user's data are */
export function createKeptCards(dataFolder: string, clock: () => Date = () => new Date()): KeptCards {
  const folder = join(dataFolder, FOLDER);
  return {
    list: async () => {
      try {
        const names = await readdir(folder);
        return names
          .filter((name) => name.endsWith(ENDING))
          .sort()
          .map((name) => join(folder, name));
      } catch {
        // None was kept yet.
        return [];
      }
    },
    add: async (image) => {
      const there = await makeFolder(folder);
      if (!there.ok) return there;
      const stamp = clock()
        .toISOString()
        .replaceAll(/[-:]|\..*/g, '');
      const path = join(folder, `${stamp}-${slug(image.title)}-${randomBytes(3).toString('hex')}${ENDING}`);
      const text = serializeCardImage(image);
      // How it was made first: a card without it could not be set back.
      const made = await writeSafely(madePath(path), text, true);
      if (!made.ok) return made;
      const written = await writeSafely(path, text, true);
      return written.ok ? ok(path) : written;
    },
    made: async (path) => {
      const bytes = await readBytes(madePath(path));
      return bytes.ok ? parseCardImage(fromUtf8(bytes.value) ?? '', madePath(path)) : bytes;
    },
    remove: async (path) => {
      if (dirname(resolve(path)) !== resolve(folder))
        return err(appError('virtual-not-kept', { name: basename(path) }));
      try {
        await rm(path, { force: true });
        await rm(madePath(path), { force: true });
        return ok(undefined);
      } catch (problem) {
        return err(appError('file-unwritable', { path, reason: reasonOf(problem) }));
      }
    },
    serial: () => randomInt(1, 10 ** 11),
  };
}
