import { type AppError, appError } from '../../../core/base/app-error.ts';
import { showUtf8 } from '../../../core/base/bytes.ts';
import { type Answer, STATUS } from './frames.ts';
import { outcomeOf, returnCodeText } from './return-codes.ts';

/** Who holds a card when nobody can tell. */
export const UNKNOWN_HOLDER = 'another program';

/** The error of a return code. `reader` is the full name with its scheme. */
export function pcscError(rc: number, phase: 'connecting' | 'connected', reader: string): AppError {
  const code = outcomeOf(rc, phase);
  switch (code) {
    case 'pcsc-unavailable':
      return appError(code, { reason: returnCodeText(rc) });
    case 'card-link':
      return appError(code, { reader, reason: returnCodeText(rc) });
    case 'card-held':
      return appError(code, { reader, holder: UNKNOWN_HOLDER });
    default:
      return appError(code, { reader });
  }
}

/** The error of an answer whose status is not `ok`. */
export function answerError(answer: Answer, phase: 'connecting' | 'connected', reader: string): AppError {
  return answer.status === STATUS.noLibrary
    ? appError('pcsc-binding', { reason: showUtf8(answer.payload) })
    : pcscError(answer.rc, phase, reader);
}
