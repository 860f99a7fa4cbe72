import type { Finding } from '../base/finding.ts';
import {
  type CpCharacteristic,
  type CpDocument,
  type CpParm,
  childrenOfType,
  parmsOf,
  parmValue,
} from '../cp/document.ts';
import { isAclId } from '../cp/to-tree.ts';
import { makeFinding } from './finding-rows.ts';
import { w7Of } from './message-cp.ts';
import { placeOf } from './message-findings-place.ts';

/** What a DM account needs to become a DMAcc (5.4.4; DM StdObj, mapping of w7). */
export function accountFindings(document: CpDocument): Finding[] {
  const accounts = w7Of(document);
  if (accounts.length === 0) return [makeFinding('cp-no-account', placeOf(document.root.span), {})];
  return accounts.flatMap((account) => [
    ...serverFindings(account),
    ...addressFindings(account),
    ...(childrenOfType(account, 'APPAUTH').length === 0
      ? [makeFinding('cp-w7-auth', placeOf(account.element.span, account.path), { account: account.path })]
      : []),
  ]);
}

function serverFindings(account: CpCharacteristic): Finding[] {
  const parm = parmsOf(account, 'PROVIDER-ID')[0];
  const value = parm?.value ?? '';
  if (parm === undefined || value === '') {
    const where = placeOf(parm?.valueSpan ?? account.element.span, account.path);
    return [makeFinding('cp-w7-server-id', where, { account: account.path })];
  }
  return isAclId(value) ? [] : [makeFinding('cp-w7-server-id-acl', placeOf(parm.valueSpan, parm.path), { value })];
}

function addressFindings(account: CpCharacteristic): Finding[] {
  const direct = parmsOf(account, 'ADDR');
  const groups = childrenOfType(account, 'APPADDR');
  const inner = groups.flatMap((group) => parmsOf(group, 'ADDR'));
  const filled = [...direct, ...inner].filter((parm) => (parm.value ?? '') !== '');
  if (filled.length === 0)
    return [makeFinding('cp-w7-address', placeOf(account.element.span, account.path), { account: account.path })];
  const uris = groups.filter((group) => (parmValue(group, 'ADDRTYPE') ?? 'URI') === 'URI');
  return [...direct, ...uris.flatMap((group) => parmsOf(group, 'ADDR'))].flatMap(formFindings);
}

function formFindings(parm: CpParm): Finding[] {
  const value = parm.value ?? '';
  if (value === '' || /^[A-Za-z][A-Za-z0-9+.-]*:\S/.test(value)) return [];
  return [makeFinding('cp-w7-address-form', placeOf(parm.valueSpan, parm.path), { parm: parm.path, value })];
}
