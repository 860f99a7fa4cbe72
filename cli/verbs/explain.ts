import { type Command, Option } from 'commander';
import { type CardClass, explainStatus, isKnownStatus } from '../../core/apdu/status-words.ts';
import { appError } from '../../core/base/app-error.ts';
import { ERROR_ROWS, type Language } from '../../core/base/error-catalogue.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { FindingRow } from '../../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../../core/bootstrap/finding-rows.ts';
import type { Act } from '../main.ts';
import { print, printJson, table } from '../output.ts';

interface ExplainOptions {
  readonly lang: Language;
  readonly json?: boolean;
}

/** A text of a row without values: `{offset}` reads as `‹offset›`. */
function open(text: string | null): string | null {
  return text === null ? null : text.replace(/\{(\w+)\}/g, '‹$1›');
}

/** A code's row in words; null for a code that nothing has. */
export function explanation(code: string, lang: Language) {
  const finding = (FINDING_ROWS as Readonly<Record<string, FindingRow>>)[code];
  if (finding !== undefined && Object.hasOwn(FINDING_ROWS, code)) {
    const { title, message, device, fix } = finding[lang];
    const { kind, severity, clause } = finding;
    return {
      code,
      what: 'finding',
      kind,
      severity,
      title,
      message: open(message),
      clause,
      device: open(device),
      fix: open(fix),
    };
  }
  if (!Object.hasOwn(ERROR_ROWS, code)) return null;
  const row = ERROR_ROWS[code as keyof typeof ERROR_ROWS];
  const { message, next } = row[lang];
  return { code, what: 'error', exit: row.exit, message: open(message), next: open(next) };
}

/** What a status word says in each class that has it; null for another kind of code, and one that neither has. */
function statusExplanation(code: string, lang: Language) {
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

function printStatus({ code, classes }: NonNullable<ReturnType<typeof statusExplanation>>): void {
  print(code);
  for (const { class: cardClass, clause, meaning, next, cost } of classes) {
    const name = cardClass === '2g' ? 'class A0' : 'ISO class';
    print(
      table([
        [`  ${name}`, clause],
        ['  meaning', meaning],
        ['  next', next],
        ['  cost', cost],
      ]),
    );
  }
}

const CODES = [...Object.keys(FINDING_ROWS), ...Object.keys(ERROR_ROWS)];

/** Codes that may be meant: those that share most of their words, or of their letters. */
function suggestions(asked: string): readonly string[] {
  const words = asked
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1);
  const score = (code: string): number => {
    const parts = code.split('-');
    const hits = words.filter((word) =>
      parts.some((part) => part === word || part.startsWith(word) || word.startsWith(part)),
    );
    return hits.length * 10 - distance(asked.toLowerCase(), code) / 4;
  };
  return CODES.map((code) => ({ code, score: score(code), far: distance(asked.toLowerCase(), code) }))
    .filter(({ score: points, far }) => points > 0 || far <= 3)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5)
    .map(({ code }) => code);
}

/** Letters to change, add or drop to make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

async function explain(asked: string, { lang, json }: ExplainOptions): Promise<Result<ExitCode>> {
  const code = asked.slice(0, 80);
  const status = statusExplanation(code, lang);
  if (status !== null) {
    if (json) printJson(status);
    else printStatus(status);
    return ok(EXIT.good);
  }
  const found = explanation(code, lang);
  if (found === null) {
    const near = suggestions(code);
    const suggestion = near.length === 0 ? 'See docs/findings.md for all of them.' : `Did you mean ${near.join(', ')}?`;
    return err(appError('code-unknown', { asked: code, suggestion }));
  }
  if (json) {
    printJson(found);
    return ok(EXIT.good);
  }
  const rows: [string, string | null | undefined][] =
    found.what === 'finding'
      ? [
          ['title', found.title],
          ['kind', `${found.kind}, ${found.severity}`],
          ['clause', found.clause],
          ['meaning', found.message],
          ['a device', found.device],
          ['fix', found.fix],
        ]
      : [
          ['meaning', found.message],
          ['next', found.next],
          ['exit code', String(found.exit)],
        ];
  print(code);
  print(table(rows.filter(([, text]) => text != null).map(([name, text]) => [`  ${name}`, text ?? ''])));
  return ok(EXIT.good);
}

/** `explain`: a finding's or an error's code, or a status word, in words. */
export function addExplainVerb(program: Command, act: Act): void {
  program
    .command('explain <code>')
    .description('say what the code of a finding or an error, or a status word (6982), means and what helps')
    .addOption(new Option('--lang <language>', 'en or zh').choices(['en', 'zh']).default('en'))
    .option('--json', 'as JSON')
    .action(act((_context, code: string, options: ExplainOptions) => explain(code, options)));
}
