/**
 * What the three PC/SC libraries disagree on: integer widths, packing, text, names. Types are named as koffi names them.
 * Sources: winscard.h, wintypes.h and pcsclite.h of pcsc-lite; wintypes.h of Apple's PCSC.framework; winscard.h of the
 * Windows SDK.
 */
export interface Abi {
  /** Where the library may be, in the order in which it is looked for. */
  readonly libraries: readonly string[];
  /** LONG, the return type of every function. */
  readonly long: 'long' | 'int32_t';
  readonly dword: 'unsigned long' | 'uint32_t';
  /** SCARDCONTEXT and SCARDHANDLE. */
  readonly handle: 'long' | 'int32_t' | 'uintptr_t';
  /** Reader names: `char *` in UTF-8, or `wchar_t *` in UTF-16. */
  readonly text: 'utf8' | 'utf16le';
  /** Appended to the functions that take or give text. */
  readonly suffix: '' | 'W';
  /** SCardControl takes the lengths of both buffers since Mac OS X 10.5, under a name of its own there. */
  readonly control: 'SCardControl' | 'SCardControl132';
  /** SCARD_CTL_CODE of a function number. */
  readonly controlCode: (code: number) => number;
  /** Apple packs the structures to one byte. */
  readonly packed: boolean;
  /** Size of SCARD_READERSTATE.rgbAtr. */
  readonly atrSize: 33 | 36;
  /** Whether SCardGetStatusChange tells of new readers (the reader name `\\?PnP?\Notification`). */
  readonly plugAndPlay: boolean;
  /** Entries that one call of SCardGetStatusChange takes. */
  readonly entries: number;
}

const PCSC_LITE_CODE = (code: number) => 0x42000000 + code;
/** CTL_CODE(FILE_DEVICE_SMARTCARD, code, METHOD_BUFFERED, FILE_ANY_ACCESS). */
const WINDOWS_CODE = (code: number) => 0x310000 + code * 4;

export const ABIS = {
  linux: {
    libraries: ['libpcsclite.so.1', 'libpcsclite.so'],
    long: 'long',
    dword: 'unsigned long',
    handle: 'long',
    text: 'utf8',
    suffix: '',
    control: 'SCardControl',
    controlCode: PCSC_LITE_CODE,
    packed: false,
    atrSize: 33,
    plugAndPlay: true,
    entries: 16,
  },
  darwin: {
    libraries: ['/System/Library/Frameworks/PCSC.framework/PCSC'],
    long: 'int32_t',
    dword: 'uint32_t',
    handle: 'int32_t',
    text: 'utf8',
    suffix: '',
    control: 'SCardControl132',
    controlCode: PCSC_LITE_CODE,
    packed: true,
    atrSize: 33,
    plugAndPlay: false,
    entries: 16,
  },
  win32: {
    libraries: ['winscard.dll'],
    long: 'int32_t',
    dword: 'uint32_t',
    handle: 'uintptr_t',
    text: 'utf16le',
    suffix: 'W',
    control: 'SCardControl',
    controlCode: WINDOWS_CODE,
    packed: false,
    atrSize: 36,
    plugAndPlay: true,
    entries: 10,
  },
} as const satisfies Record<string, Abi>;

export type PcscPlatform = keyof typeof ABIS;

/** Members of SCARD_READERSTATE in their order, with the kind of each. */
export const READER_STATE_MEMBERS = [
  ['szReader', 'text'],
  ['pvUserData', 'pointer'],
  ['dwCurrentState', 'dword'],
  ['dwEventState', 'dword'],
  ['cbAtr', 'dword'],
  ['rgbAtr', 'atr'],
] as const;

/** What the C compilers of the 64-bit platforms make of the structures, in bytes: offsets in the order of the members. */
export const LAYOUTS_64 = {
  linux: { readerState: { size: 80, offsets: [0, 8, 16, 24, 32, 40] }, ioRequest: 16 },
  darwin: { readerState: { size: 61, offsets: [0, 8, 16, 20, 24, 28] }, ioRequest: 8 },
  win32: { readerState: { size: 64, offsets: [0, 8, 16, 20, 24, 28] }, ioRequest: 8 },
} as const satisfies Record<PcscPlatform, unknown>;

/** The row of a platform (`process.platform`): every Unix but macOS runs pcsc-lite. */
export function abiOf(platform: string): Abi {
  return platform === 'win32' ? ABIS.win32 : platform === 'darwin' ? ABIS.darwin : ABIS.linux;
}

/** Function number of CM_IOCTL_GET_FEATURE_REQUEST (PC/SC part 10, 2.2), to be made a control code. */
export const GET_FEATURE_REQUEST = 3400;

/** Constants of winscard.h, the same on all platforms. */
export const SCARD = {
  SCOPE_SYSTEM: 2,
  SHARE_EXCLUSIVE: 1,
  SHARE_SHARED: 2,
  PROTOCOL_T0: 1,
  PROTOCOL_T1: 2,
  LEAVE_CARD: 0,
  RESET_CARD: 1,
  UNPOWER_CARD: 2,
  STATE_UNKNOWN: 0x0004,
  STATE_UNAVAILABLE: 0x0008,
  STATE_EMPTY: 0x0010,
  STATE_PRESENT: 0x0020,
  STATE_EXCLUSIVE: 0x0080,
  /** Somebody is connected to the card, and shares it. */
  STATE_INUSE: 0x0100,
  STATE_MUTE: 0x0200,
} as const;
