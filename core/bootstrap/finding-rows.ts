import type { Finding, FindingPlace } from '../base/finding.ts';
import type { FindingRow, FindingWords } from './finding-row.ts';
import { PROVISIONING_ROWS } from './finding-rows-cp.ts';
import { DIRECTORY_ROWS } from './finding-rows-directory.ts';
import { DODF_ROWS } from './finding-rows-dodf.ts';
import { DODF_VALUE_ROWS } from './finding-rows-dodf-value.ts';
import { FILE_ROWS } from './finding-rows-file.ts';
import { MESSAGE_ROWS } from './finding-rows-message.ts';
import { OBJECT_ROWS } from './finding-rows-object.ts';
import { ODF_ROWS } from './finding-rows-odf.ts';
import { TOKEN_ROWS } from './finding-rows-token.ts';

/** Every finding the product knows, by code: the failure catalogue and what was added to it. */
export const FINDING_ROWS = {
  ...DIRECTORY_ROWS,
  ...ODF_ROWS,
  ...DODF_ROWS,
  ...DODF_VALUE_ROWS,
  ...FILE_ROWS,
  ...MESSAGE_ROWS,
  ...OBJECT_ROWS,
  ...PROVISIONING_ROWS,
  ...TOKEN_ROWS,
} as const satisfies Record<string, FindingRow>;

export type FindingCode = keyof typeof FINDING_ROWS;

type Placeholder<Template> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type WordsOf<Code extends FindingCode> = (typeof FINDING_ROWS)[Code]['en'];

/** The values that the texts of `Code` name in braces. The compiler asks for each of them. */
export type FindingDetails<Code extends FindingCode> = Readonly<
  Record<
    Placeholder<WordsOf<Code>['message']> | Placeholder<WordsOf<Code>['device']> | Placeholder<WordsOf<Code>['fix']>,
    string | number
  >
>;

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}

/** The words of a finding in `language`, filled from its details. */
export function findingWords(
  code: FindingCode,
  details: Readonly<Record<string, string | number>>,
  language: 'en' | 'zh' = 'en',
): FindingWords {
  const words: FindingWords = FINDING_ROWS[code][language];
  return {
    title: words.title,
    message: fill(words.message, details),
    device: words.device === null ? null : fill(words.device, details),
    fix: words.fix === null ? null : fill(words.fix, details),
  };
}

/**
 * A finding of the row `code` at `where`. `details` fill the texts and stay with the finding, so that it can be said in
 * another language; they must not hold a secret.
 */
export function makeFinding<Code extends FindingCode>(
  code: Code,
  where: FindingPlace,
  details: FindingDetails<Code>,
): Finding {
  const row: FindingRow = FINDING_ROWS[code];
  const words = findingWords(code, details);
  return {
    code,
    kind: row.kind,
    severity: row.severity,
    clause: row.clause,
    where,
    message: words.message,
    device: words.device,
    fix: words.fix,
    details,
  };
}
