/** An element that the model has no name for: kept as it stands. */
export interface PlainElement {
  readonly name: string;
  readonly children: readonly PlainElement[];
  /** Empty where it has children. */
  readonly text: string;
}

/** Meta information (MetInf 1.2). `rest` are elements other than these four. */
export interface SyncMeta {
  readonly format?: string;
  readonly type?: string;
  readonly size?: string;
  readonly nextNonce?: string;
  readonly rest?: readonly PlainElement[];
}

/** What Data holds: text, bytes (base64 in XML, OPAQUE in WBXML), or elements such as a management tree. */
export type SyncData =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'elements'; readonly elements: readonly PlainElement[] };

/** Target or Source. */
export interface SyncAddress {
  readonly locUri?: string;
  readonly locName?: string;
  readonly rest?: readonly PlainElement[];
}

export interface SyncCred {
  readonly meta?: SyncMeta;
  readonly data?: SyncData;
  readonly rest?: readonly PlainElement[];
}

/** SyncHdr; a property is absent where its element is. */
export interface SyncHeader {
  readonly verDtd?: string;
  readonly verProto?: string;
  readonly sessionId?: string;
  readonly msgId?: string;
  readonly target?: SyncAddress;
  readonly source?: SyncAddress;
  readonly respUri?: string;
  readonly noResp?: true;
  readonly cred?: SyncCred;
  readonly meta?: SyncMeta;
  readonly rest?: readonly PlainElement[];
}

export interface SyncItemModel {
  readonly target?: SyncAddress;
  readonly source?: SyncAddress;
  readonly sourceParent?: SyncAddress;
  readonly targetParent?: SyncAddress;
  readonly meta?: SyncMeta;
  readonly data?: SyncData;
  readonly moreData?: true;
  readonly rest?: readonly PlainElement[];
}

export const COMMAND_NAMES = [
  'Add',
  'Alert',
  'Atomic',
  'Copy',
  'Delete',
  'Exec',
  'Get',
  'Replace',
  'Results',
  'Sequence',
  'Status',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Any command; which of its properties may stand is the content model's business. */
export interface SyncCommandModel {
  readonly kind: 'command';
  readonly name: CommandName;
  readonly cmdId?: string;
  readonly msgRef?: string;
  readonly cmdRef?: string;
  /** Status: the command that it answers. */
  readonly cmd?: string;
  readonly targetRefs?: readonly string[];
  readonly sourceRefs?: readonly string[];
  readonly noResp?: true;
  readonly archive?: true;
  readonly sftDel?: true;
  readonly lang?: string;
  readonly cred?: SyncCred;
  readonly chal?: SyncMeta;
  readonly meta?: SyncMeta;
  readonly correlator?: string;
  /** Alert and Status have data of their own. */
  readonly data?: SyncData;
  readonly items?: readonly SyncItemModel[];
  /** Atomic and Sequence. */
  readonly commands?: readonly SyncCommandModel[];
  readonly rest?: readonly PlainElement[];
}

/** What stands in SyncBody, in its order. */
export type BodyEntry = SyncCommandModel | { readonly kind: 'other'; readonly element: PlainElement };

/** A DM message, whatever it was written in (SyncML RepPro 1.2; DM RepPro 1.2, 4.1). */
export interface SyncMessageModel {
  readonly header: SyncHeader | null;
  /** Null where there is no SyncBody. Final is no entry. */
  readonly body: readonly BodyEntry[] | null;
  readonly final: boolean;
  readonly rest?: readonly PlainElement[];
}
