import { describe, expect, it } from 'vitest';
import { faultCard } from '../../../core/bootstrap/fault-cards.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import { clientProfile } from '../../../core/device/client-profiles.ts';
import { simulateAll } from '../../../core/device/simulate.ts';
import { diagnoseCard } from '../../../core/diagnosis/diagnose-card.ts';
import { planFix } from '../../../core/plan/plan-fix.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import { recordingStore, runOptions } from '../../support/plan-runs.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

/** Findings that a plan makes go. */
const FIXED = [
  'dir-no-pkcs15',
  'dir-record-blank',
  'dir-aid-wrong',
  'dir-path-missing',
  'dir-path-dangling',
  'dir-path-malformed',
  'dir-template-overrun',
  'odf-blank',
  'odf-no-dodf',
  'odf-truncated',
  'odf-padding-hides',
  'odf-path-absolute-dangling',
  'odf-path-relative',
  'dodf-oid-wrong',
  'dodf-oid-double-wrapped',
  'dodf-oid-missing',
  'dodf-form-other',
  'dodf-type-attributes-implicit',
  'dodf-label-missing',
  'dodf-flags-bit-order',
  'dodf-flags-access-mismatch',
  'dodf-length-short',
  'dodf-length-long',
  'dodf-index-without-length',
  'dodf-length-tag',
  'wbxml-plain-xml',
  'wbxml-push-header',
  'wbxml-length-prefix',
  'wbxml-version',
  'wbxml-public-id',
  'wbxml-public-id-string',
  'wbxml-charset',
  'dm-tnds-type-mismatch',
  'tnds-header-variant',
  'tnds-target',
  'dm-source-mismatch',
  'mo-appid',
  'mo-reference-dangling',
  'mo-acl',
  'dm-not-final',
  'mo-acl-absent',
  'mo-reference-fixed',
  'dm-protocol-version',
] as const;

function value<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function cardWithFault(code: string) {
  const image = faultCard(`fault-${code}`);
  if (image === undefined) throw new Error(`no card with ${code}`);
  const card = await openVirtualLink(image);
  const { diagnosis } = value(await diagnoseCard(card.link, { mode: 'auto' }));
  const finding = diagnosis.findings.find((item) => item.code === code);
  if (finding === undefined) throw new Error(`${code} was not found`);
  const read = value(await readCard(card.link, { mode: 'auto', depth: 'inspect' }));
  return { card, finding, read };
}

describe('a fix is a plan', () => {
  it.each(FIXED)(
    '%s: its plan leaves a card that diagnoses clean and that a conforming device accepts',
    async (code) => {
      const { card, finding, read } = await cardWithFault(code);
      const before = card.image();
      const plan = value(await planFix(card.link, read, finding));
      expect(card.image()).toEqual(before);
      const ran = value(await runPlan(card.link, read, plan, runOptions(plan, recordingStore())));
      expect(ran.flash.result).toBe('verified');
      await card.link.transport.reset('warm');
      const { diagnosis } = value(await diagnoseCard(card.link, { mode: 'auto' }));
      expect(diagnosis).toMatchObject({ verdict: 'ok', root: null });
      expect(diagnosis.findings.map((item) => item.code)).not.toContain(code);
      const conforming = clientProfile('conforming');
      const [device] = value(await simulateAll(card.link, { profiles: conforming ? [conforming] : [] }));
      expect(device?.result.rejection ?? null).toBeNull();
    },
  );

  it.each(['file-blank', 'file-missing', 'access-read-never', 'dm-no-account', 'odf-missing'])(
    '%s: what only the issuer knows is not made up',
    async (code) => {
      const { card, finding, read } = await cardWithFault(code);
      const plan = await planFix(card.link, read, finding);
      expect(plan).toMatchObject({ ok: false, error: { code: 'fix-none' } });
    },
  );
});
