/** Where a file stands in its life (ISO/IEC 7816-4 table 13, TS 102 221 11.1.1.4.9). */
export type LifeCycle =
  | 'not-told'
  | 'creation'
  | 'initialisation'
  | 'activated'
  | 'deactivated'
  | 'terminated'
  | 'proprietary';

/** The life cycle status byte; bits that a state leaves open are masked, not compared. */
export function lifeCycleOf(status: number): LifeCycle {
  if (status === 0x00) return 'not-told';
  if (status === 0x01) return 'creation';
  if (status === 0x03) return 'initialisation';
  if ((status & 0xfd) === 0x05) return 'activated';
  if ((status & 0xfd) === 0x04) return 'deactivated';
  if ((status & 0xfc) === 0x0c) return 'terminated';
  return 'proprietary';
}

/** The byte that a file is created with; the states that end a life are reached by commands of their own (TS 102 222 6.3). */
export const NEW_FILE_STATES = { creation: 0x01, initialisation: 0x03, activated: 0x05, deactivated: 0x04 } as const;
