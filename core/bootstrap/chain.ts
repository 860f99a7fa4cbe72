import type { Finding, FindingPlace } from '../base/finding.ts';
import { type FindingCode, type FindingDetails, makeFinding } from './finding-rows.ts';
import {
  type CardFile,
  CHAIN_STEPS,
  type ChainStep,
  type ChainStepId,
  type FileRole,
  type Verdict,
} from './read-result.ts';
import type { FileBody } from './walker.ts';

/** Titles of the steps and the clauses that prescribe them, for each mode (DM Bootstrap 1.3 Appendix D). */
const STEP_ROWS = {
  efDir: { title: 'EF_DIR', clause2g: 'D.2.1, D.2.5', clause3g: 'D.3.1, D.3.5' },
  application: { title: 'PKCS#15', clause2g: 'D.2.1, D.2.5', clause3g: 'D.3.1, D.3.5' },
  odf: { title: 'EF(ODF)', clause2g: 'D.2.5, D.4.1', clause3g: 'D.3.5, D.4.1' },
  dodf: { title: 'EF(DODF)', clause2g: 'D.2.5, D.4.2', clause3g: 'D.3.5, D.4.2' },
  content: { title: 'DM_Bootstrap', clause2g: 'D.2.5, D.4.3', clause3g: 'D.3.5, D.4.3' },
  wbxml: { title: 'WBXML', clause2g: '5.5.4', clause3g: '5.5.4' },
  syncml: { title: 'SyncML DM', clause2g: '5.5.4', clause3g: '5.5.4' },
  tnds: { title: 'TNDS', clause2g: '5.5.5', clause3g: '5.5.5' },
  dmAcc: { title: 'DMAcc', clause2g: '5.5.4', clause3g: '5.5.4' },
} as const satisfies Record<ChainStepId, { title: string; clause2g: string; clause3g: string }>;

/** What a step is called where nothing was read of it yet. */
export function stepTitle(id: ChainStepId): string {
  return STEP_ROWS[id].title;
}

/** Which step of the chain a finding of the message belongs to, by the area of its code or the code itself. */
const MESSAGE_STEPS: readonly (readonly [prefix: string, step: ChainStepId])[] = [
  ['file', 'content'],
  ['access', 'content'],
  ['wbxml', 'wbxml'],
  ['profile', 'wbxml'],
  ['dm-tnds', 'tnds'],
  ['dm-no-account', 'dmAcc'],
  ['dm-source', 'dmAcc'],
  ['dm-no-connectivity', 'dmAcc'],
  ['dm', 'syncml'],
  ['tnds', 'tnds'],
  ['mo', 'dmAcc'],
];

/** The step that a message finding is shown at. */
export function stepOfFinding(code: string): ChainStepId {
  return MESSAGE_STEPS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'wbxml';
}

interface OpenStep {
  reached: boolean;
  broken: boolean;
  fact: string;
  file: string | null;
  title: string | undefined;
  readonly exchanges: number[];
  readonly findings: Finding[];
}

/** Collects what a read finds, step by step, and gives each step its verdict. */
export class Chain {
  readonly #steps = new Map<ChainStepId, OpenStep>(
    CHAIN_STEPS.map((id) => [
      id,
      { reached: false, broken: false, fact: '', file: null, title: undefined, exchanges: [], findings: [] },
    ]),
  );
  readonly #mode: '2g' | '3g';
  readonly files = new Map<string, CardFile>();

  constructor(mode: '2g' | '3g') {
    this.#mode = mode;
  }

  #step(id: ChainStepId): OpenStep {
    return this.#steps.get(id) as OpenStep;
  }

  /** A step that was taken, with its one fact. */
  reach(
    id: ChainStepId,
    fact: string,
    exchanges: readonly number[] = [],
    file: string | null = null,
    title?: string,
  ): void {
    const step = this.#step(id);
    step.reached = true;
    step.fact = fact;
    step.exchanges.push(...exchanges);
    step.file ??= file;
    if (title !== undefined) step.title = title;
  }

  /** A step at which the way down ends. */
  stop<Code extends FindingCode>(
    id: ChainStepId,
    code: Code,
    where: FindingPlace,
    details: FindingDetails<Code>,
  ): void {
    const step = this.#step(id);
    step.reached = true;
    step.broken = true;
    this.add(id, makeFinding(code, where, details));
  }

  /** A step at which the way down ends for a reason told elsewhere. */
  fail(id: ChainStepId): void {
    this.#step(id).broken = true;
  }

  /** Something worth telling that does not end the way. */
  note<Code extends FindingCode>(
    id: ChainStepId,
    code: Code,
    where: FindingPlace,
    details: FindingDetails<Code>,
  ): void {
    this.add(id, makeFinding(code, where, details));
  }

  add(id: ChainStepId, finding: Finding): void {
    this.#step(id).findings.push(finding);
  }

  addFile(path: string, name: string, role: FileRole, body: FileBody): void {
    this.files.set(path, {
      path,
      fid: path.slice(-4),
      name,
      role,
      structure: body.structure,
      size: body.size,
      recordLength: body.recordLength,
      bytes: body.bytes,
      reads: body.reads,
    });
  }

  steps(): readonly ChainStep[] {
    return CHAIN_STEPS.map((id) => {
      const step = this.#step(id);
      const row = STEP_ROWS[id];
      return {
        id,
        title: step.title ?? row.title,
        clause: this.#mode === '2g' ? row.clause2g : row.clause3g,
        verdict: verdictOf(step),
        fact: step.fact,
        file: step.file,
        exchanges: [...new Set(step.exchanges)],
        findings: step.findings,
      };
    });
  }

  findings(): readonly Finding[] {
    return CHAIN_STEPS.flatMap((id) => this.#step(id).findings);
  }
}

function verdictOf(step: OpenStep): Verdict {
  if (!step.reached) return 'notReached';
  if (step.broken || step.findings.some((finding) => finding.severity === 'error')) return 'error';
  return step.findings.some((finding) => finding.severity === 'warning') ? 'warning' : 'ok';
}
