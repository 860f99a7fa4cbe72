/** Where the condition of an act stands. */
export interface ActRow {
  readonly ef?: number;
  readonly df?: number;
  readonly ins?: number;
  readonly nibble?: 'read' | 'update' | 'increase' | 'rehabilitate' | 'invalidate';
}

/**
 * What can be done with a file, and where its condition stands: the bit of the access mode byte for an EF and for a DF
 * (ISO/IEC 7816-4 tables 16 and 17, TS 102 221 9.2.4), the instruction that a command-header access mode names, the
 * nibble of class A0 (TS 51.011 9.2.1, bytes 9 to 11).
 */
const ACTS = {
  read: { ef: 0x01, nibble: 'read' },
  update: { ef: 0x02, nibble: 'update' },
  write: { ef: 0x04 },
  increase: { ins: 0x32, nibble: 'increase' },
  resize: { ins: 0xd4 },
  deactivate: { ef: 0x08, df: 0x08, nibble: 'invalidate' },
  invalidate: { ef: 0x08, df: 0x08, nibble: 'invalidate' },
  activate: { ef: 0x10, df: 0x10, nibble: 'rehabilitate' },
  rehabilitate: { ef: 0x10, df: 0x10, nibble: 'rehabilitate' },
  terminate: { ef: 0x20, df: 0x20 },
  delete: { ef: 0x40, df: 0x40 },
  'create-df': { df: 0x04 },
  'create-ef': { df: 0x02 },
  'delete-child': { df: 0x01 },
} as const satisfies Readonly<Record<string, ActRow>>;

/** An act by its command header: for those that have no bit of their own. */
export interface CommandAct {
  readonly ins: number;
  readonly cla?: number;
  readonly p1?: number;
  readonly p2?: number;
}

export type FileAct = keyof typeof ACTS;
export type CardAct = FileAct | CommandAct;

/** The row of an act that has a name. */
export function actRow(act: FileAct): ActRow {
  return ACTS[act];
}

/** The bit of the access mode byte; undefined where the act has none for this kind of file. */
export function modeBit(act: CardAct, folder: boolean): number | undefined {
  if (typeof act !== 'string') return undefined;
  const { ef, df } = actRow(act);
  return folder ? df : ef;
}
