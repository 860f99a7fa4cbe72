import type { CommandApdu } from '../apdu/command.ts';
import { INS } from '../apdu/instructions.ts';
import { channelClass } from './commands.ts';

/** How a key is spoken to: the class, and in the ISO class the logical channel. */
export interface KeyPlace {
  readonly mode: '2g' | '3g';
  readonly channel: number;
  /** P2: key reference in 3G, CHV number in 2G. */
  readonly reference: number;
}

/** What can be done with a key (TS 102 221 11.1.9 to 11.1.13, TS 51.011 8.9 to 8.13). */
export const KEY_ACTS = {
  verify: INS.verify,
  change: INS.changePin,
  disable: INS.disablePin,
  enable: INS.enablePin,
  unblock: INS.unblockPin,
} as const;

export type KeyAct = keyof typeof KEY_ACTS;

/** In class A0, UNBLOCK CHV calls CHV1 by 00 (TS 51.011 9.2.13). */
const p2Of = ({ mode, reference }: KeyPlace, act: KeyAct) =>
  mode === '2g' && act === 'unblock' && reference === 1 ? 0 : reference;

/**
 * A PIN command. Without `data` VERIFY and UNBLOCK ask for the tries left, in the ISO class alone.
 * @param data one block, or for `change` and `unblock` the present value and the new one
 */
export function keyCommand(place: KeyPlace, act: KeyAct, data?: Uint8Array): CommandApdu {
  return {
    cla: place.mode === '2g' ? 0xa0 : channelClass(place.channel),
    ins: KEY_ACTS[act],
    p1: 0,
    p2: p2Of(place, act),
    ...(data && { data }),
  };
}
