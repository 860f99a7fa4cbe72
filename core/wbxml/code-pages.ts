import type { AttributePage, AttributeStartRow, AttributeValueRow, CodePage, TagRow } from './code-page.ts';
import { DEVINF_11_TAGS, DEVINF_12_TAGS } from './code-pages-devinf.ts';
import { PROV_ATTRIBUTE_PAGES, PROV_READ_ONLY_PAGES } from './code-pages-prov.ts';
import {
  EMN_STARTS,
  EMN_TAGS,
  EMN_VALUES,
  PUSH_VALUES,
  SI_STARTS,
  SI_TAGS,
  SL_STARTS,
  SL_TAGS,
} from './code-pages-push.ts';
import { DMDDF_TAGS, METINF_TAGS, SYNCML_TAGS } from './code-pages-syncml.ts';

/** Client Provisioning has three tags; 06 and 07 stand on both its pages. */
const PROV_TAGS = [
  { token: 0x05, name: 'wap-provisioningdoc' },
  { token: 0x06, name: 'characteristic' },
  { token: 0x07, name: 'parm' },
] as const satisfies readonly TagRow[];

const unverified = { page: 0, clause: null, source: 'unverified' } as const;
const metInf = { page: 1, title: 'MetInf', xmlns: 'syncml:metinf', clause: 'SyncML MetInf 1.2, 5', tags: METINF_TAGS };

/** The tag pages of a document type. */
export const CODE_PAGES = {
  syncml: [
    { page: 0, title: 'SyncML', xmlns: 'SYNCML:SYNCML1.2', clause: 'SyncML RepPro 1.2, 8', tags: SYNCML_TAGS },
    metInf,
    { page: 2, title: 'DM DDF', xmlns: 'syncml:dmddf1.2', clause: 'DM TND 1.2, 8.6.2', tags: DMDDF_TAGS },
  ],
  devinf11: [{ ...unverified, title: 'DevInf', xmlns: 'syncml:devinf', tags: DEVINF_11_TAGS }, metInf],
  devinf12: [{ ...unverified, title: 'DevInf', xmlns: 'syncml:devinf', tags: DEVINF_12_TAGS }, metInf],
  prov: [
    { page: 0, title: 'PROV', xmlns: null, clause: 'WAP-183 8', tags: PROV_TAGS },
    { page: 1, title: 'PROV', xmlns: null, clause: 'ProvCont 1.1, 7', tags: PROV_TAGS.slice(1) },
  ],
  si: [{ ...unverified, title: 'SI', xmlns: null, tags: SI_TAGS }],
  sl: [{ ...unverified, title: 'SL', xmlns: null, tags: SL_TAGS }],
  emn: [{ ...unverified, title: 'EMN', xmlns: null, tags: EMN_TAGS }],
} as const satisfies Record<string, readonly CodePage[]>;

/** Which tables give a document's tags and attributes their names. */
export type Vocabulary = keyof typeof CODE_PAGES;

/** The attribute pages of a document type; SyncML and its relatives have no attributes. */
export const ATTRIBUTE_PAGES: Readonly<Record<Vocabulary, readonly AttributePage[]>> = {
  syncml: [],
  devinf11: [],
  devinf12: [],
  prov: [...PROV_ATTRIBUTE_PAGES, ...PROV_READ_ONLY_PAGES],
  si: [{ ...unverified, starts: SI_STARTS, values: PUSH_VALUES }],
  sl: [{ ...unverified, starts: SL_STARTS, values: PUSH_VALUES }],
  emn: [{ ...unverified, starts: EMN_STARTS, values: EMN_VALUES }],
};

/** Rows by `page << 8 | token`. */
interface Tables {
  /** Names by `page << 6 | token`, for the decoder, which asks for every element. */
  readonly names: readonly (string | undefined)[];
  readonly tags: ReadonlyMap<number, TagRow>;
  readonly pages: ReadonlyMap<number, CodePage>;
  readonly tokens: ReadonlyMap<string, number>;
  readonly starts: ReadonlyMap<number, AttributeStartRow>;
  readonly values: ReadonlyMap<number, AttributeValueRow>;
}

function rowsByKey<Row extends { readonly token: number }>(
  pages: readonly { readonly page: number }[],
  rowsOf: (index: number) => readonly Row[],
): Map<number, Row> {
  const map = new Map<number, Row>();
  pages.forEach(({ page }, index) => {
    for (const row of rowsOf(index)) map.set((page << 8) | row.token, row);
  });
  return map;
}

function tablesOf(pages: readonly CodePage[], attributes: readonly AttributePage[]): Tables {
  const tags = rowsByKey(pages, (index) => pages[index]?.tags ?? []);
  const names: (string | undefined)[] = new Array(pages.length << 6).fill(undefined);
  for (const { page, tags: rows } of pages) for (const row of rows) names[(page << 6) | row.token] = row.name;
  return {
    names,
    tags,
    pages: new Map(pages.map((page) => [page.page, page])),
    tokens: new Map([...tags].map(([key, row]) => [`${key >> 8} ${row.name}`, row.token])),
    starts: rowsByKey(attributes, (index) => attributes[index]?.starts ?? []),
    values: rowsByKey(attributes, (index) => attributes[index]?.values ?? []),
  };
}

const TABLES = Object.fromEntries(
  Object.entries(CODE_PAGES).map(([vocabulary, pages]) => [
    vocabulary,
    tablesOf(pages, ATTRIBUTE_PAGES[vocabulary as Vocabulary]),
  ]),
) as Record<Vocabulary, Tables>;

const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');

/** Name of a tag; `Tag_1_3F` (page in decimal, token in hex) for one that the tables do not have. */
export function tagName(vocabulary: Vocabulary, page: number, token: number): string {
  return TABLES[vocabulary].names[(page << 6) | token] ?? `Tag_${page}_${hex2(token)}`;
}

/** True when the tables have the tag. */
export function isKnownTag(vocabulary: Vocabulary, page: number, token: number): boolean {
  return TABLES[vocabulary].tags.has((page << 8) | token);
}

/** Page and token of `name` on `page`; also of the names that `tagName` makes up. Undefined for any other name. */
export function tagToken(
  vocabulary: Vocabulary,
  page: number,
  name: string,
): { page: number; token: number } | undefined {
  const known = TABLES[vocabulary].tokens.get(`${page} ${name}`);
  if (known !== undefined) return { page, token: known };
  const made = /^Tag_(\d{1,3})_([0-3][0-9A-F])$/.exec(name);
  if (made === null) return undefined;
  const token = Number.parseInt(made[2] ?? '', 16);
  const madePage = Number(made[1]);
  return token >= 5 && madePage < 256 ? { page: madePage, token } : undefined;
}

/** The attribute that starts with `token`; undefined where the tables do not have it. */
export function attributeStart(vocabulary: Vocabulary, page: number, token: number): AttributeStartRow | undefined {
  return TABLES[vocabulary].starts.get((page << 8) | token);
}

/** An attribute start or value that may be written, with its page. */
interface Writable {
  readonly starts: readonly (AttributeStartRow & { readonly page: number })[];
  readonly values: readonly (AttributeValueRow & { readonly page: number })[];
}

const READ_ONLY: readonly AttributePage[] = PROV_READ_ONLY_PAGES;

function writableOf(pages: readonly AttributePage[]): Writable {
  const own = pages.filter((page) => !READ_ONLY.includes(page));
  return {
    starts: own.flatMap(({ page, starts }) => starts.map((row) => ({ ...row, page }))),
    values: own.flatMap(({ page, values }) => values.map((row) => ({ ...row, page }))),
  };
}

const WRITABLE = Object.fromEntries(
  Object.entries(ATTRIBUTE_PAGES).map(([vocabulary, pages]) => [vocabulary, writableOf(pages)]),
) as Record<Vocabulary, Writable>;

/** The attribute tokens of a document type that are written: some are only ever read. */
export function writableAttributes(vocabulary: Vocabulary): Writable {
  return WRITABLE[vocabulary];
}

/** The characters that an attribute value token stands for; undefined where the tables do not have it. */
export function attributeValue(vocabulary: Vocabulary, page: number, token: number): string | undefined {
  return TABLES[vocabulary].values.get((page << 8) | token)?.value;
}

export function pageTitle(vocabulary: Vocabulary, page: number): string {
  return TABLES[vocabulary].pages.get(page)?.title ?? 'unknown page';
}

export function pageNamespace(vocabulary: Vocabulary, page: number): string | null {
  return TABLES[vocabulary].pages.get(page)?.xmlns ?? null;
}
