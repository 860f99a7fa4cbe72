import { describe, expect, it } from 'vitest';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { CHAIN_STEPS, type ChainStepId } from '../../../core/bootstrap/read-result.ts';
import { checksOf } from '../../../core/diagnosis/checks.ts';
import type { DiagnosedFinding, DiagnosedStep } from '../../../core/diagnosis/diagnosis.ts';

/** A way down that ends at a step. */
function stepsTo(last: ChainStepId): readonly DiagnosedStep[] {
  const end = CHAIN_STEPS.indexOf(last);
  return CHAIN_STEPS.map((id, at) => ({
    id,
    title: id,
    clause: '',
    verdict: at < end ? 'ok' : at === end ? 'error' : 'notReached',
    ok: at < end,
    fact: '',
    mode: '3g',
  }));
}

const found = (...codes: string[]) => codes.map((code) => ({ code }) as DiagnosedFinding);
const DM = { profile: 'dm', former: false } as const;

describe('what a diagnosis looked for', () => {
  it('is either found, passed, not reached or in want of another input, each once', () => {
    const { passed, notReached, needsFormer } = checksOf({ findings: found('odf-blank'), steps: stepsTo('odf') }, DM);
    const all = [...passed, ...notReached, ...needsFormer, 'odf-blank'];
    expect(new Set(all).size).toBe(all.length);
    const dm = Object.keys(FINDING_ROWS).filter((code) => !code.startsWith('cp-'));
    expect(new Set([...all, 'card-half-written', 'device-policy'])).toEqual(new Set(dm));
  });

  it('stands before and behind the step at which the way ends', () => {
    const { passed, notReached } = checksOf({ findings: [], steps: stepsTo('dodf') }, DM);
    for (const code of ['dir-no-pkcs15', 'odf-missing', 'dodf-oid-wrong'] as const) expect(passed).toContain(code);
    for (const code of ['file-blank', 'wbxml-version', 'mo-acl'] as const) expect(notReached).toContain(code);
  });

  it('is of the kind of message that was found', () => {
    const steps = stepsTo('dmAcc');
    const cp = checksOf({ findings: [], steps }, { profile: 'cp', former: true });
    expect(cp.passed).toContain('cp-root');
    expect(cp.passed).not.toContain('dm-root');
    expect(cp.needsFormer).toEqual([]);
    expect(checksOf({ findings: [], steps }, DM).needsFormer).toEqual(['card-swapped']);
  });
});
