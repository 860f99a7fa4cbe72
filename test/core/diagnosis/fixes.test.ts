import { describe, expect, it } from 'vitest';
import { type CardDraft, cardOf, healthyDraft } from '../../../core/bootstrap/card-draft.ts';
import { cardName, FAULT_RECIPES, faultCard } from '../../../core/bootstrap/fault-cards.ts';
import { withLeaf } from '../../../core/bootstrap/fault-recipe.ts';
import type { FindingCode } from '../../../core/bootstrap/finding-rows.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import { clientProfile } from '../../../core/device/client-profiles.ts';
import { simulateAll } from '../../../core/device/simulate.ts';
import { diagnoseCard } from '../../../core/diagnosis/diagnose-card.ts';
import { planFix } from '../../../core/plan/plan-fix.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { recordingStore, runOptions } from '../../support/plan-runs.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

/** What to write does not follow from the card: only its issuer, its holder or its maker has it. The text of the fix says so. */
const NOT_FROM_THE_CARD: ReadonlySet<string> = new Set([
  'dir-missing',
  'dir-aid-longer',
  'dir-not-records',
  'dir-access',
  'adf-not-selectable',
  'adf-inactive',
  'channel-refused',
  'df-unreachable-2g',
  'card-views-differ',
  'class-2g-refused',
  'odf-missing',
  'odf-elsewhere',
  'odf-not-transparent',
  'odf-inline-objects',
  'odf-protected',
  'odf-directory-missing',
  'odf-directory-undecodable',
  'dodf-missing',
  'dodf-blank',
  'dodf-other-object-first',
  'dodf-url-not-path',
  'dodf-direct-value',
  'dodf-index-nonzero',
  'dodf-truncated',
  'dodf-protected-value',
  'dodf-path-malformed',
  'dodf-foreign-oid-wrapped',
  'file-missing',
  'file-blank',
  'file-zero',
  'file-not-transparent',
  'file-deactivated',
  'access-pin-not-verified',
  'access-pin-blocked',
  'access-pin-unreachable',
  'access-read-never',
  'access-arr-record-missing',
  'access-user-modifiable',
  'access-sfi-absent',
  'read-le-over-file',
  'file-over-one-block',
  'access-secrets-open',
  'file-over-32k',
  'profile-cp-in-dm-file',
  'wbxml-undecodable',
  'profile-secret-masked',
  'dm-no-account',
  'dm-no-connectivity',
  'mo-value',
  'mo-node-missing',
  'dm-session-credentials',
  'dm-acl-outside-tnds',
  'dm-node-adds',
  'dm-root',
  'tnds-undecodable',
  'dodf-provisioning-only',
  'cp-root',
  'cp-token-unknown',
  'cp-nameless',
  'cp-characteristic-place',
  'cp-characteristic-missing',
  'cp-characteristic-repeated',
  'cp-parm-missing',
  'cp-parm-repeated',
  'cp-value',
  'cp-value-empty',
  'cp-value-long',
  'cp-id-duplicate',
  'cp-reference-dangling',
  'cp-w7-server-id',
  'cp-w7-server-id-acl',
  'cp-w7-address',
  'cp-w7-address-form',
  'cp-w7-auth',
  'cp-w7-value',
  'dodf-authid-unknown',
  'access-aodf-mismatch',
  'access-pin-reference-negative',
  'file-certificate-undecodable',
  'dodf-lwm2m-undecodable',
] satisfies readonly FindingCode[]);
const FIXED = FAULT_RECIPES.map(({ code }) => code).filter((code) => !NOT_FROM_THE_CARD.has(code));

function value<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function opened(image: CardImage | undefined, code: string) {
  if (image === undefined) throw new Error(`no card with ${code}`);
  const card = await openVirtualLink(image);
  const { diagnosis } = value(await diagnoseCard(card.link, { mode: 'auto' }));
  const finding = diagnosis.findings.find((item) => item.code === code);
  if (finding === undefined) throw new Error(`${code} was not found`);
  const read = value(await readCard(card.link, { mode: 'auto', depth: 'inspect' }));
  return { card, finding, read };
}

const cardWithFault = (code: string) => opened(faultCard(`fault-${code}`), code);

/** The plan of a fix, run: the card is clean, and a conforming device bootstraps from it. */
async function expectMended({ card, finding, read }: Awaited<ReturnType<typeof opened>>): Promise<void> {
  const before = card.image();
  const plan = value(await planFix(card.link, read, finding));
  expect(card.image()).toEqual(before);
  const ran = value(await runPlan(card.link, read, plan, runOptions(plan, recordingStore())));
  expect(ran.flash.result).toBe('verified');
  await card.link.transport.reset('warm');
  const { diagnosis } = value(await diagnoseCard(card.link, { mode: 'auto' }));
  expect(diagnosis).toMatchObject({ verdict: 'ok', root: null });
  expect(diagnosis.findings.map((item) => item.code)).not.toContain(finding.code);
  const conforming = clientProfile('conforming');
  const [device] = value(await simulateAll(card.link, { profiles: conforming ? [conforming] : [] }));
  expect(device?.result.rejection ?? null).toBeNull();
}

const draftOf = (title: string) => healthyDraft(cardName({ platform: 'uicc', modes: 'both' }, title, 4000));

/** The second authentication stands beside AppAuth, under a name of its own, as one server writes it. */
function besideAppAuth(draft: CardDraft): CardDraft {
  const second = draft.xml.indexOf('<NodeName>2</NodeName>');
  const from = draft.xml.lastIndexOf('<Node>', second);
  let end = from;
  let depth = 0;
  for (const tag of draft.xml.slice(from).matchAll(/<(\/?)Node>/g)) {
    depth += tag[1] === '' ? 1 : -1;
    end = from + tag.index + tag[0].length;
    if (depth === 0) break;
  }
  const node = draft.xml.slice(from, end);
  const rest = draft.xml.replace(node, '');
  const at = rest.lastIndexOf('<Node>', rest.indexOf('<NodeName>AAuthPref<'));
  return { ...draft, xml: `${rest.slice(0, at)}${node.replace('>2<', '>Client<')}${rest.slice(at)}` };
}

describe('a fix is a plan', () => {
  it.each(FIXED)('%s: its plan leaves a card that diagnoses clean and that a conforming device accepts', async (code) =>
    expectMended(await cardWithFault(code)),
  );

  it.each([
    ['mo-value', 'a value in other letters', (draft: CardDraft) => withLeaf(draft, 'AddrType', 'uri')],
    ['mo-value', 'a value with a space', (draft: CardDraft) => withLeaf(draft, 'PortNbr', ' 443')],
    ['mo-tree-shape', 'an authentication beside AppAuth', besideAppAuth],
  ] as const)('%s: %s', async (code, _, make) => {
    await expectMended(await opened(cardOf(make(draftOf(code))), code));
  });

  it.each(['dir-path-dangling', 'dir-blank-before', 'odf-no-dodf', 'dodf-oid-wrong', 'dm-source-mismatch'])(
    '%s: counts the pages of a card whose page size is known',
    async (code) => {
      const { card, finding, read } = await cardWithFault(code);
      const { pages, bytes } = value(await planFix(card.link, read, finding, 1));
      expect(pages).toBe(bytes);
      expect(value(await planFix(card.link, read, finding, 0x10000)).pages).toBeLessThan(bytes);
    },
  );

  it.each([...NOT_FROM_THE_CARD])('%s: what only the issuer knows is not made up', async (code) => {
    const { card, finding, read } = await cardWithFault(code);
    const plan = await planFix(card.link, read, finding);
    expect(plan).toMatchObject({ ok: false, error: { code: 'fix-none' } });
    expect(finding.fix).not.toBeNull();
  });
});
