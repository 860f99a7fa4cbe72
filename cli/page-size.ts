import { Option } from 'commander';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';

export interface PageOptions {
  /** Bytes of a page of the card's memory. No card tells it; its maker may. */
  readonly pageSize?: string;
}

/** @returns 0 where none is given */
export function pageSizeOf({ pageSize }: PageOptions, verb: string): Result<number> {
  if (pageSize === undefined) return ok(0);
  if (/^[1-9]\d{0,4}$/.test(pageSize)) return ok(Number(pageSize));
  return err(appError('usage-invalid', { what: `"${pageSize}" is no number for --page-size`, verb }));
}

/** Of every verb that makes a plan. */
export function pageSizeOption(): Option {
  return new Option(
    '--page-size <bytes>',
    'page of the card’s memory, where its maker tells: the fewest pages are written',
  );
}
