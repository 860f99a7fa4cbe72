import type { ExitCode } from './exit-code.ts';

interface Words {
  readonly message: string;
  readonly next: string;
}

/** An error of the catalogue: what a process ends with, and its words; `{name}` is filled from the error's details. */
export interface ErrorRow {
  readonly exit: ExitCode;
  readonly en: Words;
  readonly zh: Words;
}
