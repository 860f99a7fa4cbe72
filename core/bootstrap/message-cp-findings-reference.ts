import type { Finding } from '../base/finding.ts';
import {
  allCharacteristics,
  type CpCharacteristic,
  type CpDocument,
  type CpParm,
  childrenOfType,
  parmsOf,
} from '../cp/document.ts';
import { parmRow } from '../cp/document-rows.ts';
import { makeFinding } from './finding-rows.ts';
import { unverified } from './message-cp-findings-content.ts';
import { placeOf } from './message-findings-place.ts';

/** Identifiers by the type that has them. */
const IDENTIFIERS = { NAPDEF: 'NAPID', PXLOGICAL: 'PROXY-ID' } as const;

/** Identifiers that stand twice, and references to none (WAP-185). */
export function referenceFindings(document: CpDocument): Finding[] {
  const all = allCharacteristics(document.characteristics);
  const known = { NAPDEF: idsOf(document, 'NAPDEF'), PXLOGICAL: idsOf(document, 'PXLOGICAL') };
  const internet = all.some((entry) => entry.type === 'NAPDEF' && parmsOf(entry, 'INTERNET').length > 0);
  return [
    ...duplicates(document.characteristics, 'NAPDEF', 'NAPID'),
    ...duplicates(document.characteristics, 'PXLOGICAL', 'PROXY-ID'),
    ...document.characteristics.flatMap((entry) =>
      duplicates(childrenOfType(entry, 'PXPHYSICAL'), 'PXPHYSICAL', 'PHYSICAL-PROXY-ID'),
    ),
    ...all.flatMap((entry) => entry.parms.flatMap((parm) => dangling(entry, parm, known, internet))),
  ];
}

function idsOf(document: CpDocument, type: keyof typeof IDENTIFIERS): ReadonlySet<string> {
  const holders = document.characteristics.filter((entry) => entry.type === type);
  return new Set(holders.flatMap((entry) => parmsOf(entry, IDENTIFIERS[type]).map((parm) => parm.value ?? '')));
}

function duplicates(list: readonly CpCharacteristic[], type: string, name: string): Finding[] {
  const seen = new Set<string>();
  return list.flatMap((entry) => {
    const parm = entry.type === type ? parmsOf(entry, name)[0] : undefined;
    const value = parm?.value ?? '';
    if (parm === undefined || value === '') return [];
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [makeFinding('cp-id-duplicate', placeOf(parm.valueSpan, parm.path), { parm: name, value })];
  });
}

function dangling(
  entry: CpCharacteristic,
  parm: CpParm,
  known: Readonly<Record<keyof typeof IDENTIFIERS, ReadonlySet<string>>>,
  internet: boolean,
): Finding[] {
  const row = parmRow(entry.type, parm.name);
  const value = parm.value ?? '';
  if (row?.refersTo === undefined || value === '' || known[row.refersTo].has(value)) return [];
  const where = placeOf(parm.valueSpan, parm.path);
  if (row.refersTo === 'NAPDEF' && value === 'INTERNET') {
    if (internet) return [];
    return [unverified(where, `${parm.path} asks for any access point to the Internet, and no NAPDEF has INTERNET`)];
  }
  const type = row.refersTo;
  if (row.source === 'unverified') return [unverified(where, `${parm.path} is ${value}, and no ${type} is called so`)];
  return [makeFinding('cp-reference-dangling', where, { parm: parm.path, value, type })];
}
