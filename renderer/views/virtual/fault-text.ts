import type { FaultImage } from '../../../core/virtual-card/faults.ts';
import { faultWords } from '../../model/fault-draft.ts';
import type { Translate } from '../../text/text.ts';

/** A fault as one sentence. @param left commands that it counts until it happens; 0: it goes on happening */
export function faultText(t: Translate, fault: FaultImage, left: number): string {
  const { trigger, command, effect, values, when, outcome } = faultWords(fault, left);
  const start = t(command === null ? `fault.trigger.${trigger}` : `fault.trigger.${trigger}.ins`, {
    command: command ?? '',
    left,
  });
  const tail = t(`fault.tail.${when ?? outcome ?? 'none'}`, values);
  const space = /[\u4e00-\u9fff：]$/.test(start) ? '' : ' ';
  return `${start}${space}${t(`fault.effect.${effect}`, values)}${tail}`;
}
