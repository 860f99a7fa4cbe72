import { stepOfFinding } from '../bootstrap/chain.ts';
import { FINDING_ROWS, type FindingCode } from '../bootstrap/finding-rows.ts';
import { CHAIN_STEPS, type ChainStepId } from '../bootstrap/read-result.ts';
import { stepOfRule } from './assemble.ts';
import type { Diagnosis } from './diagnosis.ts';

/** What a diagnosis looked for besides what it found. */
export interface Checks {
  /** Looked for and not found, in the order of the chain. */
  readonly passed: readonly FindingCode[];
  /** Could not be looked for: the way down ends before. */
  readonly notReached: readonly FindingCode[];
  /** Need another input: the card that stood in the device before. */
  readonly needsFormer: readonly FindingCode[];
}

/** Areas of codes at the step whose file they are about; the others stand where their rule does. */
const AREAS: readonly (readonly [prefix: string, step: ChainStepId])[] = [
  ['dir-', 'efDir'],
  ['adf-', 'application'],
  ['df-', 'application'],
  ['odf-', 'odf'],
  ['dodf-', 'dodf'],
  ['cp-', 'wbxml'],
];

function stepOf(code: FindingCode): ChainStepId {
  const rule = stepOfRule(code);
  if (rule !== stepOfFinding(code)) return rule;
  return AREAS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? rule;
}

/** What no card tells by being read: known from a journal, or said of any good card. */
const NO_CHECK: ReadonlySet<FindingCode> = new Set<FindingCode>(['card-half-written', 'device-policy']);

/**
 * What was looked for on the card and not found, and what could not be looked for.
 * @param profile of the message that was found: rules of the other one do not apply
 * @param former true where the card that stood in the device before was given
 */
export function checksOf(
  { findings, steps }: Pick<Diagnosis, 'findings' | 'steps'>,
  { profile, former }: { readonly profile: 'dm' | 'cp' | 'unknown'; readonly former: boolean },
): Checks {
  const found = new Set(findings.map(({ code }) => code));
  const reached = new Set(steps.filter(({ verdict }) => verdict !== 'notReached').map(({ id }) => id));
  const codes = (Object.keys(FINDING_ROWS) as FindingCode[])
    .filter((code) => !found.has(code) && !NO_CHECK.has(code))
    .filter((code) => code.startsWith('cp-') === (profile === 'cp') || !/^(cp|dm|tnds|mo)-/.test(code))
    .map((code) => ({ code, step: stepOf(code) }))
    .toSorted((a, b) => CHAIN_STEPS.indexOf(a.step) - CHAIN_STEPS.indexOf(b.step));
  const only = (fits: (item: (typeof codes)[number]) => boolean) => codes.filter(fits).map(({ code }) => code);
  const needsFormer = ({ code }: { readonly code: FindingCode }) => code === 'card-swapped' && !former;
  return {
    passed: only((item) => reached.has(item.step) && !needsFormer(item)),
    notReached: only((item) => !reached.has(item.step) && !needsFormer(item)),
    needsFormer: only(needsFormer),
  };
}
