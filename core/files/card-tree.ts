import type { AccessAnswer } from '../card/access-rule.ts';
import type { FilePlace } from '../card/file-cursor.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { KnownFile } from '../card/known-file.ts';
import type { Reach } from '../card/reach.ts';
import type { NamedObject, Pkcs15Role } from './pkcs15-paths.ts';

/** Why a file was looked for. */
export type FoundBy =
  /** A standard names it at this place. */
  | 'standard'
  /** EF(DIR) lists it, or it lies on the way there. */
  | 'directory'
  /** A directory of the PKCS#15 application names it. */
  | 'pkcs15'
  /** It answered while a range of ids was tried. */
  | 'discovery'
  /** A person named it. */
  | 'request';

/** One file of a card, as SELECT showed it. */
export interface CardTreeNode {
  /** File ids from the MF in hex: `3F007F506421`. An ADF that has no id there stands under one that is free (7FF0 …). */
  readonly path: string;
  /** How it is reached. */
  readonly place: FilePlace;
  readonly kind: 'mf' | 'df' | 'adf' | 'ef';
  readonly foundBy: FoundBy;
  /** What a standard calls it. */
  readonly known: KnownFile | null;
  /** What a PKCS#15 directory says that it holds. */
  readonly pkcs15?: Pkcs15Role;
  /** The data objects whose value it is, as a directory names them. */
  readonly objects?: readonly NamedObject[];
  /** AID of an application's DF or ADF. */
  readonly aid: Uint8Array | null;
  /** Of EF(DIR). */
  readonly label: string | null;
  readonly reach: Reach;
  readonly sw: number;
  /** Null where the card refused SELECT, or answered nothing that decodes. */
  readonly header: FileHeader | null;
  /** Who may read and update it, and what must be verified first; null where the header is missing. */
  readonly access: { readonly read: AccessAnswer; readonly update: AccessAnswer } | null;
}

/** An application that EF(DIR) lists. */
export interface ListedApplication {
  readonly aid: Uint8Array;
  readonly label: string | null;
  /** Its node; null where the card did not let it be selected, or class A0 knows no way to it. */
  readonly path: string | null;
  /** Status word of its selection; null where none was tried. */
  readonly sw: number | null;
}

export interface CardTree {
  /** Parents before what is in them; the MF first. */
  readonly nodes: readonly CardTreeNode[];
  readonly applications: readonly ListedApplication[];
  /** False where the browsing was stopped: there may be more. */
  readonly complete: boolean;
}

/** The name a person reads: the standard's, the label of EF(DIR), or the file id. */
export function nodeName(node: CardTreeNode): string {
  const standard = node.known?.name;
  // A DF is no ADF for being an application: file ids lead to it.
  if (standard !== undefined) return node.kind === 'df' ? standard.replace(/^ADF/, 'DF') : standard;
  return node.label === null ? node.path.slice(-4) : `${node.kind.toUpperCase()}(${node.label})`;
}

export const parentPath = (path: string): string => path.slice(0, -4);
