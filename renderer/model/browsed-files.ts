import { INS } from '../../core/apdu/instructions.ts';
import type { CardFile, FileRead } from '../../core/bootstrap/read-result.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import type { BrowsedFile, FileBody } from '../../electron/ipc/file-contract.ts';

/** All files of a card as far as they were looked for and read. */
export interface Browse {
  /** Files found so far while it runs; null once it has ended. */
  readonly running: { readonly count: number; readonly name: string } | null;
  readonly files: readonly BrowsedFile[];
  readonly complete: boolean;
  /** What was read of them, by path. */
  readonly bodies: ReadonlyMap<string, FileBody>;
}

export const NOTHING_BROWSED: Browse = { running: null, files: [], complete: false, bodies: new Map() };

/** AID of the PKCS#15 application, as the tree shows it (PKCS#15 5.4). */
export const PKCS15_AID = 'A000000063504B43532D3135';

/** Application paths of the read begin with 7FFF where the application has no file id. */
const ADF = '7FFF';

/** A browsed path as the read of the chain names it. */
export function placeOf(path: string, files: readonly BrowsedFile[], read: readonly CardFile[]): string {
  if (!read.some((file) => file.path.startsWith(ADF))) return path;
  const adf = files.find(({ kind, aid }) => kind === 'adf' && aid?.startsWith(PKCS15_AID) === true);
  return adf !== undefined && path.startsWith(adf.path) ? ADF + path.slice(adf.path.length) : path;
}

/** The places in a file that each of the exchanges brought, from READ BINARY and READ RECORD as they were sent. */
export function readsIn(
  trace: readonly Exchange[],
  { exchanges }: FileBody,
  recordLength: number,
): readonly FileRead[] {
  return trace.flatMap(({ index, command, response }): readonly FileRead[] => {
    if (index < exchanges.from || index >= exchanges.to || response.length <= 2) return [];
    const [, ins = 0, p1 = 0, p2 = 0] = command;
    const length = response.length - 2;
    if (ins === INS.readBinary) return [{ exchange: index, offset: (p1 & 0x80) !== 0 ? p2 : (p1 << 8) | p2, length }];
    if (ins === INS.readRecord && p1 > 0) return [{ exchange: index, offset: (p1 - 1) * recordLength, length }];
    return [];
  });
}

/** A browsed file as the panes take it; without bytes until it was read. */
export function browsedCardFile(
  file: BrowsedFile,
  path: string,
  body: FileBody | undefined,
  trace: readonly Exchange[],
): CardFile {
  return {
    path,
    fid: file.path.slice(-4),
    name: file.name,
    role: 'other',
    structure: file.structure === 'ber-tlv' ? 'unknown' : file.structure,
    size: file.size,
    recordLength: file.recordLength,
    bytes: body?.bytes ?? new Uint8Array(),
    reads: body === undefined ? [] : [...readsIn(trace, body, file.recordLength)],
  };
}

/** The size in the few signs that a row of the tree has for it. */
export function sizeMark({ structure, size, records, recordLength }: BrowsedFile): string | null {
  if ((structure === 'linear' || structure === 'cyclic') && recordLength > 0) return `${records} × ${recordLength}`;
  return size === null ? null : `${size} B`;
}
