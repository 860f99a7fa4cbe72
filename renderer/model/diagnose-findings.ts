import type { Language } from '../../core/base/error-catalogue.ts';
import type { Finding } from '../../core/base/finding.ts';
import type { Span } from '../../core/base/span.ts';
import type { FindingRow, FindingWords } from '../../core/bootstrap/finding-row.ts';
import { FINDING_ROWS, type FindingCode, findingWords } from '../../core/bootstrap/finding-rows.ts';
import type { ChainStep } from '../../core/bootstrap/read-result.ts';
import type { DiagnosedFindingInfo, DiagnosisInfo } from '../../electron/ipc/diagnose-contract.ts';
import { coreReasons } from '../text/core-words.ts';

/** A finding with its place in the diagnosis. */
export interface PlacedFinding {
  readonly at: number;
  readonly finding: DiagnosedFindingInfo;
}

/** Keys are written as the rest of the interface has them: PIN1. */
export function shownKeys(text: string): string {
  return text.replaceAll(/\b(pin|chv|puk|adm)\d+/g, (name) => name.toUpperCase());
}

/** Details of findings that are words of the core; the others are values of the card. */
const WORDED: ReadonlySet<string> = new Set([
  'reason',
  'structure',
  'state',
  'condition',
  'actual',
  'variant',
  'difference',
  'what',
  'refs',
  'tags',
  'parent',
  'expected',
  'needed',
  'target',
  'name',
]);

function saidDetails(details: NonNullable<Finding['details']>, language: Language): NonNullable<Finding['details']> {
  const say = coreReasons(language);
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      WORDED.has(name) && typeof value === 'string' ? say(value) : value,
    ]),
  );
}

/** The words of a finding in the language of the window; of one that no table knows, as it came. */
export function wordsOf(finding: Finding, language: Language): FindingWords {
  const { code, details = {}, message, device, fix } = finding;
  if (!Object.hasOwn(FINDING_ROWS, code)) return { title: message, message, device, fix };
  const words = findingWords(code as FindingCode, saidDetails(details, language), language);
  return { ...words, message: shownKeys(words.message) };
}

/** Words that say what one device does, without saying that it is one. */
const VERB_FIRST = /^(?!Devices)(May|Cannot|Should|[A-Z][a-z]+s)\b/;

/** What comes of it, as a sentence; null where that is not known. */
export function consequenceOf({ device }: FindingWords, language: Language): string | null {
  if (device === null || language !== 'en' || !VERB_FIRST.test(device)) return device;
  return `A device ${device.charAt(0).toLowerCase()}${device.slice(1)}`;
}

/** The row of a code that the product knows. */
export function rowOf(code: string): FindingRow | undefined {
  return Object.hasOwn(FINDING_ROWS, code) ? FINDING_ROWS[code as FindingCode] : undefined;
}

export function titleOf(code: string, language: Language): string {
  return rowOf(code)?.[language].title ?? code;
}

/** What a finding rests on: a place in a file, in what the card answered when the file was selected, or a file alone. */
export interface RestsOn {
  readonly file: string;
  readonly part: 'body' | 'header';
  /** null: the whole of it. */
  readonly span: Span | null;
}

/** Where a person sees what a finding rests on; null where nothing on the card shows it. */
export function restsOn({ where, evidence }: DiagnosedFindingInfo): RestsOn | null {
  if (evidence !== null) return { file: evidence.file, part: evidence.part, span: evidence.marked };
  const { file, offset, length = 0 } = where;
  if (file === undefined) return null;
  return { file, part: 'body', span: offset === undefined ? null : { offset, length } };
}

/** Findings that stand for themselves: the root first. */
export function causesOf({ findings }: Pick<DiagnosisInfo, 'findings'>): readonly PlacedFinding[] {
  return findings.flatMap((finding, at) => (finding.under === null ? [{ at, finding }] : []));
}

/** What follows from the cause at a place: those behind it up to the next cause. */
export function symptomsOf({ findings }: Pick<DiagnosisInfo, 'findings'>, cause: number): readonly PlacedFinding[] {
  const rest = findings.slice(cause + 1);
  const end = rest.findIndex(({ under }) => under === null);
  return (end < 0 ? rest : rest.slice(0, end)).map((finding, i) => ({ at: cause + 1 + i, finding }));
}

/** Who has to mend it. */
export function faultOf({ kind }: Finding): 'card' | 'device' | 'nobody' {
  return kind === 'fault' ? 'card' : kind === 'hazard' ? 'device' : 'nobody';
}

/** The finding that is shown first: the cause; none on a card that bootstraps. */
export function firstShown({ findings, root, verdict }: DiagnosisInfo): number | null {
  return (root !== null || verdict === 'fail') && findings.length > 0 ? 0 : null;
}

/** The steps of the chain with the verdicts of the diagnosis, which knows more than a read. */
export function diagnosedSteps(steps: readonly ChainStep[], { steps: told }: DiagnosisInfo): readonly ChainStep[] {
  return steps.map((step) => {
    const own = told.find(({ id }) => id === step.id);
    return own === undefined ? step : { ...step, verdict: own.verdict, fact: own.fact, title: own.title };
  });
}
