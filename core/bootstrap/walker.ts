import type { Result } from '../base/result.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { Reach } from '../card/reach.ts';
import type { DirRecord, DirTemplate } from '../pkcs15/ef-dir.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { FileRead } from './read-result.ts';

export interface StepOutcome {
  readonly reach: Reach;
  /** Last status word. */
  readonly sw: number;
  readonly exchanges: readonly number[];
}

export interface FileBody extends StepOutcome {
  readonly structure: 'transparent' | 'linear' | 'cyclic' | 'unknown';
  readonly size: number | null;
  readonly recordLength: number;
  readonly bytes: Uint8Array;
  readonly reads: readonly FileRead[];
  /** Present where it was asked for or needed. */
  readonly header?: FileHeader;
  /** Status word that reading was refused with before a key was verified. */
  readonly refusedFirst?: number;
}

export interface DirBody extends FileBody {
  readonly records: readonly DirRecord[];
}

export interface ApplicationOutcome extends StepOutcome {
  /** Logical channel in use; 0 in 2G and where no other could be had. */
  readonly channel: number;
  /** Status word of a refused MANAGE CHANNEL. */
  readonly channelRefused?: number;
  /** Status word with which the AID of EF(DIR) was refused, where a beginning of it was taken. */
  readonly nameRefused?: number;
}

export interface FileWish {
  /** True once what was read so far is enough: reading stops there. */
  readonly enough: (bytes: Uint8Array) => boolean;
  /**
   * True while what was read so far ends in the middle of something: then a short block is the most that the card can send, and
   * not the end of the file.
   */
  readonly cut?: (bytes: Uint8Array) => boolean;
  /** Ask for the file's header even where reading could do without. */
  readonly header: boolean;
}

/**
 * The way down a card: the same for both modes, so that the read flow is written once. Every method answers an error only
 * when the link broke; what the card refuses is an outcome.
 */
export interface CardWalker {
  readonly mode: '2g' | '3g';
  /** Class byte and channel for commands below the application: VERIFY, UPDATE. */
  readonly channel: number;
  /** Reads EF(DIR), records in order, until one is `wanted`; `all` reads on behind it. */
  readDir(wanted: (record: DirRecord) => boolean, all: boolean): Promise<Result<DirBody>>;
  /** Makes the application current: by AID on a new logical channel (3G), by the file ids of tag 51 (2G). */
  enter(template: Pick<DirTemplate, 'aid' | 'fids'>): Promise<Result<ApplicationOutcome>>;
  /** Makes a folder current: the MF (no file ids), a DF, or the application. `header` asks for its header too. */
  folder(path: ResolvedPath, header?: boolean): Promise<Result<StepOutcome & { readonly header?: FileHeader }>>;
  /** Selects a file and reads it from offset 0. */
  readFile(path: ResolvedPath, wish: FileWish): Promise<Result<FileBody>>;
  /** Selects a file and gives its header. */
  header(path: ResolvedPath): Promise<Result<StepOutcome & { readonly header?: FileHeader }>>;
  /** Reads one record of a linear EF given by file id next to the application's files or under the MF: EF(ARR). */
  readRecord(path: ResolvedPath, record: number): Promise<Result<StepOutcome & { readonly data: Uint8Array }>>;
  /** Something was sent past this walker: what is current on the card is no longer known. */
  forget(): void;
  /** Closes the channel, or puts back what was selected before. */
  leave(): Promise<Result<readonly number[]>>;
}
