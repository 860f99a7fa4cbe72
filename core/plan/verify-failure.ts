import { type AppError, appError } from '../base/app-error.ts';
import { hexByte } from '../base/bytes.ts';
import { fieldAt } from '../bootstrap/field-at.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import type { PlanFile } from './write-plan.ts';

/** A file that does not read back as it was written. */
export interface Unequal {
  readonly file: PlanFile;
  /** Offset of the first byte that differs. */
  readonly offset: number;
  readonly wanted: Uint8Array;
  readonly actual: Uint8Array;
  /** What the file held before; null where it was not there. */
  readonly before: Uint8Array | null;
  /** Place of the backup. */
  readonly backup: string;
}

/** True where a byte belongs to a secret of one of the messages: a byte of a secret is a part of it. */
function isSecret({ file, offset, wanted, actual, before }: Unequal): boolean {
  if (file.rule !== 'message') return false;
  return [wanted, actual, ...(before === null ? [] : [before])].some((body) =>
    decodeMessage(body, file.start).secrets.some((span) => span.offset <= offset && offset < span.offset + span.length),
  );
}

/** `verify-failed` with file, offset, field and both bytes; those of a message secret are masked. */
export function verifyFailure(unequal: Unequal): AppError {
  const { file, offset, wanted, actual, backup } = unequal;
  const secret = isSecret(unequal);
  const shown = (body: Uint8Array) => {
    const byte = body[offset];
    if (byte === undefined) return 'nothing';
    return secret ? '**' : hexByte(byte);
  };
  const field = file.rule === 'message' ? fieldAt(wanted, file.start, offset) : undefined;
  return appError('verify-failed', {
    file: file.path,
    offset,
    field: field ?? file.name,
    actual: shown(actual),
    expected: shown(wanted),
    backup,
  });
}
