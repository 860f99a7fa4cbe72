import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS } from '../../../core/bootstrap/fault-cards.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import type { ClientProfile } from '../../../core/device/client-profile.ts';
import { CLIENT_PROFILES } from '../../../core/device/client-profiles.ts';
import type { ReasonCode } from '../../../core/device/reason-rows.ts';
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
 * Why a conforming device rejects a card with the fault. null: it bootstraps all the same, in the ISO class and with PIN1 off, as
 * these cards have it: the fault breaks a rule for the card, or concerns class A0 alone.
 */
const REASONS: Readonly<Record<string, ReasonCode | null>> = {
  'dir-missing': 'efdir-missing',
  'dir-no-pkcs15': 'template-missing',
  'dir-record-blank': 'template-missing',
  'dir-aid-wrong': 'template-missing',
  'dir-path-missing': null,
  'dir-path-dangling': null,
  'dir-path-malformed': 'template-path',
  'dir-template-overrun': 'template-missing',
  'dir-access': 'efdir-refused',
  'adf-not-selectable': 'adf-unreachable',
  'adf-inactive': 'adf-inactive',
  'channel-refused': 'channel-refused',
  'odf-missing': 'file-missing',
  'odf-blank': 'file-empty',
  'odf-not-transparent': 'file-not-transparent',
  'odf-no-dodf': 'odf-no-dodf',
  'odf-truncated': 'odf-no-dodf',
  'odf-padding-hides': 'odf-no-dodf',
  'odf-path-absolute-dangling': 'file-missing',
  'dodf-missing': 'file-missing',
  'dodf-blank': 'file-empty',
  'dodf-oid-wrong': 'object-missing',
  'dodf-oid-double-wrapped': 'object-missing',
  'dodf-oid-missing': 'object-missing',
  'dodf-type-attributes-implicit': 'object-value',
  'dodf-url-not-path': 'object-value',
  'dodf-direct-value': 'object-value',
  'dodf-label-missing': null,
  'dodf-flags-bit-order': null,
  'dodf-flags-access-mismatch': null,
  'dodf-length-short': 'wbxml-undecodable',
  'dodf-length-long': 'stretch-past-end',
  'dodf-index-without-length': 'path-malformed',
  'dodf-length-tag': 'path-malformed',
  'file-missing': 'file-missing',
  'file-blank': 'file-empty',
  'file-zero': 'file-empty',
  'file-not-transparent': 'file-not-transparent',
  'file-deactivated': 'file-inactive',
  'access-pin-not-verified': 'pin-not-given',
  'access-pin-blocked': 'pin-blocked',
  'access-pin-unreachable': 'pin-not-given',
  'access-read-never': 'access-never',
  'access-arr-record-missing': 'access-rule-missing',
  'access-user-modifiable': null,
  'access-secrets-open': null,
  'wbxml-plain-xml': 'wbxml-not',
  'wbxml-push-header': 'wbxml-undecodable',
  'wbxml-length-prefix': 'wbxml-not',
  'profile-cp-in-dm-file': 'message-other-profile',
  'wbxml-version': 'wbxml-not',
  'wbxml-public-id': 'wbxml-public-id',
  'wbxml-charset': null,
  'dm-tnds-type-mismatch': 'tnds-type',
  'tnds-target': 'parent-missing',
  'dm-no-account': 'account-missing',
  'dm-source-mismatch': 'source-mismatch',
  'mo-appid': 'account-app-id',
  'mo-tree-shape': 'node-unknown',
  'mo-reference-dangling': 'reference-dangling',
  'mo-acl': null,
  'dm-not-final': 'message-not-final',
};

describe('cards with one fault', () => {
  const hazards = ofCatalogue.filter(({ kind }) => kind === 'hazard').map(({ name }) => name.slice(6));
  const faults = ofCatalogue.filter(({ kind }) => kind === 'fault').map(({ name }) => name.slice(6));

  it('has all of the catalogue', () => {
    expect(hazards).toHaveLength(19);
    expect(faults.toSorted()).toEqual(Object.keys(REASONS).toSorted());
  });

  it.each(hazards)('%s: a conforming device bootstraps, and the table names one that does not', async (code) => {
    const blamed = CLIENT_PROFILES.filter((profile) => (profile.hazards as readonly string[]).includes(code));
    const rows = await devices(`fault-${code}`, [...CONFORMING, ...blamed]);
    expect(outcomeOf(rows, 'conforming')).toBe('accepted');
    const failing = blamed.filter(({ name }) => outcomeOf(rows, name) === 'rejected');
    expect(failing.map(({ name }) => name)).not.toEqual([]);
  });

  it.each(faults)('%s: what a conforming device does', async (code) => {
    const [row] = await devices(`fault-${code}`, CONFORMING);
    expect(row?.result.rejection?.code ?? null).toBe(REASONS[code]);
  });
});
