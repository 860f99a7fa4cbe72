import { ERROR_ROWS, type ErrorCode, type Language } from './error-catalogue.ts';
import type { ExitCode } from './exit-code.ts';

export type { ErrorCode } from './error-catalogue.ts';

/** Values that the catalogue's text names in braces. Never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An expected failure, as plain data: the catalogue turns it into words in the user's language. */
export interface AppError {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** Clause of the standard, where one speaks to it. */
  readonly clause?: string;
}

export function appError(code: ErrorCode, details: ErrorDetails = {}, clause?: string): AppError {
  return clause === undefined ? { code, details } : { code, details, clause };
}

export interface ErrorText {
  /** What happened, where. */
  readonly message: string;
  /** What to do next; ends with an act. */
  readonly next: string;
}

/**
 * A value that ends its own sentence does not bring a second full stop with it. One that is words may have a Chinese twin,
 * `meaning` and `meaningZh`.
 */
function fill(template: string, details: ErrorDetails, language: Language): string {
  return template.replace(/\{(\w+)\}(?=([.。]?))/g, (whole, name: string, stop: string) => {
    const own = language === 'zh' ? details[`${name}Zh`] : undefined;
    const value = String(own ?? details[name] ?? whole);
    return stop === '' ? value : value.replace(/(?<!\.)[.。]$/, '');
  });
}

/** The words of an error in `language`. */
export function errorText(error: AppError, language: Language = 'en'): ErrorText {
  const row = ERROR_ROWS[error.code];
  const text = row[language];
  return { message: fill(text.message, error.details, language), next: fill(text.next, error.details, language) };
}

export function exitCodeOf(error: AppError): ExitCode {
  return ERROR_ROWS[error.code].exit;
}
