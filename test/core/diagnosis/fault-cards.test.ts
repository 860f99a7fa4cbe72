import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { cardOf, healthyDraft } from '../../../core/bootstrap/card-draft.ts';
import { cardName, FAULT_CARDS, FAULT_RECIPES } from '../../../core/bootstrap/fault-cards.ts';
import type { FindingRow } from '../../../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { CLIENT_PROFILES } from '../../../core/device/client-profiles.ts';
import { simulateAll } from '../../../core/device/simulate.ts';
import { diagnoseCard } from '../../../core/diagnosis/diagnose-card.ts';
import type { Diagnosis } from '../../../core/diagnosis/diagnosis.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { readImage } from '../../support/read-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';
import { conformingOn, diagnoseImage } from './diagnose-image.ts';
import { NEVER_ON_A_CARD, NOTE_CARDS } from './note-cards.ts';

interface CatalogueRow {
  readonly row: number;
  readonly code: string;
  readonly kind: 'fault' | 'hazard' | 'context';
}

const CATALOGUE: readonly CatalogueRow[] = JSON.parse(
  readFileSync(new URL('../../fixtures/finding-catalogue.json', import.meta.url), 'utf8'),
);
const ROWS: Readonly<Record<string, FindingRow>> = FINDING_ROWS;
const HEALTHY = BUILTIN_CARDS.filter(({ name }) => !name.endsWith('-blank'));

const image = (name: string): CardImage => {
  const found = builtinCard(name);
  if (found === undefined) throw new Error(`no card ${name}`);
  return found;
};

/** Causes among the findings: symptoms left out. */
const faults = ({ findings }: Diagnosis) =>
  new Set(findings.filter(({ kind, under }) => kind === 'fault' && under === null).map(({ code }) => code));

/** Codes that were named as they must be; what the last test counts. */
const named = new Set<string>();

describe('a card with exactly one fault', () => {
  it.each(FAULT_RECIPES.filter(({ code }) => ROWS[code]?.kind === 'fault').map(({ code }) => code))(
    '%s is named as the root',
    async (code) => {
      const diagnosis = await diagnoseImage(image(`fault-${code}`));
      expect(diagnosis.root).toBe(code);
      expect([...faults(diagnosis)]).toEqual([code]);
      const [root] = diagnosis.findings;
      expect(root).toMatchObject({ code, kind: 'fault', severity: ROWS[code]?.severity, under: null });
      // A rule may name the very clause of a management object; the others have that of their row, or one below it.
      if (!code.startsWith('mo-')) expect(`${root?.clause}`.startsWith(`${ROWS[code]?.clause}`)).toBe(true);
      // It works, but: what a conforming device rejects is never called good.
      if (diagnosis.verdict === 'ok') expect(await conformingOn(image(`fault-${code}`))).toBeNull();
      expect(diagnosis.verdict).toBe(ROWS[code]?.severity === 'error' ? 'fail' : 'ok');
      named.add(code);
    },
  );
});

describe('a card that some devices fail over', () => {
  it.each(FAULT_RECIPES.filter(({ code }) => ROWS[code]?.kind === 'hazard').map(({ code }) => code))(
    '%s is a warning, and no root',
    async (code) => {
      const diagnosis = await diagnoseImage(image(`fault-${code}`));
      expect(diagnosis).toMatchObject({ root: null, verdict: 'ok' });
      expect(diagnosis.findings).toContainEqual(expect.objectContaining({ code, kind: 'hazard', severity: 'warning' }));
      expect([...faults(diagnosis)]).toEqual([]);
      expect(await conformingOn(image(`fault-${code}`))).toBeNull();
      named.add(code);
    },
  );

  it.each(CATALOGUE.filter(({ kind }) => kind === 'hazard').map(({ code }) => code))(
    '%s: a client of the device table fails, the conforming one does not',
    async (code) => {
      const known: readonly string[] = [code];
      const profiles = CLIENT_PROFILES.filter(
        ({ name, hazards }) => name === 'conforming' || hazards.some((hazard) => known.includes(hazard)),
      );
      expect(profiles.length).toBeGreaterThan(1);
      const { link } = await openVirtualLink(image(`fault-${code}`));
      const table = await simulateAll(link, { profiles });
      if (!table.ok) throw new Error(table.error.code);
      const outcomes = new Map(table.value.map(({ profile, result }) => [profile.name, result.outcome]));
      expect(outcomes.get('conforming')).toBe('accepted');
      expect([...outcomes.values()]).toContain('rejected');
    },
  );
});

describe('a card that something is told of besides', () => {
  it.each(NOTE_CARDS)('$code', async ({ code, under, make }) => {
    const name = cardName(
      { platform: 'uicc', modes: 'both' },
      code,
      3000 + NOTE_CARDS.findIndex((n) => n.code === code),
    );
    const diagnosis = await diagnoseImage(cardOf(make(healthyDraft(name))));
    const found = diagnosis.findings.find((finding) => finding.code === code);
    expect(found, diagnosis.findings.map((finding) => finding.code).join(' ')).toMatchObject({ under });
    expect([diagnosis.root, found?.kind === 'context' || under !== null]).toEqual([under, true]);
    named.add(code);
  });

  it('what only a second input or another release shows is none of a card', async () => {
    const codes = await Promise.all(
      FAULT_CARDS.map(async ({ name }) => (await diagnoseImage(image(name))).findings.map(({ code }) => code)),
    );
    for (const code of Object.keys(NEVER_ON_A_CARD)) expect(codes.flat()).not.toContain(code);
  });
});

describe('healthy built-in cards', () => {
  it.each(HEALTHY.map(({ name }) => name))('%s has no fault', async (name) => {
    const diagnosis = await diagnoseImage(image(name));
    expect(diagnosis).toMatchObject({ verdict: 'ok', root: null });
    expect([...faults(diagnosis)]).toEqual([]);
    expect(diagnosis.steps.every((step) => step.ok)).toBe(true);
  });
});

describe('what a second input shows', () => {
  it('a good card: the device may be told not to bootstrap', async () => {
    const diagnosis = await diagnoseImage(image('uicc'));
    expect(diagnosis.findings).toContainEqual(
      expect.objectContaining({ code: 'device-policy', kind: 'context', severity: 'info' }),
    );
    named.add('device-policy');
    const faulty = await diagnoseImage(image('fault-file-blank'));
    expect(faulty.findings.map(({ code }) => code)).not.toContain('device-policy');
  });

  it('the card that stood there before: servers that stay behind', async () => {
    const was = (await readImage(image('sim'))).result;
    const { link } = await openVirtualLink(image('fault-dm-no-account'));
    const found = await diagnoseCard(link, { mode: 'auto', was });
    const codes = found.ok ? found.value.diagnosis.findings : [];
    const swapped = codes.find(({ code }) => code === 'card-swapped');
    expect(swapped?.message).toContain('nordtel');
    const same = await openVirtualLink(image('sim'));
    const again = await diagnoseCard(same.link, { mode: 'auto', was });
    expect(again.ok && again.value.diagnosis.findings.map(({ code }) => code)).not.toContain('card-swapped');
    named.add('card-swapped');
  });
});

it('every row of the catalogue has its card', () => {
  const count = (kind: CatalogueRow['kind']) => {
    const rows = CATALOGUE.filter((row) => row.kind === kind);
    return `${rows.filter(({ code }) => named.has(code)).length} of ${rows.length}`;
  };
  const added = Object.keys(ROWS).filter((code) => ROWS[code]?.row === null);
  const elsewhere = Object.keys(NEVER_ON_A_CARD);
  const shown = added.filter((code) => !elsewhere.includes(code));
  const additions = `${shown.filter((code) => named.has(code)).length} of ${shown.length} additions`;
  const line = `${count('fault')}, ${count('hazard')}, ${count('context')}, ${additions}`;
  console.log(`${line}; ${elsewhere.length} need more than a card: ${elsewhere.join(', ')}`);
  expect(shown.filter((code) => !named.has(code))).toEqual([]);
  expect(line).toBe(`62 of 62, 19 of 19, 2 of 2, ${shown.length} of ${shown.length} additions`);
  expect(FAULT_CARDS.map(({ name }) => name)).toEqual([...new Set(FAULT_CARDS.map(({ name }) => name))]);
  expect(FAULT_CARDS.map(({ name }) => image(name).iccid)).toHaveLength(
    new Set(FAULT_CARDS.map(({ name }) => image(name).iccid)).size,
  );
});
