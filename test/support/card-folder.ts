import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach } from 'vitest';
import type { Act } from '../../cli/main.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { runVerb, type VerbRun } from './run-verbs.ts';

const CARD = 'own.card.json';

/** A folder with one card image, what is to be written on it, and the data folder of the verbs that are run on it. */
export interface CardFolder {
  /** Path of a file in it. */
  at(name: string): string;
  run(...args: string[]): Promise<VerbRun>;
  /** Puts the card in. @returns its reader */
  put(image: CardImage): string;
  /** The card as it is now, without the faults that were to come. */
  imageNow(): CardImage;
  /** Its image as text, for telling that nothing of it has changed. */
  imageText(): string;
}

/**
 * Sets a folder up before each test of the file, and takes it away afterwards.
 * @param files what lies in it besides, by name
 * @param verbs register the verbs that `run` knows
 */
export function cardFolder(
  files: Readonly<Record<string, Uint8Array>>,
  ...verbs: readonly ((program: Command, act: Act) => void)[]
): CardFolder {
  let folder = '';
  const at = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-verbs-'));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(at(name), bytes);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const imageText = () => readFileSync(at(CARD), 'utf8');
  return {
    at,
    run: (...args) =>
      runVerb(
        at('data'),
        (program, act) => {
          for (const add of verbs) add(program, act);
        },
        args,
      ),
    put: (image) => {
      writeFileSync(at(CARD), serializeCardImage(image));
      return `virtual:${at(CARD)}`;
    },
    imageNow: () => {
      const image = parseCardImage(imageText(), CARD);
      if (!image.ok) throw new Error(image.error.code);
      return { ...image.value, faults: [] };
    },
    imageText,
  };
}
