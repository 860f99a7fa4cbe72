import type { AppError } from '../../core/base/app-error.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import type { Severity } from '../../core/base/finding.ts';
import { errorWords } from '../text/error-words.ts';
import { wordsOf } from './diagnose-findings.ts';
import type { Draft } from './draft.ts';
import { placeOfByte, xmlPlaces } from './xml-places.ts';

/** A mark in the XML: where, how grave, and the words. */
export interface XmlMark {
  readonly from: number;
  readonly to: number;
  readonly severity: Severity;
  readonly message: string;
}

/** What is wrong with an XML text: where it stops being a message, else what the message's findings speak of. */
export function xmlMarks(draft: Draft, text: string, language: Language): readonly XmlMark[] {
  const error = draft.state.xml?.error ?? null;
  if (error !== null) return [errorMark(error, text, language)];
  const places = xmlPlaces(draft.view, text);
  const [root] = places;
  return draft.view.findings.flatMap((finding): readonly XmlMark[] => {
    const { where, severity } = finding;
    const place = where.offset === undefined ? root : (placeOfByte(places, where.offset) ?? root);
    return place === undefined ? [] : [{ ...place.range, severity, message: wordsOf(finding, language).message }];
  });
}

function errorMark(error: AppError, text: string, language: Language): XmlMark {
  const { message } = errorWords(error, language);
  const { line, column } = error.details;
  const at = typeof line === 'number' && typeof column === 'number' ? placeOfLine(text, line, column) : 0;
  // A mark has to have a width; what is missing at the end of a line is marked on its last character.
  const from = Math.max(0, Math.min(at, text.length - 1));
  return { from, to: Math.min(text.length, from + 1), severity: 'error', message };
}

function placeOfLine(text: string, line: number, column: number): number {
  let start = 0;
  for (let count = 1; count < line; count++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + column - 1, end < 0 ? text.length : Math.max(start, end - 1));
}
