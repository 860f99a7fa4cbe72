import type { AppError } from './app-error.ts';

/**
 * What a call that can fail in an expected way returns. Plain data, so that it crosses process borders as it is.
 * Exceptions are for programming errors only: bad card data, absent cards and refused keys are values.
 */
export type Result<T, E = AppError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
