import type { Finding } from '../base/finding.ts';
import type { Span } from '../base/span.ts';
import type { StructureNode, TokenSpan } from '../base/structure.ts';
import type { PushHeader } from '../cp/push.ts';
import type { MoRow, MoTable } from '../mo/mo-row.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';

/** How a message is read. */
export interface DecodeOptions {
  /**
   * DM Bootstrap release whose rules count; 1.3 where not given. In 1.2 every Add item must succeed (5.6.3) and nodes
   * belong to the server that Source/LocURI names (5.6.2); in 1.3 access rights come with the TNDS alone (5.5.3).
   */
  readonly rules?: '1.2' | '1.3';
  /** Management objects that the user described: they count before those of the product. */
  readonly tables?: readonly MoTable[];
  /**
   * What the bytes should be: `dm` (where not given) for the file of a card that holds DM messages, in which a Client
   * Provisioning document or a push header is a fault; `any` for a message of either profile, also one taken from a push.
   */
  readonly expect?: 'dm' | 'any';
}

/** One `AppAddr/<X>` of a DMAcc (DM StdObj 7.1.3.1). */
export interface AccountAddress {
  readonly addr: string;
  readonly addrType: string | null;
  /** The first `Port/<X>/PortNbr`, as written. */
  readonly port: string | null;
}

/** One `AppAuth/<X>` of a DMAcc, without its secret. */
export interface AccountAuth {
  readonly level: string | null;
  readonly type: string | null;
  readonly name: string | null;
}

/** A DMAcc in the terms of the JSON contract. */
export interface Account {
  readonly serverId: string | null;
  readonly name: string | null;
  readonly addresses: readonly AccountAddress[];
  readonly auth: readonly AccountAuth[];
}

/** One value that a person can read and change. */
export interface MessageField {
  /** Place in the message: `SyncHdr/Source/LocURI`, or the node's path in its management tree: `OpX/AppAddr/1/Addr`. */
  readonly path: string;
  /** The management object's own path below its root (`AppAddr/<X>/Addr`), where the object is known. */
  readonly moPath: string | null;
  /** Name of the management object or part it belongs to: `DMAcc`, `NAP`, `SyncHdr`; null where unknown. */
  readonly group: string | null;
  readonly value: string;
  /** The value's bytes in the message. */
  readonly span: Span;
  readonly secret: boolean;
  /** What the table of its management object says of it. */
  readonly row?: MoRow;
}

/** A bootstrap message, decoded as far as it goes. Undecodable bytes give an `unknown` profile with findings, never a throw. */
export interface MessageView {
  readonly profile: 'dm' | 'cp' | 'unknown';
  /** WBXML version as `1.2`, null where the header does not decode. */
  readonly version: string | null;
  /** Public identifier as its FPI string where it has one, else the number as `0x1201`. */
  readonly publicId: string | null;
  readonly charset: string | null;
  /** Bytes of the document without what follows it. */
  readonly size: number;
  /** Indented XML for people, secrets as they are; empty for `unknown`. */
  readonly xml: string;
  /** Root of the message's structure; null where nothing decodes. */
  readonly tree: StructureNode | null;
  readonly tokens: readonly TokenSpan[];
  readonly accounts: readonly Account[];
  readonly fields: readonly MessageField[];
  /** Value bytes of every secret, in order. */
  readonly secrets: readonly Span[];
  readonly findings: readonly Finding[];
  /** The document for re-encoding; null for `unknown`. */
  readonly document: WbxmlDocument | null;
  /** The header of the push that the message was taken from; absent where none stands before it. */
  readonly push?: PushHeader;
}

/** A new value for the field at `path`. */
export interface FieldEdit {
  readonly path: string;
  readonly value: string;
}
