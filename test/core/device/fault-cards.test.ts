import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS } from '../../../core/bootstrap/fault-cards.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import type { ClientProfile } from '../../../core/device/client-profile.ts';
import { CLIENT_PROFILES } from '../../../core/device/client-profiles.ts';
import { type DeviceRow, simulateAll } from '../../../core/device/simulate.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

/** What these clients do with the built-in card. */
async function devices(name: string, profiles: readonly ClientProfile[]): Promise<readonly DeviceRow[]> {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no ${name}`);
  const card = await openVirtualLink(image);
  const rows = await simulateAll(card.link, { profiles });
  await card.close();
  if (!rows.ok) throw new Error(rows.error.code);
  return rows.value;
}

const outcomeOf = (rows: readonly DeviceRow[], name: string) =>
  rows.find(({ profile }) => profile.name === name)?.result.outcome;

const CONFORMING = CLIENT_PROFILES.filter(({ name }) => name === 'conforming');

const codes = new Set(Object.entries(FINDING_ROWS).flatMap(([code, { row }]) => (row === null ? [] : [code])));
const ofCatalogue = FAULT_CARDS.filter(({ name }) => codes.has(name.slice('fault-'.length)));

/**
 * Faults that break a rule for the card, or one that a device need not look at: a conforming device bootstraps all the same, in
 * the ISO class and with PIN1 off, as these cards have it.
 */
const HARMLESS: readonly string[] = [
  'dir-path-missing',
  'dir-path-dangling',
  'dodf-label-missing',
  'dodf-flags-bit-order',
  'dodf-flags-access-mismatch',
  'access-user-modifiable',
  'access-secrets-open',
  'mo-acl',
];

describe('cards with one fault', () => {
  const hazards = ofCatalogue.filter(({ kind }) => kind === 'hazard').map(({ name }) => name.slice(6));
  const faults = ofCatalogue.filter(({ kind }) => kind === 'fault').map(({ name }) => name.slice(6));

  it('has all hazards of the catalogue', () => expect(hazards).toHaveLength(19));

  it.each(hazards)('%s: a conforming device bootstraps, and the table names one that does not', async (code) => {
    const blamed = CLIENT_PROFILES.filter((profile) => (profile.hazards as readonly string[]).includes(code));
    const rows = await devices(`fault-${code}`, [...CONFORMING, ...blamed]);
    expect(outcomeOf(rows, 'conforming')).toBe('accepted');
    const failing = blamed.filter(({ name }) => outcomeOf(rows, name) === 'rejected');
    expect(failing.map(({ name }) => name)).not.toEqual([]);
  });

  it.each(faults)('%s: what a conforming device does', async (code) => {
    const rows = await devices(`fault-${code}`, CONFORMING);
    expect(outcomeOf(rows, 'conforming')).toBe(HARMLESS.includes(code) ? 'accepted' : 'rejected');
  });
});
