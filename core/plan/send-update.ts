import type { CommandApdu } from '../apdu/command.ts';
import { statusDetails, statusOutcome } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { hex, hexWord } from '../base/bytes.ts';
import type { CardLink } from '../card/card-link.ts';
import { gsm, uicc } from '../card/commands.ts';
import { FAR_OFFSET } from '../card/read-blocks.ts';
import type { Target } from './target.ts';
import type { PlanStep } from './write-plan.ts';

/** How an UPDATE ended. */
export type Updated =
  | { readonly kind: 'done' }
  /** The card says that it did not do it: no byte has changed. */
  | { readonly kind: 'refused'; readonly error: AppError }
  /** The card says that something went wrong, or no longer says anything: bytes may have changed. */
  | { readonly kind: 'failed'; readonly error: AppError; readonly answered: boolean };

/** Answers to a missing right (TS 102 221 10.2.1.5, TS 51.011 9.4.5): a key is what is missing, not the card what is broken. */
const NO_RIGHT: readonly number[] = [0x6982, 0x6983, 0x6985, 0x9804, 0x9808, 0x9840];

/**
 * Answers given before anything is done: 64 and the checking errors 67 to 6E (ISO/IEC 7816-4 5.1.3), 94 and 98 in class A0
 * (TS 51.011 9.4). After 65, 6F and 92 the memory may have changed.
 */
function notDone(sw: number): boolean {
  const sw1 = sw >> 8;
  return sw1 === 0x64 || (sw1 >= 0x67 && sw1 <= 0x6e) || sw1 === 0x94 || sw1 === 0x98;
}

/** Beyond 7FFF the ISO class names the offset in the data of the odd instruction. */
function updateCommand(mode: '2g' | '3g', channel: number, offset: number, data: Uint8Array): CommandApdu {
  if (mode === '2g') return gsm.updateBinary(offset, data);
  return offset < FAR_OFFSET ? uicc.updateBinary(channel, offset, data) : uicc.updateBinaryFar(channel, offset, data);
}

/** Sends the UPDATE BINARY of a step to the current file. */
export async function sendUpdate(link: CardLink, target: Target, step: PlanStep): Promise<Updated> {
  const data = hex(step.data);
  const { mode, channel } = target.walker;
  const answer = await link.send(updateCommand(mode, channel, step.offset, data));
  if (!answer.ok) return { kind: 'failed', error: answer.error, answered: false };
  const { sw } = answer.value;
  const cardClass = mode === '2g' ? '2g' : 'iso';
  // 63Cx after an UPDATE: done after x internal retries (TS 102 221 10.2.1.2).
  if (statusOutcome(sw, cardClass) === 'ok' || (mode === '3g' && sw >> 4 === 0x63c)) return { kind: 'done' };
  const status = statusDetails(sw, cardClass);
  if (NO_RIGHT.includes(sw))
    return { kind: 'refused', error: appError('update-refused', { file: step.file, ...status }) };
  const error = appError('card-error', {
    what: `UPDATE BINARY ${hexWord(step.offset)}`,
    ...status,
    advice: `Read the card to see what it holds now. ${status.advice}`,
    adviceZh: `请读卡查看现在的内容。${status.adviceZh}`,
  });
  return notDone(sw) ? { kind: 'refused', error } : { kind: 'failed', error, answered: true };
}
