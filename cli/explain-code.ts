import { type CardClass, explainStatus, isKnownStatus } from '../core/apdu/status-words.ts';
import { ERROR_ROWS, type Language } from '../core/base/error-catalogue.ts';
import type { FindingRow } from '../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../core/bootstrap/finding-rows.ts';
import { CLIENT_PROFILES } from '../core/device/client-profiles.ts';
import { REASON_ROWS } from '../core/device/reason-rows.ts';
import { LINK_WORDS } from '../core/trace/link-words.ts';
import { QUIRKS } from '../core/virtual-card/quirks.ts';

/** What a code is, and what there is to say of it: names and texts in the order in which they are shown. */
export interface Explanation {
  readonly code: string;
  readonly what: 'finding' | 'error' | 'rejection' | 'client' | 'trace' | 'quirk';
  readonly [name: string]: string | number | readonly string[] | null;
}

/** A text of a row without values: `{offset}` reads as `‹offset›`. */
function open(text: string | null): string | null {
  return text === null ? null : text.replace(/\{(\w+)\}/g, '‹$1›');
}

/** The row of a table; undefined for what only every object has. */
function rowOf<Row>(table: Readonly<Record<string, Row>>, code: string): Row | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

function findingOf(code: string, lang: Language): Explanation | null {
  const row = rowOf<FindingRow>(FINDING_ROWS, code);
  if (row === undefined) return null;
  const { kind, severity, clause } = row;
  const { title, message, device, fix } = row[lang];
  const words = { message: open(message), clause, device: open(device), fix: open(fix) };
  return { code, what: 'finding', kind, severity, title, ...words };
}

function errorOf(code: string, lang: Language): Explanation | null {
  const row = rowOf<(typeof ERROR_ROWS)[keyof typeof ERROR_ROWS]>(ERROR_ROWS, code);
  if (row === undefined) return null;
  const { message, next } = row[lang];
  return { code, what: 'error', exit: row.exit, message: open(message), next: open(next) };
}

function rejectionOf(code: string, lang: Language): Explanation | null {
  const row = rowOf<(typeof REASON_ROWS)[keyof typeof REASON_ROWS]>(REASON_ROWS, code);
  return row === undefined ? null : { code, what: 'rejection', message: open(row[lang]), clause: row.clause };
}

function clientOf(code: string, lang: Language): Explanation | null {
  const profile = CLIENT_PROFILES.find(({ name }) => name === code);
  if (profile === undefined) return null;
  const { title, basis, hazards } = profile;
  return { code, what: 'client', title: title[lang], basis, hazards };
}

function traceOf(code: string, lang: Language): Explanation | null {
  const row = rowOf<(typeof LINK_WORDS)[keyof typeof LINK_WORDS]>(LINK_WORDS, code);
  if (row === undefined) return null;
  return { code, what: 'trace', title: row[lang].title, clause: row.clause, next: row[lang].next };
}

function quirkOf(code: string): Explanation | null {
  const row = rowOf<(typeof QUIRKS)[keyof typeof QUIRKS]>(QUIRKS, code);
  return row === undefined ? null : { code, what: 'quirk', does: row.does, basis: row.basis };
}

/** All that a code stands for: a finding and a device's reason may share one. Empty for a code that nothing has. */
export function explanationsOf(code: string, lang: Language): readonly Explanation[] {
  const found = [findingOf, errorOf, rejectionOf, clientOf, traceOf].map((explain) => explain(code, lang));
  return [...found, quirkOf(code)].filter((item) => item !== null);
}

/** Every code that some output names. */
export const EXPLAINED_CODES: readonly string[] = [
  ...new Set([
    ...Object.keys(FINDING_ROWS),
    ...Object.keys(ERROR_ROWS),
    ...Object.keys(REASON_ROWS),
    ...CLIENT_PROFILES.map(({ name }) => name),
    ...Object.keys(LINK_WORDS),
    ...Object.keys(QUIRKS),
  ]),
];

/** What a status word says in each class that has it; null for another kind of code, and one that neither has. */
export function statusExplanation(code: string, lang: Language) {
  if (!/^[0-9A-Fa-f]{4}$/.test(code)) return null;
  const sw = Number.parseInt(code, 16);
  const classes = STATUS_CLASSES.filter((cardClass) => isKnownStatus(sw, cardClass)).map((cardClass) => ({
    class: cardClass,
    clause: STATUS_CLAUSE[cardClass],
    ...explainStatus(sw, cardClass, lang),
  }));
  return classes.length === 0 ? null : { code: code.toUpperCase(), what: 'status', classes };
}

const STATUS_CLASSES = ['iso', '2g'] as const satisfies readonly CardClass[];
const STATUS_CLAUSE = { iso: 'TS 102 221 10.2', '2g': 'TS 51.011 9.4' } as const satisfies Record<CardClass, string>;
