/** One tag of a code page. */
export interface TagRow {
  /** Tag identity: the low six bits of the tag byte. */
  readonly token: number;
  readonly name: string;
}

export interface CodePage {
  readonly page: number;
  readonly title: string;
  /** Namespace of its elements in the XML form. */
  readonly xmlns: string | null;
  readonly clause: string;
  readonly tags: readonly TagRow[];
}

/** Code page 0 of SyncML 1.2. Token 30 is reserved. */
const SYNCML_TAGS = [
  { token: 0x05, name: 'Add' },
  { token: 0x06, name: 'Alert' },
  { token: 0x07, name: 'Archive' },
  { token: 0x08, name: 'Atomic' },
  { token: 0x09, name: 'Chal' },
  { token: 0x0a, name: 'Cmd' },
  { token: 0x0b, name: 'CmdID' },
  { token: 0x0c, name: 'CmdRef' },
  { token: 0x0d, name: 'Copy' },
  { token: 0x0e, name: 'Cred' },
  { token: 0x0f, name: 'Data' },
  { token: 0x10, name: 'Delete' },
  { token: 0x11, name: 'Exec' },
  { token: 0x12, name: 'Final' },
  { token: 0x13, name: 'Get' },
  { token: 0x14, name: 'Item' },
  { token: 0x15, name: 'Lang' },
  { token: 0x16, name: 'LocName' },
  { token: 0x17, name: 'LocURI' },
  { token: 0x18, name: 'Map' },
  { token: 0x19, name: 'MapItem' },
  { token: 0x1a, name: 'Meta' },
  { token: 0x1b, name: 'MsgID' },
  { token: 0x1c, name: 'MsgRef' },
  { token: 0x1d, name: 'NoResp' },
  { token: 0x1e, name: 'NoResults' },
  { token: 0x1f, name: 'Put' },
  { token: 0x20, name: 'Replace' },
  { token: 0x21, name: 'RespURI' },
  { token: 0x22, name: 'Results' },
  { token: 0x23, name: 'Search' },
  { token: 0x24, name: 'Sequence' },
  { token: 0x25, name: 'SessionID' },
  { token: 0x26, name: 'SftDel' },
  { token: 0x27, name: 'Source' },
  { token: 0x28, name: 'SourceRef' },
  { token: 0x29, name: 'Status' },
  { token: 0x2a, name: 'Sync' },
  { token: 0x2b, name: 'SyncBody' },
  { token: 0x2c, name: 'SyncHdr' },
  { token: 0x2d, name: 'SyncML' },
  { token: 0x2e, name: 'Target' },
  { token: 0x2f, name: 'TargetRef' },
  { token: 0x31, name: 'VerDTD' },
  { token: 0x32, name: 'VerProto' },
  { token: 0x33, name: 'NumberOfChanges' },
  { token: 0x34, name: 'MoreData' },
  { token: 0x35, name: 'Field' },
  { token: 0x36, name: 'Filter' },
  { token: 0x37, name: 'Record' },
  { token: 0x38, name: 'FilterType' },
  { token: 0x39, name: 'SourceParent' },
  { token: 0x3a, name: 'TargetParent' },
  { token: 0x3b, name: 'Move' },
  { token: 0x3c, name: 'Correlator' },
] as const satisfies readonly TagRow[];

/** Code page 1: MetInf 1.2. */
const METINF_TAGS = [
  { token: 0x05, name: 'Anchor' },
  { token: 0x06, name: 'EMI' },
  { token: 0x07, name: 'Format' },
  { token: 0x08, name: 'FreeID' },
  { token: 0x09, name: 'FreeMem' },
  { token: 0x0a, name: 'Last' },
  { token: 0x0b, name: 'Mark' },
  { token: 0x0c, name: 'MaxMsgSize' },
  { token: 0x0d, name: 'Mem' },
  { token: 0x0e, name: 'MetInf' },
  { token: 0x0f, name: 'Next' },
  { token: 0x10, name: 'NextNonce' },
  { token: 0x11, name: 'SharedMem' },
  { token: 0x12, name: 'Size' },
  { token: 0x13, name: 'Type' },
  { token: 0x14, name: 'Version' },
  { token: 0x15, name: 'MaxObjSize' },
  { token: 0x16, name: 'FieldLevel' },
] as const satisfies readonly TagRow[];

/** Code page 2: DM DDF and TNDS 1.2. `Node` is the element, `node` the format. */
const DMDDF_TAGS = [
  { token: 0x05, name: 'AccessType' },
  { token: 0x06, name: 'ACL' },
  { token: 0x07, name: 'Add' },
  { token: 0x08, name: 'b64' },
  { token: 0x09, name: 'bin' },
  { token: 0x0a, name: 'bool' },
  { token: 0x0b, name: 'chr' },
  { token: 0x0c, name: 'CaseSense' },
  { token: 0x0d, name: 'CIS' },
  { token: 0x0e, name: 'Copy' },
  { token: 0x0f, name: 'CS' },
  { token: 0x10, name: 'date' },
  { token: 0x11, name: 'DDFName' },
  { token: 0x12, name: 'DefaultValue' },
  { token: 0x13, name: 'Delete' },
  { token: 0x14, name: 'Description' },
  { token: 0x15, name: 'DFFormat' },
  { token: 0x16, name: 'DFProperties' },
  { token: 0x17, name: 'DFTitle' },
  { token: 0x18, name: 'DFType' },
  { token: 0x19, name: 'Dynamic' },
  { token: 0x1a, name: 'Exec' },
  { token: 0x1b, name: 'float' },
  { token: 0x1c, name: 'Format' },
  { token: 0x1d, name: 'Get' },
  { token: 0x1e, name: 'int' },
  { token: 0x1f, name: 'Man' },
  { token: 0x20, name: 'MgmtTree' },
  { token: 0x21, name: 'MIME' },
  { token: 0x22, name: 'Mod' },
  { token: 0x23, name: 'Name' },
  { token: 0x24, name: 'Node' },
  { token: 0x25, name: 'node' },
  { token: 0x26, name: 'NodeName' },
  { token: 0x27, name: 'null' },
  { token: 0x28, name: 'Occurrence' },
  { token: 0x29, name: 'One' },
  { token: 0x2a, name: 'OneOrMore' },
  { token: 0x2b, name: 'OneOrN' },
  { token: 0x2c, name: 'Path' },
  { token: 0x2d, name: 'Permanent' },
  { token: 0x2e, name: 'Replace' },
  { token: 0x2f, name: 'RTProperties' },
  { token: 0x30, name: 'Scope' },
  { token: 0x31, name: 'Size' },
  { token: 0x32, name: 'time' },
  { token: 0x33, name: 'Title' },
  { token: 0x34, name: 'TStamp' },
  { token: 0x35, name: 'Type' },
  { token: 0x36, name: 'Value' },
  { token: 0x37, name: 'VerDTD' },
  { token: 0x38, name: 'VerNo' },
  { token: 0x39, name: 'xml' },
  { token: 0x3a, name: 'ZeroOrMore' },
  { token: 0x3b, name: 'ZeroOrN' },
  { token: 0x3c, name: 'ZeroOrOne' },
] as const satisfies readonly TagRow[];

/** Client Provisioning has three tags; 06 and 07 stand on both its pages. */
const PROV_TAGS = [
  { token: 0x05, name: 'wap-provisioningdoc' },
  { token: 0x06, name: 'characteristic' },
  { token: 0x07, name: 'parm' },
] as const satisfies readonly TagRow[];

/** The tag pages of a document type, in the order of their numbers. */
export const CODE_PAGES = {
  syncml: [
    { page: 0, title: 'SyncML', xmlns: 'SYNCML:SYNCML1.2', clause: 'SyncML RepPro 1.2, 8', tags: SYNCML_TAGS },
    { page: 1, title: 'MetInf', xmlns: 'syncml:metinf', clause: 'SyncML MetInf 1.2, 5', tags: METINF_TAGS },
    { page: 2, title: 'DM DDF', xmlns: 'syncml:dmddf1.2', clause: 'DM TND 1.2, 8.6.2', tags: DMDDF_TAGS },
  ],
  prov: [
    { page: 0, title: 'PROV', xmlns: null, clause: 'WAP-183 8', tags: PROV_TAGS },
    { page: 1, title: 'PROV', xmlns: null, clause: 'ProvCont 1.1, 7', tags: PROV_TAGS.slice(1) },
  ],
} as const satisfies Record<string, readonly CodePage[]>;

/** Which tables give a document's tags their names. */
export type Vocabulary = keyof typeof CODE_PAGES;

const NAMES = new Map<string, string>();
const TOKENS = new Map<string, { page: number; token: number }>();
for (const [vocabulary, pages] of Object.entries(CODE_PAGES)) {
  for (const { page, tags } of pages) {
    for (const { token, name } of tags) {
      NAMES.set(`${vocabulary} ${page} ${token}`, name);
      TOKENS.set(`${vocabulary} ${page} ${name}`, { page, token });
    }
  }
}

const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');

/** Name of a tag; `Tag_1_3F` (page in decimal, token in hex) for one that the tables do not have. */
export function tagName(vocabulary: Vocabulary, page: number, token: number): string {
  return NAMES.get(`${vocabulary} ${page} ${token}`) ?? `Tag_${page}_${hex2(token)}`;
}

/** True when the tables have the tag. */
export function isKnownTag(vocabulary: Vocabulary, page: number, token: number): boolean {
  return NAMES.has(`${vocabulary} ${page} ${token}`);
}

/** Page and token of `name` on `page`; also of the names that `tagName` makes up. Undefined for any other name. */
export function tagToken(
  vocabulary: Vocabulary,
  page: number,
  name: string,
): { page: number; token: number } | undefined {
  const known = TOKENS.get(`${vocabulary} ${page} ${name}`);
  if (known !== undefined) return known;
  const made = /^Tag_(\d{1,3})_([0-3][0-9A-F])$/.exec(name);
  if (made === null) return undefined;
  const token = Number.parseInt(made[2] ?? '', 16);
  const madePage = Number(made[1]);
  return token >= 5 && madePage < 256 ? { page: madePage, token } : undefined;
}

export function pageTitle(vocabulary: Vocabulary, page: number): string {
  return CODE_PAGES[vocabulary][page]?.title ?? 'unknown page';
}

export function pageNamespace(vocabulary: Vocabulary, page: number): string | null {
  return CODE_PAGES[vocabulary][page]?.xmlns ?? null;
}
