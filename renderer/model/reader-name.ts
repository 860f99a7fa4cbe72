import type { AppError } from '../../core/base/app-error.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { coreWords } from '../text/core-words.ts';
import { rowOf } from './diagnose-findings.ts';

/** What a reader is called on screen: by its user, else by itself. */
export function shownName(reader: Pick<ReaderInfo, 'label' | 'title'>): string {
  return reader.label ?? reader.title;
}

const BROKEN = 'virtual:fault-';

/** The same in the language of the window: cards that come with the product have titles in both. */
export function titleIn(reader: ReaderInfo, language: Language): string {
  const own = reader.label !== undefined || reader.kind !== 'virtual' || reader.virtual?.kept === true;
  if (own || isOpened(reader)) return shownName(reader);
  const row = reader.name.startsWith(BROKEN) ? rowOf(reader.name.slice(BROKEN.length)) : undefined;
  return row !== undefined && row.en.title === reader.title ? row[language].title : coreWords(language)(reader.title);
}

/** An error with the readers in it called what they are called on screen. */
export function withTitles(error: AppError, readers: readonly ReaderInfo[], language: Language): AppError {
  const { reader: name, reason } = error.details;
  const found = readers.find((reader) => reader.name === name);
  // A longer name may begin with a shorter one.
  const [told] = readers
    .filter((reader) => typeof reason === 'string' && reason.includes(reader.name))
    .sort((a, b) => b.name.length - a.name.length);
  const details = {
    ...error.details,
    ...(found && { reader: titleIn(found, language) }),
    ...(told && typeof reason === 'string' && { reason: reason.replaceAll(told.name, titleIn(told, language)) }),
  };
  return { ...error, details };
}

/** A reader's card came from a file that was opened here. */
export function isOpened({ kind, virtual, name }: Pick<ReaderInfo, 'kind' | 'virtual' | 'name'>): boolean {
  if (kind === 'replay') return true;
  if (kind !== 'virtual' || virtual?.kept === true) return false;
  return virtual?.memory !== undefined || /[/\\]|\.(json|zip|bootcard-bundle)$/.test(name.slice('virtual:'.length));
}
