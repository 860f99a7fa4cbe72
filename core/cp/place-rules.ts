import { applicationRow } from './application-rows.ts';
import { type CpCharacteristic, parmsOf, parmValue } from './document.ts';
import { characteristicRow, parmRow } from './document-rows.ts';
import type { ParmRow } from './rows.ts';

/**
 * Why a parm cannot be added by the tables; undefined where it can.
 * @param holders the characteristics of its path that are there, outermost first.
 * @param top those of the document.
 * @param types those of its path that would be made.
 * @param id what stands in brackets behind the last of them.
 */
export function additionFault(
  holders: readonly CpCharacteristic[],
  top: readonly CpCharacteristic[],
  types: readonly string[],
  name: string,
  id: string,
): string | undefined {
  const holder = holders.at(-1);
  let parent = holder?.type ?? '';
  for (const [index, type] of types.entries()) {
    const row = characteristicRow(type);
    if (row === undefined) return `there is no such characteristic, and the tables have none called ${type}`;
    if (!row.parents.includes(parent))
      return `${type} cannot stand in ${parent === '' ? 'the document itself' : parent}`;
    const siblings = index > 0 ? [] : (holder?.characteristics ?? top);
    const once = row.occurrence === 'One' || row.occurrence === 'ZeroOrOne';
    if (once && siblings.some((entry) => entry.type === type)) return `${type} can stand there only once`;
    parent = type;
  }
  if (parent === '') return 'a parm stands in a characteristic';
  if (name === '') return 'the parm has no name';
  const appId = holders[0] === undefined ? (types[0] === 'APPLICATION' ? id : '') : parmValue(holders[0], 'APPID');
  const row = rowOf(parent, name, appId);
  const free = characteristicRow(parent)?.open === true || characteristicRow(parent) === undefined;
  const foreign = (holders[0]?.type ?? types[0]) === 'APPLICATION' && applicationRow(appId ?? '') === undefined;
  if (row === undefined && !free && !foreign) return `the tables have no parm ${name} in ${parent}`;
  const once = row?.occurrence === 'One' || row?.occurrence === 'ZeroOrOne';
  if (once && types.length === 0 && holder !== undefined && parmsOf(holder, name).length > 0)
    return `${name} can stand there only once`;
  return undefined;
}

/** True for a parm that says something by being there. */
export function isFlag(made: string | undefined, holders: readonly CpCharacteristic[], name: string): boolean {
  const appId = holders[0] === undefined ? undefined : parmValue(holders[0], 'APPID');
  return rowOf(made ?? holders.at(-1)?.type ?? '', name, appId)?.flag === true;
}

function rowOf(type: string, name: string, appId: string | undefined): ParmRow | undefined {
  const own = applicationRow(appId ?? '')?.parms.find((row) => row.holder === type && row.name === name);
  return parmRow(type, name) ?? own;
}
