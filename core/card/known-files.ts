import { type KnownFile, type KnownFileTable, knownFile } from './known-file.ts';
import { CDMA_FILES } from './known-files-cdma.ts';
import {
  GRAPHICS_FILES,
  GSM_FILES,
  MCS_FILES,
  MMSS_FILES,
  MULTIMEDIA_FILES,
  TELECOM_FILES,
  V2X_FILES,
} from './known-files-gsm.ts';
import { HPSIM_FILES, ISIM_FILES } from './known-files-isim.ts';
import { MF_FILES, PKCS15_FILES } from './known-files-uicc.ts';
import { USIM_FILES } from './known-files-usim.ts';
import {
  FIVEG_PROSE_FILES,
  FIVEGS_FILES,
  FIVEMBS_FILES,
  GSM_ACCESS_FILES,
  HNB_FILES,
  MEXE_FILES,
  PHONEBOOK_FILES,
  PROSE_FILES,
  SAIP_FILES,
  SNPN_FILES,
  SOLSA_FILES,
  USIM_FOLDERS,
  WLAN_FILES,
} from './known-files-usim-folders.ts';

interface KnownFolder {
  readonly tables: readonly KnownFileTable[];
  readonly folders: Readonly<Record<string, KnownFolder>>;
}

const leaf = (...tables: readonly KnownFileTable[]): KnownFolder => ({ tables, folders: {} });

const TELECOM: KnownFolder = {
  tables: [TELECOM_FILES],
  folders: {
    '5F3A': leaf(PHONEBOOK_FILES),
    '5F3B': leaf(MULTIMEDIA_FILES),
    '5F3C': leaf(MMSS_FILES),
    '5F3D': leaf(MCS_FILES),
    '5F3E': leaf(V2X_FILES),
    '5F50': leaf(GRAPHICS_FILES),
  },
};

const GSM: KnownFolder = { tables: [GSM_FILES], folders: { '5F3C': leaf(MEXE_FILES), '5F70': leaf(SOLSA_FILES) } };

const MF: KnownFolder = {
  tables: [MF_FILES],
  folders: { '7F10': TELECOM, '7F20': GSM, '7F21': GSM, '7F25': leaf(CDMA_FILES) },
};

const USIM: KnownFolder = {
  tables: [USIM_FILES, USIM_FOLDERS],
  folders: {
    '5F3A': leaf(PHONEBOOK_FILES),
    '5F3B': leaf(GSM_ACCESS_FILES),
    '5F3C': leaf(MEXE_FILES),
    '5F40': leaf(WLAN_FILES),
    '5F50': leaf(HNB_FILES),
    '5F70': leaf(SOLSA_FILES),
    '5F90': leaf(PROSE_FILES),
    '5FC0': leaf(FIVEGS_FILES),
    '5FD0': leaf(SAIP_FILES),
    '5FE0': leaf(SNPN_FILES),
    '5FF0': leaf(FIVEG_PROSE_FILES),
    '5FF1': leaf(FIVEMBS_FILES),
  },
};

/** What a CSIM has besides the files of an R-UIM, or in another form: its service table has a bit a service. */
const CSIM_ONLY = {
  standard: 'C.S0065',
  rows: [
    ['6F06', 'ARR', '5.2', 'access rules', '访问规则引用', { as: 'linear', decoder: 'arr' }],
    ['6F32', 'CSIM_ST', '5.2', 'CSIM service table', 'CSIM 业务表', { decoder: 'csimSt' }],
  ],
} as const satisfies KnownFileTable;

/** Applications by the beginning of their AID: RID and application code (TS 101 220 Annex E; PKCS#15 5.4). */
const APPLICATIONS: readonly {
  readonly aid: string;
  readonly file: KnownFile;
  readonly folder: KnownFolder;
}[] = [
  application('A0000000871002', 'USIM', 'TS 31.102 4.2', 'USIM application', 'USIM 应用', USIM),
  application('A0000000871004', 'ISIM', 'TS 31.103 4.2', 'ISIM application', 'ISIM 应用', leaf(ISIM_FILES)),
  application('A000000087100A', 'HPSIM', 'TS 31.104 4.2', 'HPSIM application', 'HPSIM 应用', leaf(HPSIM_FILES)),
  application('A0000003431002', 'CSIM', 'C.S0065 5.2', 'CSIM application', 'CSIM 应用', leaf(CSIM_ONLY, CDMA_FILES)),
  application(
    'A000000063504B43532D3135',
    'PKCS15',
    'PKCS#15 5.4',
    'PKCS#15 application',
    'PKCS#15 应用',
    leaf(PKCS15_FILES),
  ),
];

function application(aid: string, id: string, clause: string, en: string, zh: string, folder: KnownFolder) {
  return { aid, file: knownFile('', ['7FFF', id, clause, en, zh, { as: 'adf' }]), folder };
}

const MF_ITSELF = knownFile('TS 102 221', ['3F00', 'MF', '8.1', 'root of the card', '主文件', { as: 'df' }]);

export interface FilePlace {
  /** File ids in hex from the MF: `3F007F206F07`. Under an application the second one is its DF's, or 7FFF. */
  readonly path: string;
  /** AID (hex, whole or its beginning) of the application whose DF or ADF the path goes through. */
  readonly aid?: string | undefined;
}

function applicationOf(aid: string | undefined) {
  const name = aid?.toUpperCase();
  return name === undefined ? undefined : APPLICATIONS.find((item) => name.startsWith(item.aid));
}

/** File ids below the application or the MF, and where they count from. */
function locate({
  path,
  aid,
}: FilePlace): { readonly fids: readonly string[]; readonly root: KnownFolder } | undefined {
  const ids = path.toUpperCase().match(/.{4}/g) ?? [];
  if (ids[0] !== '3F00') return undefined;
  const app = aid === undefined || ids.length < 2 ? undefined : applicationOf(aid);
  if (app !== undefined) return { fids: ids.slice(2), root: app.folder };
  return aid !== undefined && ids.length > 1 ? undefined : { fids: ids.slice(1), root: MF };
}

function folderAt(root: KnownFolder, fids: readonly string[]): KnownFolder | undefined {
  let folder: KnownFolder | undefined = root;
  for (const fid of fids) folder = folder?.folders[fid];
  return folder;
}

/** A file id that two tables have belongs to the first. */
function filesIn(folder: KnownFolder | undefined): readonly KnownFile[] {
  const files = new Map<string, KnownFile>();
  for (const { standard, rows } of folder?.tables ?? [])
    for (const row of rows) if (!files.has(row[0])) files.set(row[0], knownFile(standard, row));
  return [...files.values()];
}

/**
 * What the standards call the file at a place. Undefined where none names it: file ids mean nothing by themselves, they are
 * looked up where the file stands.
 */
export function findKnownFile(place: FilePlace): KnownFile | undefined {
  const found = locate(place);
  if (found === undefined) return undefined;
  const last = found.fids.at(-1);
  if (last === undefined) return found.root === MF ? MF_ITSELF : applicationOf(place.aid)?.file;
  return filesIn(folderAt(found.root, found.fids.slice(0, -1))).find((file) => file.fid === last);
}

/** The files that may stand directly under a MF, DF or ADF, in the order of the tables. */
export function knownFilesOf(parent: FilePlace): readonly KnownFile[] {
  const found = locate(parent);
  return found === undefined ? [] : filesIn(folderAt(found.root, found.fids));
}
