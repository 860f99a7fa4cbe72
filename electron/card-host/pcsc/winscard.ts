import { type Abi, abiOf, READER_STATE_MEMBERS, SCARD } from './abi.ts';
import { RETURN_CODES, SUCCESS } from './return-codes.ts';

/** Contexts and card handles: opaque. */
export type Handle = number | bigint;

/** One entry of SCardGetStatusChange. */
export interface ReaderEntry {
  readonly name: string;
  /** What the caller knows; 0 knows nothing. */
  readonly current: number;
}

export interface ReaderEvent {
  readonly name: string;
  readonly event: number;
  readonly atr: Uint8Array;
}

export interface CardStatus {
  readonly rc: number;
  readonly state: number;
  readonly protocol: number;
  readonly atr: Uint8Array;
}

/** The functions of winscard.h that this product calls. `rc` is the return code as an unsigned number, 0 is success. */
export interface Winscard {
  readonly abi: Abi;
  establishContext(): { readonly rc: number; readonly context: Handle };
  releaseContext(context: Handle): number;
  isValidContext(context: Handle): number;
  listReaders(context: Handle): { readonly rc: number; readonly names: readonly string[] };
  /** @param timeout milliseconds; 0 asks for the present state */
  getStatusChange(
    context: Handle,
    timeout: number,
    readers: readonly ReaderEntry[],
  ): { readonly rc: number; readonly readers: readonly ReaderEvent[] };
  /** The same on a thread of its own: the event loop goes on. */
  waitStatusChange(context: Handle, timeout: number, readers: readonly ReaderEntry[]): Promise<number>;
  cancel(context: Handle): number;
  connect(
    context: Handle,
    reader: string,
    share: number,
    protocols: number,
  ): { readonly rc: number; readonly card: Handle; readonly protocol: number };
  reconnect(
    card: Handle,
    share: number,
    protocols: number,
    initialization: number,
  ): { readonly rc: number; readonly protocol: number };
  disconnect(card: Handle, disposition: number): number;
  status(card: Handle): CardStatus;
  beginTransaction(card: Handle): number;
  endTransaction(card: Handle, disposition: number): number;
  /** @returns the return code; on success `transmitted()` bytes stand in `response` */
  transmit(card: Handle, protocol: number, tpdu: Uint8Array, response: Uint8Array): number;
  /** Length of the last response. */
  transmitted(): number;
  /** Speaks to the reader itself. @returns the return code; on success `transmitted()` bytes stand in `output` */
  control(card: Handle, code: number, input: Uint8Array, output: Uint8Array): number;
}

type Koffi = typeof import('koffi');
type Library = ReturnType<Koffi['load']>;

/** The C structures as koffi types. Anonymous, so that they can be made more than once. */
export function winscardTypes(koffi: Koffi, abi: Abi) {
  const kinds = {
    text: abi.text === 'utf8' ? 'str' : 'str16',
    pointer: 'void *',
    dword: abi.dword,
    atr: koffi.array('uint8_t', abi.atrSize, 'Typed'),
  };
  const record = abi.packed ? koffi.pack : koffi.struct;
  const readerState = record(Object.fromEntries(READER_STATE_MEMBERS.map(([name, kind]) => [name, kinds[kind]])));
  const ioRequest = record({ dwProtocol: abi.dword, cbPciLength: abi.dword });
  return { readerState, ioRequest, text: kinds.text };
}

/** The one place that loads koffi: the product runs without it. */
export async function loadKoffi(): Promise<Koffi> {
  return import('koffi');
}

/**
 * Loads the system's PC/SC library.
 * @throws Error with the loader's message when koffi or the library is missing
 */
export async function loadWinscard(platform: string = process.platform): Promise<Winscard> {
  const koffi = await loadKoffi();
  const abi = abiOf(platform);
  return bind(koffi, abi, openLibrary(koffi, abi));
}

function openLibrary(koffi: Koffi, abi: Abi): Library {
  const reasons: string[] = [];
  for (const path of abi.libraries) {
    try {
      return koffi.load(path);
    } catch (error) {
      // The loader's message does not always name the file.
      reasons.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(reasons[0]);
}

interface RawReaderState {
  szReader: string;
  pvUserData: null;
  dwCurrentState: number;
  dwEventState: number;
  cbAtr: number;
  rgbAtr: Uint8Array;
}

/** Numbers that C writes through a pointer: 8 bytes do for every width, and all platforms are little-endian. */
const cell = () => Buffer.alloc(8);

function bind(koffi: Koffi, abi: Abi, library: Library): Winscard {
  const { readerState, text } = winscardTypes(koffi, abi);
  const { long, dword, handle } = abi;
  const buffer = 'uint8_t *';
  const named = (name: string) => name + abi.suffix;
  const establish = library.func('SCardEstablishContext', long, [dword, 'void *', 'void *', buffer]);
  const release = library.func('SCardReleaseContext', long, [handle]);
  const isValid = library.func('SCardIsValidContext', long, [handle]);
  const list = library.func(named('SCardListReaders'), long, [handle, 'void *', buffer, buffer]);
  const change = library.func(named('SCardGetStatusChange'), long, [
    handle,
    dword,
    koffi.inout(koffi.pointer(readerState)),
    dword,
  ]);
  const cancel = library.func('SCardCancel', long, [handle]);
  const connect = library.func(named('SCardConnect'), long, [handle, text, dword, dword, buffer, buffer]);
  const reconnect = library.func('SCardReconnect', long, [handle, dword, dword, dword, buffer]);
  const disconnect = library.func('SCardDisconnect', long, [handle, dword]);
  const status = library.func(named('SCardStatus'), long, [handle, buffer, buffer, buffer, buffer, buffer, buffer]);
  const begin = library.func('SCardBeginTransaction', long, [handle]);
  const end = library.func('SCardEndTransaction', long, [handle, dword]);
  const transmit = library.func('SCardTransmit', long, [handle, buffer, buffer, dword, 'void *', buffer, buffer]);

  const control = library.func(abi.control, long, [handle, dword, buffer, dword, buffer, dword, buffer]);

  const code = (value: number | bigint) => Number(value) >>> 0;
  const handleIn = (at: Buffer): Handle => koffi.decode(at, handle) as Handle;
  const length = cell();
  const width = koffi.sizeof(dword);
  // SCARD_PCI_T0 and _T1 are nothing but the protocol and the size of the structure.
  const headers = [SCARD.PROTOCOL_T0, SCARD.PROTOCOL_T1].map((protocol) => {
    const header = Buffer.alloc(2 * width);
    header.writeUInt32LE(protocol, 0);
    header.writeUInt32LE(2 * width, width);
    return header;
  });

  const rawStates = (readers: readonly ReaderEntry[]): RawReaderState[] =>
    readers.map(({ name, current }) => ({
      szReader: name,
      pvUserData: null,
      dwCurrentState: current,
      dwEventState: 0,
      cbAtr: 0,
      rgbAtr: new Uint8Array(abi.atrSize),
    }));

  return {
    abi,
    establishContext: () => {
      const context = cell();
      const rc = code(establish(SCARD.SCOPE_SYSTEM, null, null, context));
      return { rc, context: handleIn(context) };
    },
    releaseContext: (context) => code(release(context)),
    isValidContext: (context) => code(isValid(context)),
    listReaders: (context) => {
      const size = cell();
      const charBytes = abi.text === 'utf8' ? 1 : 2;
      // The list may grow between the question for its size and the question for itself.
      for (;;) {
        const asked = code(list(context, null, null, size));
        if (asked === RETURN_CODES.SCARD_E_NO_READERS_AVAILABLE.value) return { rc: SUCCESS, names: [] };
        if (asked !== SUCCESS) return { rc: asked, names: [] };
        const names = Buffer.alloc(size.readUInt32LE(0) * charBytes);
        const rc = code(list(context, null, names, size));
        if (rc === RETURN_CODES.SCARD_E_INSUFFICIENT_BUFFER.value) continue;
        if (rc === RETURN_CODES.SCARD_E_NO_READERS_AVAILABLE.value) return { rc: SUCCESS, names: [] };
        const text = names.toString(abi.text, 0, size.readUInt32LE(0) * charBytes);
        return { rc, names: rc === SUCCESS ? text.split('\0').filter((name) => name !== '') : [] };
      }
    },
    getStatusChange: (context, timeout, readers) => {
      const states = rawStates(readers);
      const rc = code(change(context, timeout, states, states.length));
      return {
        rc,
        readers: states.map((state) => ({
          name: state.szReader,
          event: code(state.dwEventState),
          atr: Uint8Array.from(state.rgbAtr.subarray(0, Math.min(Number(state.cbAtr), abi.atrSize))),
        })),
      };
    },
    waitStatusChange: (context, timeout, readers) =>
      new Promise((resolve, reject) => {
        const states = rawStates(readers);
        change.async(context, timeout, states, states.length, (failure: unknown, rc: number) => {
          if (failure === null || failure === undefined) resolve(code(rc));
          else reject(failure);
        });
      }),
    cancel: (context) => code(cancel(context)),
    connect: (context, reader, share, protocols) => {
      const card = cell();
      const protocol = cell();
      const rc = code(connect(context, reader, share, protocols, card, protocol));
      return { rc, card: handleIn(card), protocol: protocol.readUInt32LE(0) };
    },
    reconnect: (card, share, protocols, initialization) => {
      const protocol = cell();
      const rc = code(reconnect(card, share, protocols, initialization, protocol));
      return { rc, protocol: protocol.readUInt32LE(0) };
    },
    disconnect: (card, disposition) => code(disconnect(card, disposition)),
    status: (card) => {
      const [nameSize, state, protocol, atrSize] = [cell(), cell(), cell(), cell()] as const;
      const name = Buffer.alloc(1024);
      const atr = new Uint8Array(36);
      nameSize.writeUInt32LE(name.length / 2, 0);
      atrSize.writeUInt32LE(abi.atrSize, 0);
      const rc = code(status(card, name, nameSize, state, protocol, atr, atrSize));
      return {
        rc,
        state: state.readUInt32LE(0),
        protocol: protocol.readUInt32LE(0),
        atr: atr.slice(0, Math.min(atrSize.readUInt32LE(0), atr.length)),
      };
    },
    beginTransaction: (card) => code(begin(card)),
    endTransaction: (card, disposition) => code(end(card, disposition)),
    transmit: (card, protocol, tpdu, response) => {
      length.writeUInt32LE(response.length, 0);
      return code(transmit(card, headers[protocol - 1] ?? headers[0], tpdu, tpdu.length, null, response, length));
    },
    transmitted: () => length.readUInt32LE(0),
    control: (card, controlCode, input, output) => {
      length.writeUInt32LE(0, 0);
      return code(control(card, controlCode, input, input.length, output, output.length, length));
    },
  };
}
