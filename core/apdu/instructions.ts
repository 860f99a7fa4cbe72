/** Instruction bytes of telecom cards. A row's name is the standard's. */
export const INS = {
  deactivateFile: 0x04,
  verify: 0x20,
  changePin: 0x24,
  disablePin: 0x26,
  enablePin: 0x28,
  unblockPin: 0x2c,
  activateFile: 0x44,
  manageChannel: 0x70,
  search: 0xa2,
  select: 0xa4,
  readBinary: 0xb0,
  readBinaryOdd: 0xb1,
  readRecord: 0xb2,
  getResponse: 0xc0,
  retrieveData: 0xcb,
  setData: 0xdb,
  updateBinary: 0xd6,
  updateBinaryOdd: 0xd7,
  updateRecord: 0xdc,
  status: 0xf2,
} as const;

const NAMES: Readonly<Record<number, readonly [iso: string, gsm: string]>> = {
  4: ['DEACTIVATE FILE', 'INVALIDATE'],
  16: ['TERMINAL PROFILE', 'TERMINAL PROFILE'],
  18: ['FETCH', 'FETCH'],
  20: ['TERMINAL RESPONSE', 'TERMINAL RESPONSE'],
  32: ['VERIFY PIN', 'VERIFY CHV'],
  36: ['CHANGE PIN', 'CHANGE CHV'],
  38: ['DISABLE PIN', 'DISABLE CHV'],
  40: ['ENABLE PIN', 'ENABLE CHV'],
  44: ['UNBLOCK PIN', 'UNBLOCK CHV'],
  50: ['INCREASE', 'INCREASE'],
  68: ['ACTIVATE FILE', 'REHABILITATE'],
  112: ['MANAGE CHANNEL', 'MANAGE CHANNEL'],
  136: ['AUTHENTICATE', 'RUN GSM ALGORITHM'],
  162: ['SEARCH RECORD', 'SEEK'],
  164: ['SELECT', 'SELECT'],
  170: ['TERMINAL CAPABILITY', 'TERMINAL CAPABILITY'],
  176: ['READ BINARY', 'READ BINARY'],
  177: ['READ BINARY', 'INS B1'],
  178: ['READ RECORD', 'READ RECORD'],
  192: ['GET RESPONSE', 'GET RESPONSE'],
  194: ['ENVELOPE', 'ENVELOPE'],
  203: ['RETRIEVE DATA', 'RETRIEVE DATA'],
  212: ['RESIZE FILE', 'RESIZE FILE'],
  214: ['UPDATE BINARY', 'UPDATE BINARY'],
  215: ['UPDATE BINARY', 'INS D7'],
  219: ['SET DATA', 'SET DATA'],
  220: ['UPDATE RECORD', 'UPDATE RECORD'],
  224: ['CREATE FILE', 'CREATE FILE'],
  228: ['DELETE FILE', 'DELETE FILE'],
  230: ['TERMINATE DF', 'TERMINATE DF'],
  232: ['TERMINATE EF', 'TERMINATE EF'],
  242: ['STATUS', 'STATUS'],
  250: ['SLEEP', 'SLEEP'],
  254: ['TERMINATE CARD USAGE', 'TERMINATE CARD USAGE'],
};

/** Name of a command by its class and instruction byte; `INS 7A` where the table does not have it. */
export function commandName(cla: number, ins: number): string {
  const names = NAMES[ins];
  if (names === undefined) return `INS ${ins.toString(16).toUpperCase().padStart(2, '0')}`;
  return cla === 0xa0 ? names[1] : names[0];
}
