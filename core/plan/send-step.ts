import type { CommandApdu } from '../apdu/command.ts';
import { INS } from '../apdu/instructions.ts';
import { statusDetails, statusOutcome } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { hex, hexWord } from '../base/bytes.ts';
import type { CardLink } from '../card/card-link.ts';
import { channelClass } from '../card/commands.ts';
import type { PlanStep } from './write-plan.ts';

/** How a step that changes the card ended. */
export type Sent =
  | { readonly kind: 'done' }
  /** The card says that it did not do it: nothing has changed. */
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

const WORDS: Readonly<Record<string, string>> = {
  create: 'CREATE FILE',
  resize: 'RESIZE FILE',
  activate: 'ACTIVATE FILE',
  delete: 'DELETE FILE',
};

function wordsOf({ kind, offset }: PlanStep, { ins, p1 }: CommandApdu): string {
  if (ins === INS.updateRecord) return `UPDATE RECORD ${p1}`;
  return WORDS[kind] ?? `UPDATE BINARY ${hexWord(offset)}`;
}

/** A planned command on the channel in use: only its class byte knows of channels (TS 102 221 10.1.1). */
export function plannedCommand(command: string, channel: number): CommandApdu {
  const bytes = hex(command);
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = bytes;
  const data = bytes.slice(5);
  const onChannel = cla === 0xa0 ? cla : (cla & 0x80) | channelClass(channel);
  return { cla: onChannel, ins, p1, p2, ...(data.length > 0 && { data }) };
}

/** Sends the command of a step. What it works on is current on the card. */
export async function sendStep(
  link: CardLink,
  { mode, channel }: { readonly mode: '2g' | '3g'; readonly channel: number },
  step: PlanStep & { readonly command: string },
): Promise<Sent> {
  const command = plannedCommand(step.command, channel);
  const answer = await link.send(command);
  if (!answer.ok) return { kind: 'failed', error: answer.error, answered: false };
  const { sw } = answer.value;
  const cardClass = mode === '2g' ? '2g' : 'iso';
  // 63Cx after an UPDATE: done after x internal retries (TS 102 221 10.2.1.2).
  if (statusOutcome(sw, cardClass) === 'ok' || (mode === '3g' && sw >> 4 === 0x63c)) return { kind: 'done' };
  const status = statusDetails(sw, cardClass);
  if (NO_RIGHT.includes(sw))
    return { kind: 'refused', error: appError('update-refused', { file: step.file, ...status }) };
  const error = appError('card-error', {
    what: wordsOf(step, command),
    ...status,
    advice: `Read the card to see what it holds now. ${status.advice}`,
    adviceZh: `请读卡查看现在的内容。${status.adviceZh}`,
  });
  return notDone(sw) ? { kind: 'refused', error } : { kind: 'failed', error, answered: true };
}
