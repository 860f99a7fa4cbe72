import { showUtf8 } from '../base/bytes.ts';
import type { Vocabulary } from './code-pages.ts';
import type { WbxmlDocument } from './document.ts';

/**
 * Public identifiers of documents that cards hold, that pushes carry, or that are mistaken for them. MetInf 1.0 and 1.1
 * and DM DDF have no number of their own. 0x01 says "unknown" and names nothing.
 */
export const PUBLIC_IDS = [
  { number: 0x1201, fpi: '-//SYNCML//DTD SyncML 1.2//EN', vocabulary: 'syncml', clause: 'SyncML RepPro 1.2' },
  { number: 0x1202, fpi: '-//SYNCML//DTD MetInf 1.2//EN', vocabulary: 'syncml', clause: 'SyncML MetInf 1.2' },
  { number: 0x1203, fpi: '-//SYNCML//DTD DevInf 1.2//EN', vocabulary: 'devinf12', clause: 'SyncML DevInf 1.2' },
  { number: 0x0fd3, fpi: '-//SYNCML//DTD SyncML 1.1//EN', vocabulary: 'syncml', clause: 'SyncML RepPro 1.1' },
  { number: 0x0fd4, fpi: '-//SYNCML//DTD DevInf 1.1//EN', vocabulary: 'devinf11', clause: 'SyncML DevInf 1.1' },
  { number: null, fpi: '-//SYNCML//DTD MetInf 1.1//EN', vocabulary: 'syncml', clause: 'SyncML MetInf 1.1' },
  { number: 0x0fd1, fpi: '-//SYNCML//DTD SyncML 1.0//EN', vocabulary: 'syncml', clause: 'SyncML RepPro 1.0' },
  { number: 0x0fd2, fpi: '-//SYNCML//DTD DevInf 1.0//EN', vocabulary: 'devinf11', clause: 'SyncML DevInf 1.0' },
  { number: null, fpi: '-//SYNCML//DTD MetInf 1.0//EN', vocabulary: 'syncml', clause: 'SyncML MetInf 1.0' },
  { number: null, fpi: '-//OMA//DTD-DM-DDF 1.2//EN', vocabulary: 'syncml', clause: 'DM TND 1.2, 8.6.1' },
  { number: 0x0b, fpi: '-//WAPFORUM//DTD PROV 1.0//EN', vocabulary: 'prov', clause: 'WAP-183 8' },
  { number: 0x05, fpi: '-//WAPFORUM//DTD SI 1.0//EN', vocabulary: 'si', clause: null },
  { number: 0x06, fpi: '-//WAPFORUM//DTD SL 1.0//EN', vocabulary: 'sl', clause: null },
  { number: 0x0d, fpi: '-//WAPFORUM//DTD EMN 1.0//EN', vocabulary: 'emn', clause: null },
] as const satisfies readonly {
  number: number | null;
  fpi: string;
  vocabulary: Vocabulary;
  clause: string | null;
}[];

export const SYNCML_12 = { number: 0x1201, fpi: '-//SYNCML//DTD SyncML 1.2//EN' } as const;
export const DM_DDF_FPI = '-//OMA//DTD-DM-DDF 1.2//EN';

type PublicIdHolder = Pick<WbxmlDocument, 'publicId' | 'stringTable'>;

/** The identifier that stands in the string table, up to its 00 or the table's end; undefined for a numeric one. */
export function publicIdText(holder: PublicIdHolder): string | undefined {
  const { number, index } = holder.publicId;
  if (number !== 0 || index === undefined || index > holder.stringTable.length) return undefined;
  const end = holder.stringTable.indexOf(0, index);
  return showUtf8(holder.stringTable.subarray(index, end < 0 ? undefined : end));
}

/** The identifier for people: its FPI string where it has one, else the number as `0x1201`. */
export function showPublicId(holder: PublicIdHolder): string {
  const text = publicIdText(holder);
  if (text !== undefined) return text;
  const { number } = holder.publicId;
  const row = PUBLIC_IDS.find((entry) => entry.number === number);
  return row?.fpi ?? `0x${number.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Tables that the identifier stands for: those of SyncML where it says nothing. */
export function vocabularyOf(holder: PublicIdHolder): Vocabulary {
  const text = publicIdText(holder);
  return rowOf(holder, text)?.vocabulary ?? 'syncml';
}

function rowOf({ publicId }: PublicIdHolder, text: string | undefined) {
  return PUBLIC_IDS.find((entry) => (text === undefined ? entry.number === publicId.number : entry.fpi === text));
}

const SYNCML_ROOT = { page: 0, token: 0x2d };
const PROV_ROOT = { page: 0, token: 0x05 };

/**
 * The tables for a document with this identifier and root element. A message that is labelled as DevInf, SI, SL or EMN
 * begins with SyncML all the same, a token that none of those has as its root: then the names are those of SyncML. A
 * document whose identifier says nothing is taken for Client Provisioning by its root: as a tag of SyncML that is Add,
 * which no message begins with.
 */
export function vocabularyFor(
  holder: PublicIdHolder,
  root: { readonly page: number; readonly token: number } | null,
): Vocabulary {
  const named = vocabularyOf(holder);
  const message = root !== null && root.page === SYNCML_ROOT.page && root.token === SYNCML_ROOT.token;
  const provisioning = root !== null && root.page === PROV_ROOT.page && root.token === PROV_ROOT.token;
  if (provisioning && rowOf(holder, publicIdText(holder)) === undefined) return 'prov';
  return message && named !== 'prov' ? 'syncml' : named;
}
