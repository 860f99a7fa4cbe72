import { fromHex, toHex } from '../base/bytes.ts';
import type { PinState } from '../card/file-header.ts';
import { readIccid } from '../card/iccid.ts';
import { telecomAtr } from '../virtual-card/atr.ts';
import type { CardImage, CredentialImage, FileImage } from '../virtual-card/card-image.ts';
import { credentialsOf, type DumpedKey } from './dump-pins.ts';

/** What an import made, and what it could not take over. */
export interface ImportedCard {
  readonly image: CardImage;
  /** In plain words, with the place. */
  readonly notes: readonly string[];
}

export interface ImageFacts {
  readonly title: string;
  /** Files in any order; those whose DF is missing are left out with a note. */
  readonly files: readonly FileImage[];
  readonly notes: readonly string[];
  readonly atr?: Uint8Array;
  /** Digits, where the source tells them apart from EF(ICCID). */
  readonly iccid?: string | undefined;
  /** PIN states of the MF and the applications. */
  readonly pins?: readonly PinState[];
  /** Class A0 answers: the headers are those of TS 51.011. */
  readonly class2g: boolean;
}

/** PINs of all folders, each once, without values: nothing verifies against them. */
function credentials(pins: readonly PinState[], class2g: boolean): CredentialImage[] {
  const keys = new Map<number, DumpedKey>();
  for (const { reference, enabled, triesLeft, unblockTriesLeft, initialised } of pins) {
    if (initialised === false || keys.has(reference)) continue;
    const unblock = unblockTriesLeft === undefined ? {} : { unblock: unblockTriesLeft };
    keys.set(reference, { reference, enabled, verified: null, tries: triesLeft ?? null, scope: null, ...unblock });
  }
  return class2g ? credentialsOf([], [...keys.values()]) : credentialsOf([...keys.values()], []);
}

/** Parents before what is in them, otherwise in the order of the source; orphans and doubles are told. */
function ordered(files: readonly FileImage[], notes: string[]): FileImage[] {
  const out: FileImage[] = [];
  const folders = new Set<string>();
  const seen = new Set<string>();
  const byDepth = [...files].sort((a, b) => a.path.length - b.path.length);
  for (const file of byDepth) {
    if (seen.has(file.path)) notes.push(`${file.path} is there twice; the first counts.`);
    else if (file.type !== 'mf' && !folders.has(file.path.slice(0, -4)))
      notes.push(`${file.path} is left out: its DF is not among the files.`);
    else {
      out.push(file);
      seen.add(file.path);
      if (file.type !== 'ef') folders.add(file.path);
    }
  }
  return out;
}

/** Makes a card image of imported files. A missing MF is made; a missing ATR is one of the platform's. */
export function buildImage(facts: ImageFacts): ImportedCard {
  const notes = [...facts.notes];
  const mf: FileImage = { path: '3F00', type: 'mf', name: 'MF' };
  const hasMf = facts.files.some((file) => file.type === 'mf');
  if (!hasMf) notes.push('The MF is not among the files; one without access rules was made.');
  const files = ordered(hasMf ? facts.files : [mf, ...facts.files], notes);
  const platform = !facts.class2g ? 'uicc' : files.some(({ path }) => path === '3F007F25') ? 'ruim' : 'sim';
  const states = credentials(facts.pins ?? [], facts.class2g);
  if (states.some(({ triesAssumed }) => triesAssumed === true))
    notes.push('Tries left of PINs are not told; those of a new card are assumed.');
  const iccidFile = files.find(({ path }) => path === '3F002FE2');
  const iccid = iccidFile === undefined ? undefined : readIccid(fromHex(iccidFile.data ?? '') ?? new Uint8Array());
  if (facts.atr === undefined) notes.push('No ATR is told; one of this kind of card was made.');
  const image: CardImage = {
    format: 'bootcard-card/1',
    title: facts.title,
    platform,
    modes: facts.class2g ? '2g' : '3g',
    atr: toHex(facts.atr ?? telecomAtr(platform, 'T=0')),
    iccid: iccid ?? facts.iccid ?? null,
    protocols: ['T=0'],
    credentials: states,
    files,
    quirks: {},
    faults: [],
    link: {},
  };
  return { image, notes };
}
