import { childOf, childrenOf, type DocElement, type DocValue, descend } from './element.ts';

/*
 * SyncML  = SyncHdr, SyncBody
 * SyncHdr = VerDTD, VerProto, SessionID, MsgID, Target, Source, RespURI?, NoResp?, Cred?, Meta?
 * Add     = CmdID, NoResp?, Cred?, Meta?, Item+
 * Item    = Target?, Source?, SourceParent?, TargetParent?, Meta?, Data?, MoreData?
 * (SyncML RepPro 1.2, 5 and 6; DM RepPro 1.2)
 */

/** Elements of SyncBody that are commands; those with `nested` hold commands of their own. */
export const COMMANDS = {
  Add: { nested: false },
  Alert: { nested: false },
  Atomic: { nested: true },
  Copy: { nested: false },
  Delete: { nested: false },
  Exec: { nested: false },
  Get: { nested: false },
  Replace: { nested: false },
  Sequence: { nested: true },
  Status: { nested: false },
} as const satisfies Record<string, { nested: boolean }>;

export interface SyncItem {
  readonly element: DocElement;
  /** Target/LocURI. */
  readonly target: DocValue | null;
  /** Meta/Format and Meta/Type; those of the command where the item has none. */
  readonly format: DocValue | null;
  readonly type: DocValue | null;
  readonly data: DocElement | null;
}

export interface SyncCommand {
  readonly name: keyof typeof COMMANDS;
  readonly element: DocElement;
  readonly items: readonly SyncItem[];
}

export interface SyncMessage {
  readonly element: DocElement;
  readonly header: DocElement | null;
  readonly body: DocElement | null;
  /** SyncHdr/Source/LocURI. */
  readonly source: DocValue | null;
  readonly target: DocValue | null;
  /** Commands in their order, those inside Atomic and Sequence after the one that holds them. */
  readonly commands: readonly SyncCommand[];
  /** True when SyncBody has Final as its last element. */
  readonly final: boolean;
  /** Number of Final elements. */
  readonly finals: number;
}

/** The DM message under a root element `SyncML`; undefined for another root. */
export function readSyncMessage(root: DocElement): SyncMessage | undefined {
  if (root.name !== 'SyncML') return undefined;
  const header = childOf(root, 'SyncHdr') ?? null;
  const body = childOf(root, 'SyncBody') ?? null;
  return {
    element: root,
    header,
    body,
    source: locUri(header ?? undefined, 'Source'),
    target: locUri(header ?? undefined, 'Target'),
    commands: body === null ? [] : commandsIn(body),
    final: body?.children.at(-1)?.name === 'Final',
    finals: childrenOf(body ?? undefined, 'Final').length,
  };
}

function locUri(element: DocElement | undefined, end: 'Source' | 'Target'): DocValue | null {
  return descend(element, end, 'LocURI')?.value ?? null;
}

function commandsIn(parent: DocElement): SyncCommand[] {
  const out: SyncCommand[] = [];
  for (const element of parent.children) {
    if (!isCommand(element.name)) continue;
    const meta = childOf(element, 'Meta');
    out.push({ name: element.name, element, items: childrenOf(element, 'Item').map((item) => readItem(item, meta)) });
    if (COMMANDS[element.name].nested) out.push(...commandsIn(element));
  }
  return out;
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}

function readItem(element: DocElement, commandMeta: DocElement | undefined): SyncItem {
  const meta = childOf(element, 'Meta');
  return {
    element,
    target: locUri(element, 'Target'),
    format: (childOf(meta, 'Format') ?? childOf(commandMeta, 'Format'))?.value ?? null,
    type: (childOf(meta, 'Type') ?? childOf(commandMeta, 'Type'))?.value ?? null,
    data: childOf(element, 'Data') ?? null,
  };
}

/** Media types of a management tree in Data (DM TNDS 1.2). Compared without case and white space. */
export const TNDS_TYPES = {
  wbxml: 'application/vnd.syncml.dmtnds+wbxml',
  xml: 'application/vnd.syncml.dmtnds+xml',
} as const;

/** Which TNDS form a Meta/Type announces; null for another type. */
export function tndsForm(type: string | undefined): keyof typeof TNDS_TYPES | null {
  const plain = type?.trim().toLowerCase();
  if (plain === TNDS_TYPES.wbxml) return 'wbxml';
  return plain === TNDS_TYPES.xml ? 'xml' : null;
}
