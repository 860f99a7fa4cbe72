import { type Finding, hasErrors } from '../base/finding.ts';
import { stepOfFinding } from '../bootstrap/chain.ts';
import type { FindingCode } from '../bootstrap/finding-rows.ts';
import { objectContent } from '../bootstrap/object-content.ts';
import { CHAIN_STEPS, type ChainStepId, type ReadResult } from '../bootstrap/read-result.ts';
import type { CardMode } from '../card/identify.ts';
import {
  type DiagnosedFinding,
  type DiagnosedStep,
  type Diagnosis,
  HIDDEN_STEPS,
  SAME_FILE,
  SYMPTOMS,
} from './diagnosis.ts';
import { type EvidenceSources, evidenceOf } from './evidence.ts';

/** A finding where it was met. */
export interface MetFinding {
  readonly finding: Finding;
  readonly step: ChainStepId;
  /** Null for what no class shows: a message, a second input. */
  readonly mode: CardMode | null;
}

/** Findings stand at these steps, whoever told them; those of the rules that are not here where a message finding stands. */
const STEPS: { readonly [Code in FindingCode]?: ChainStepId } = {
  'class-2g-refused': 'efDir',
  'df-unreachable-2g': 'application',
  'dir-path-dangling': 'application',
  'odf-path-relative': 'odf',
  // It was told when the DODF was looked for; what is wrong stands in EF(ODF).
  'odf-path-absolute-dangling': 'odf',
  'access-sfi-absent': 'odf',
  'read-le-over-file': 'odf',
  'dodf-flags-access-mismatch': 'dodf',
  'dodf-length-short': 'dodf',
  'dodf-length-long': 'dodf',
  'card-views-differ': 'content',
  'device-policy': 'dmAcc',
  'card-swapped': 'dmAcc',
};

export function stepOfRule(code: string): ChainStepId {
  return (STEPS as Readonly<Record<string, ChainStepId>>)[code] ?? stepOfFinding(code);
}

/** Everything that a read found, each at the step at which it was told. */
export function metInRead(read: ReadResult): readonly MetFinding[] {
  return read.steps.flatMap(({ id, findings }) =>
    findings.map((finding) => ({ finding, step: STEPS[finding.code as FindingCode] ?? id, mode: read.card.mode })),
  );
}

const placeKey = ({ code, where, details }: Finding): string =>
  JSON.stringify([code, where.file, where.offset, where.length, where.path, where.file ? null : details]);

type Merged = Omit<DiagnosedFinding, 'under' | 'evidence'>;

/** What both classes show is one finding. */
function merge(met: readonly MetFinding[]): readonly Merged[] {
  const merged = new Map<string, Merged>();
  for (const { finding, step, mode } of met) {
    const key = placeKey(finding);
    const known = merged.get(key);
    const modes = mode === null || known?.modes.includes(mode) ? [] : [mode];
    if (known === undefined) merged.set(key, { ...finding, step, modes });
    else merged.set(key, { ...known, modes: [...known.modes, ...modes] });
  }
  return [...merged.values()];
}

/** The finding that explains this one; undefined where it stands for itself. */
function causeOf(finding: Merged, all: readonly Merged[]): Merged | undefined {
  return all.find((other) => {
    if (!SYMPTOMS[other.code as FindingCode]?.some((code) => code === finding.code)) return false;
    const files = [other.where.file, finding.where.file];
    return !SAME_FILE.has(other.code) || files.includes(undefined) || files[0] === files[1];
  });
}

const KINDS = ['fault', 'hazard', 'context'] as const;
const SEVERITIES = ['error', 'warning', 'info'] as const;

/** The way down ends at these steps, in one class at least. */
function breakingSteps(reads: readonly ReadResult[]): ReadonlySet<string> {
  const broken = reads.flatMap(({ steps, card }) => {
    const last = steps.findLast((step, i) => step.verdict === 'error' && steps[i + 1]?.verdict === 'notReached');
    return last === undefined ? [] : [`${card.mode}:${last.id}`];
  });
  return new Set(broken);
}

/** Rank of a finding: faults first, errors first, what ends the way first, then as the way goes. */
function rankOf(finding: Merged, breaking: ReadonlySet<string>): readonly number[] {
  const ends = finding.severity === 'error' && finding.modes.some((mode) => breaking.has(`${mode}:${finding.step}`));
  return [
    KINDS.indexOf(finding.kind),
    SEVERITIES.indexOf(finding.severity),
    ends ? 0 : 1,
    CHAIN_STEPS.indexOf(finding.step),
  ];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

const WORST = ['error', 'notReached', 'warning', 'ok'] as const;

/** True for a symptom of something that stands at an earlier step. */
function isFromAbove({ under, step }: DiagnosedFinding, all: readonly DiagnosedFinding[]): boolean {
  const cause = all.find(({ code }) => code === under);
  return cause !== undefined && CHAIN_STEPS.indexOf(cause.step) < CHAIN_STEPS.indexOf(step);
}

/** Steps of a DM message: a provisioning document has none of them. */
const DM_STEPS: readonly ChainStepId[] = ['syncml', 'tnds', 'dmAcc'];

function holdsProvisioning(read: ReadResult): boolean {
  const object = read.chosen === null ? undefined : read.objects[read.chosen];
  return object !== undefined && !object.dm && objectContent(read, object)?.message?.profile === 'cp';
}

/** Each step as the class shows it that came off worse; the ISO class first where both are alike. */
function stepsOf(reads: readonly ReadResult[], findings: readonly DiagnosedFinding[]): readonly DiagnosedStep[] {
  // Another entry of EF(ODF) may well lead to a DODF.
  const dodfSeen = reads.some(({ files }) => files.some(({ role }) => role === 'dodf'));
  const hides = ({ code }: DiagnosedFinding, id: ChainStepId) =>
    (HIDDEN_STEPS[code as FindingCode]?.includes(id) ?? false) && !(id === 'dodf' && dodfSeen);
  const provisioning = reads.length > 0 && reads.every(holdsProvisioning);
  return CHAIN_STEPS.filter((id) => !provisioning || !DM_STEPS.includes(id)).flatMap((id) => {
    const shown = reads.flatMap(({ card, steps }) =>
      steps.filter((step) => step.id === id).map((step) => ({ step, mode: card.mode })),
    );
    const own = findings.filter((finding) => finding.step === id);
    const worst = shown.toSorted((a, b) => WORST.indexOf(a.step.verdict) - WORST.indexOf(b.step.verdict))[0];
    if (worst === undefined) return [];
    const { title, clause, fact } = worst.step;
    const raised = hasErrors(own) ? 'error' : own.some(({ severity }) => severity === 'warning') ? 'warning' : 'ok';
    // What fails here because something failed above says nothing about this step.
    const errors = own.filter(({ severity }) => severity === 'error');
    const follows = errors.length > 0 && errors.every((finding) => isFromAbove(finding, findings));
    const hidden = follows || findings.some((finding) => hides(finding, id));
    const told = worst.step.verdict === 'notReached' || worst.step.verdict === 'error' ? worst.step.verdict : raised;
    const verdict = hidden ? 'notReached' : told;
    const ok = verdict === 'ok' || verdict === 'warning';
    return [{ id, title, clause, fact, verdict, ok, mode: worst.mode }];
  });
}

/**
 * Puts together what was found: one finding where several views show the same, symptoms under their cause, causes by rank.
 * @param reads the views of the card, the ISO class first; empty for what is no card
 * @param headers what the card answered to SELECT, by path
 */
export function assemble(
  met: readonly MetFinding[],
  reads: readonly ReadResult[],
  headers: EvidenceSources['headers'] = new Map(),
): Diagnosis {
  const merged = merge(met);
  const breaking = breakingSteps(reads);
  const ranked = merged
    .map((finding) => ({ finding, rank: rankOf(finding, breaking) }))
    .toSorted((a, b) => compareRanks(a.rank, b.rank))
    .map(({ finding }) => finding);
  const causes = new Map(ranked.map((finding) => [finding, causeOf(finding, ranked)]));
  const shown = (finding: Merged): DiagnosedFinding => ({
    ...finding,
    under: causes.get(finding)?.code ?? null,
    evidence: evidenceOf(finding, { reads, headers }),
  });
  const below = (cause: Merged): readonly Merged[] =>
    ranked.filter((finding) => causes.get(finding) === cause).flatMap((finding) => [finding, ...below(finding)]);
  const causing = ranked.filter((finding) => causes.get(finding) === undefined);
  const findings = causing.flatMap((cause) => [cause, ...below(cause)]).map(shown);
  const [first] = causing;
  return {
    verdict: hasErrors(findings) ? 'fail' : 'ok',
    root: first?.kind === 'fault' ? first.code : null,
    findings,
    steps: stepsOf(reads, findings),
    modes: reads.map(({ card }) => card.mode),
    devices: [],
  };
}
