import { PROV_ATTRIBUTE_PAGES } from '../wbxml/code-pages-prov.ts';

/** An attribute start that says a name and, where it has one, the whole value. */
export interface StartToken {
  readonly page: number;
  readonly token: number;
  /** Characters of the value that the token says. */
  readonly prefix: string;
}

const STARTS = new Map<string, StartToken[]>();
const VALUES = new Map<number, Map<string, number>>();
for (const { page, starts, values } of PROV_ATTRIBUTE_PAGES) {
  for (const row of starts) {
    const prefix = 'prefix' in row ? row.prefix : '';
    const key = `${row.name}=${prefix}`;
    STARTS.set(key, [...(STARTS.get(key) ?? []), { page, token: row.token, prefix }]);
  }
  const own = VALUES.get(page) ?? new Map<string, number>();
  for (const { token, value } of values) own.set(value, token);
  VALUES.set(page, own);
}

/**
 * The start to write `name="value"` with: one for the whole value if there is any, else the one for the name alone; on
 * `page` if it stands there. Starts stand for whole names of parms and types, as devices compare them: none is used for
 * the first characters of a longer one.
 * @returns undefined for an attribute that has no token.
 */
export function startToken(name: string, value: string, page: number): StartToken | undefined {
  const rows = STARTS.get(`${name}=${value}`) ?? STARTS.get(`${name}=`) ?? [];
  return rows.find((row) => row.page === page) ?? rows[0];
}

/** Page 1 has tokens for parts of authentication types and for the comma between them; those of page 0 are whole values. */
const PAGE_OF_PARTS = 1;
/** No list of authentication types is longer. */
const LONGEST = 128;

/** The fewest value tokens of `page` that make up the whole of `text`; undefined where they cannot. */
export function valueTokens(text: string, page: number): Uint8Array | undefined {
  const tokens = VALUES.get(page);
  const whole = tokens?.get(text);
  if (whole !== undefined) return Uint8Array.of(whole);
  if (tokens === undefined || page !== PAGE_OF_PARTS || text === '' || text.length > LONGEST) return undefined;
  // best[i]: the tokens for the first i characters. Longer tokens first is not always fewest, so all are tried.
  const best: (readonly number[] | undefined)[] = [[]];
  for (let end = 1; end <= text.length; end++) {
    for (const [value, token] of tokens) {
      const before = best[end - value.length];
      if (before === undefined || !text.startsWith(value, end - value.length)) continue;
      if (best[end] === undefined || before.length + 1 < (best[end]?.length ?? 0)) best[end] = [...before, token];
    }
  }
  const found = best[text.length];
  return found && Uint8Array.from(found);
}
