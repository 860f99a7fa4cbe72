/** What a standard says about the files of one folder: the tables in `known-files-*.ts`. */
export interface KnownFileTable {
  /** What the clauses of the rows belong to; a row of another standard names it itself. */
  readonly standard: string;
  readonly rows: readonly KnownFileRow[];
}

/**
 * A file: four hex digits of its id, the standard's name without its `EF` or `DF`, the clause, and what it holds in English
 * and Chinese.
 */
export type KnownFileRow = readonly [
  fid: string,
  id: string,
  clause: string,
  en: string,
  zh: string,
  more?: {
    /** Absent: a transparent EF. */
    readonly as?: KnownStructure;
    /** Short file id that the standard fixes. */
    readonly sfi?: number;
    readonly decoder?: DecoderName;
    /** The content is a key: it is masked wherever it is shown. */
    readonly secret?: true;
  },
];

export type KnownStructure = 'transparent' | 'linear' | 'cyclic' | 'ber-tlv' | 'df' | 'adf';

/** A decoder of `file-decoders/`; several files share one. */
export type DecoderName =
  | 'acc'
  | 'ad'
  | 'adAlone'
  | 'adn'
  | 'arr'
  | 'atr'
  | 'cbmi'
  | 'cbmir'
  | 'csimSt'
  | 'cst'
  | 'deviceId'
  | 'dir'
  | 'ecc'
  | 'eccSim'
  | 'epsLoci'
  | 'est'
  | 'ext'
  | 'gid'
  | 'hpplmn'
  | 'iccid'
  | 'imsi'
  | 'imsiM'
  | 'ist'
  | 'kc'
  | 'keys'
  | 'languages'
  | 'languagesSim'
  | 'loci'
  | 'mdn'
  | 'msisdn'
  | 'naiUri'
  | 'opl'
  | 'phase'
  | 'plmnAct'
  | 'plmns'
  | 'pnn'
  | 'psLoci'
  | 'secret'
  | 'sidNid'
  | 'sms'
  | 'smsp'
  | 'smss'
  | 'spdi'
  | 'spn'
  | 'spnCdma'
  | 'sst'
  | 'umpc'
  | 'usgind'
  | 'ust';

/** A file that a standard names. */
export interface KnownFile {
  readonly fid: string;
  /** `EF(IMSI)`, `DF(TELECOM)`, `ADF(USIM)`. */
  readonly name: string;
  /** `EF_IMSI`: what card images call it. */
  readonly symbol: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly structure: KnownStructure;
  readonly sfi?: number;
  readonly clause: string;
  readonly decoder?: DecoderName;
  readonly secret: boolean;
}

/** The public face of a row. */
export function knownFile(standard: string, [fid, id, clause, en, zh, more]: KnownFileRow): KnownFile {
  const structure = more?.as ?? 'transparent';
  const kind = structure === 'df' ? 'DF' : structure === 'adf' ? 'ADF' : 'EF';
  return {
    fid,
    name: fid === '3F00' ? 'MF' : `${kind}(${id})`,
    symbol: fid === '3F00' ? 'MF' : `${kind}_${id}`,
    title: { en, zh },
    structure,
    clause: /^[0-9]/.test(clause) ? `${standard} ${clause}` : clause,
    secret: more?.secret ?? false,
    ...(more?.sfi !== undefined && { sfi: more.sfi }),
    ...(more?.decoder !== undefined && { decoder: more.decoder }),
  };
}
