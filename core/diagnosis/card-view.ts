import type { CardFile, ReadResult } from '../bootstrap/read-result.ts';
import type { CardProbe, FileProbe } from './probe-card.ts';

/** A card as one of its classes shows it. */
export interface CardView {
  readonly read: ReadResult;
  readonly probe: CardProbe;
}

/** The object that a device uses, with its file as far as it could be read. */
export function chosenOf({ read, probe }: CardView) {
  const object = read.chosen === null ? undefined : read.objects[read.chosen];
  if (object === undefined) return undefined;
  const file: CardFile | undefined = read.files.find((item) => item.path === object.path && item.role === 'content');
  // A value in the directory itself has no file of its own, and no access condition.
  const told: FileProbe | undefined = probe.files.find((item) => !object.direct && item.path === object.path);
  return { object, file, probe: told };
}
