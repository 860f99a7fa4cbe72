import { type Command, Option } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { EXPLAINED_CODES, type Explanation, explanationsOf, statusExplanation } from '../explain-code.ts';
import type { Act } from '../main.ts';
import { print, printJson, table } from '../output.ts';

interface ExplainOptions {
  readonly lang: Language;
  readonly json?: boolean;
}

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

/** How the parts of an explanation are called. */
const LABELS: Readonly<Record<string, string>> = {
  message: 'meaning',
  device: 'a device',
  exit: 'exit code',
  does: 'the card',
};

const KINDS = {
  finding: '',
  error: '',
  rejection: 'why a device stops',
  client: 'a kind of device',
  trace: 'in a trace',
  quirk: 'a quirk of a virtual card',
} as const satisfies Record<Explanation['what'], string>;

function printExplanation({ code, what, kind, severity, ...rest }: Explanation): void {
  const told = KINDS[what] === '' ? code : `${code}: ${KINDS[what]}`;
  const texts = { ...rest, ...(kind !== undefined && { kind: `${kind}, ${severity}` }) };
  const order = ['title', 'kind', 'clause', 'message', 'device', 'fix'];
  const names = [
    ...order.filter((name) => name in texts),
    ...Object.keys(texts).filter((name) => !order.includes(name)),
  ];
  const rows = names.flatMap((name): readonly [string, string][] => {
    const value = texts[name as keyof typeof texts];
    const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
    return text === '' ? [] : [[`  ${LABELS[name] ?? name}`, text]];
  });
  print(told);
  print(table(rows));
}

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
  return EXPLAINED_CODES.map((code) => ({ code, score: score(code), far: distance(asked.toLowerCase(), code) }))
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
  const [found, ...others] = explanationsOf(code, lang);
  if (found === undefined) {
    const near = suggestions(code);
    const suggestion = near.length === 0 ? 'See docs/findings.md for all of them.' : `Did you mean ${near.join(', ')}?`;
    return err(appError('code-unknown', { asked: code, suggestion }));
  }
  if (json) printJson(others.length === 0 ? found : { ...found, also: others });
  else for (const item of [found, ...others]) printExplanation(item);
  return ok(EXIT.good);
}

/** `explain`: whatever code an output names, or a status word, in words. */
export function addExplainVerb(program: Command, act: Act): void {
  program
    .command('explain <code>')
    .description(
      'say what a code means and what helps: of a finding, an error, a rejection, a device, a quirk, or a status word (6982)',
    )
    .addOption(new Option('--lang <language>', 'en or zh').choices(['en', 'zh']).default('en'))
    .option('--json', 'as JSON')
    .action(act((_context, code: string, options: ExplainOptions) => explain(code, options)));
}
