import { utf8 } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { applicationRow } from '../cp/application-rows.ts';
import { type CpCharacteristic, type CpDocument, type CpParm, parmsOf, parmValue } from '../cp/document.ts';
import { CHARACTERISTIC_ROWS, characteristicRow, parmRow } from '../cp/document-rows.ts';
import type { CharacteristicRow, ParmRow } from '../cp/rows.ts';
import { makeFinding } from './finding-rows.ts';
import { placeOf } from './message-findings-place.ts';

/** Characteristics and parms against their tables. */
export function contentFindings(document: CpDocument): Finding[] {
  const { characteristics, root } = document;
  return [
    ...document.strayParms.map((parm) =>
      makeFinding('cp-parm-unknown', placeOf(parm.element.span, parm.path), { parm: parm.name, type: root.name }),
    ),
    ...childFindings(root.name, '', characteristics, '', placeOf(root.span)),
    ...characteristics.flatMap((entry) => within(entry, '', parmValue(entry, 'APPID') ?? '')),
  ];
}

/** What one characteristic shows, and what those inside it do. */
function within(entry: CpCharacteristic, parent: string, appId: string): Finding[] {
  const row = characteristicRow(entry.type);
  const inner = entry.characteristics.flatMap((child) => within(child, entry.type, appId));
  const where = placeOf(entry.element.span, entry.path);
  // What is ignored as a whole is not looked into; a missing type has been told already.
  if (row === undefined) {
    if (entry.type === '' || insideVendor(parent)) return [];
    return [makeFinding('cp-characteristic-unknown', where, { type: entry.type })];
  }
  if (!row.parents.includes(parent) && !insideVendor(parent)) {
    const expected = row.parents.map((name) => (name === '' ? 'the document' : name)).join(', ');
    const place = parent === '' ? 'the document' : parent;
    if (row.source === 'unverified') return [unverified(where, `${entry.type} stands in ${place}, not in ${expected}`)];
    return [makeFinding('cp-characteristic-place', where, { type: entry.type, parent: place, expected })];
  }
  return [
    ...parmFindings(entry, row, appId),
    ...childFindings(entry.path, entry.type, entry.characteristics, entry.path, where),
    ...inner,
  ];
}

function insideVendor(parent: string): boolean {
  return characteristicRow(parent)?.open === true;
}

/** How often the characteristics stand that `parent` holds. */
function childFindings(
  name: string,
  parent: string,
  children: readonly CpCharacteristic[],
  path: string,
  where: ReturnType<typeof placeOf>,
): Finding[] {
  return CHARACTERISTIC_ROWS.filter((row) => row.parents.includes(parent)).flatMap((row): Finding[] => {
    const found = children.filter((child) => child.type === row.type);
    const second = found[1];
    if (found.length === 0 && row.occurrence === 'OneOrMore')
      return [makeFinding('cp-characteristic-missing', where, { type: row.type, parent: path === '' ? name : path })];
    if (second !== undefined && row.occurrence === 'ZeroOrOne')
      return [
        makeFinding('cp-characteristic-repeated', placeOf(second.element.span, second.path), {
          type: row.type,
          count: found.length,
        }),
      ];
    return [];
  });
}

function parmFindings(entry: CpCharacteristic, row: CharacteristicRow, appId: string): Finding[] {
  const registered = (applicationRow(appId)?.parms ?? []).filter(({ holder }) => holder === entry.type);
  const longest = addressLength(entry);
  const out: Finding[] = [];
  for (const parm of row.parms) out.push(...occurrenceFindings(entry, parm));
  for (const parm of entry.parms) {
    const own = registered.find(({ name }) => name === parm.name) ?? parmRow(entry.type, parm.name);
    if (own !== undefined) out.push(...valueFindings(entry, parm, own, longest));
    // Applications add parms of their own: only the registrations that are known can tell.
    else if (row.open !== true && parm.name !== '' && (appId === '' || appId === 'w7'))
      out.push(
        makeFinding('cp-parm-unknown', placeOf(parm.element.span, parm.path), { parm: parm.name, type: entry.type }),
      );
  }
  return out;
}

function occurrenceFindings(entry: CpCharacteristic, row: ParmRow): Finding[] {
  const found = parmsOf(entry, row.name);
  const where = placeOf(entry.element.span, entry.path);
  const verified = row.source === 'verified';
  const needed = row.occurrence === 'One' || row.occurrence === 'OneOrMore';
  // A DM account is told to lack its address by a rule of its own.
  if (needed && found.length === 0) {
    const what = `${entry.path} has no ${row.name}`;
    return [
      verified
        ? makeFinding('cp-parm-missing', where, { holder: entry.path, parm: row.name })
        : unverified(where, what),
    ];
  }
  const second = found[1];
  if (second !== undefined && (row.occurrence === 'One' || row.occurrence === 'ZeroOrOne')) {
    const place = placeOf(second.element.span, second.path);
    const details = { parm: row.name, count: found.length, holder: entry.path };
    return [
      verified
        ? makeFinding('cp-parm-repeated', place, details)
        : unverified(place, `${row.name} stands ${found.length} times in ${entry.path}`),
    ];
  }
  return [];
}

/** @param longest bytes of an access point's address that every device must accept. */
function valueFindings(entry: CpCharacteristic, parm: CpParm, row: ParmRow, longest: number): Finding[] {
  const where = placeOf(parm.valueSpan, parm.path);
  const value = parm.value ?? '';
  const verified = row.source === 'verified';
  if (value === '') {
    if (row.flag || row.occurrence !== 'One' || !verified) return [];
    return [makeFinding('cp-value-empty', where, { parm: parm.path, holder: entry.path })];
  }
  // Nothing is said of secrets.
  if (row.secret) return [];
  const allowed = allowedValues(row, value);
  if (allowed !== null) {
    const details = { parm: parm.path, value, allowed };
    if (!verified) return [unverified(where, `${parm.path} is ${value}; known are ${allowed}`)];
    const registered = row.clause === 'StdObj C';
    return [registered ? makeFinding('cp-w7-value', where, details) : makeFinding('cp-value', where, details)];
  }
  const length = utf8(value).length;
  const accepted = row.name === 'NAP-ADDRESS' ? longest : row.accepted;
  if (accepted === undefined || length <= accepted) return [];
  return [makeFinding('cp-value-long', where, { parm: parm.path, length, accepted })];
}

/** The address of an access point is a name of 64 bytes for GPRS, a number of 16 for the others (WAP-183 6.1). */
function addressLength(entry: CpCharacteristic): number {
  const name = parmValue(entry, 'NAP-ADDRTYPE') === 'APN' || parmValue(entry, 'BEARER') === 'GSM-GPRS';
  return name ? 64 : 16;
}

/** What the row allows, where the value is none of it; null where it fits. */
function allowedValues(row: ParmRow, value: string): string | null {
  if (row.values !== undefined && !row.values.includes(value)) return row.values.join(', ');
  if (row.range === undefined) return null;
  const [low, high] = row.range;
  return /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high ? null : `${low} to ${high}`;
}

/** A row that no text was read for says what it has to say, and no more. */
export function unverified(where: ReturnType<typeof placeOf>, what: string): Finding {
  return makeFinding('cp-unverified', where, { what });
}
