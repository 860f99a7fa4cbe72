import { utf8 } from '../base/bytes.ts';
import { fromBase64, toBase64 } from '../syncml/base64.ts';
import type { CpCharacteristic, CpParm } from './document.ts';
import { ADDR_TYPES, accountLevel, type MappingRow } from './mapping-rows.ts';
import type { MappingNote, TreeBuilder } from './tree-node.ts';

/** A characteristic or parm on the way to a parm, with its place among those of its kind in its holder. */
interface Step {
  readonly owner: object;
  readonly label: string;
  readonly rank: number;
}

/**
 * Puts the parms of a characteristic, and of those inside it, into an object by its table.
 * @param taken parms that other rules have taken care of.
 * @returns what the object has no node for.
 */
export function mapObject(
  holder: CpCharacteristic,
  rows: readonly MappingRow[],
  root: TreeBuilder,
  taken: ReadonlySet<CpParm>,
): MappingNote[] {
  const walk = (entry: CpCharacteristic, steps: readonly Step[]): MappingNote[] => {
    const ranks = new Map<string, number>();
    return entry.content.flatMap((inner): MappingNote[] => {
      const label = inner.kind === 'parm' ? inner.name : inner.type;
      const rank = (ranks.get(`${inner.kind} ${label}`) ?? 0) + 1;
      ranks.set(`${inner.kind} ${label}`, rank);
      const way = [...steps, { owner: inner, label, rank }];
      if (inner.kind === 'characteristic') return walk(inner, way);
      return taken.has(inner) ? [] : mapParm(inner, way, rows, root);
    });
  };
  return walk(holder, []);
}

function mapParm(parm: CpParm, way: readonly Step[], rows: readonly MappingRow[], root: TreeBuilder): MappingNote[] {
  const plain = way.map((step) => step.label).join('/');
  const row = rows.find((entry) => entry.cp.replaceAll('*', '') === plain);
  if (row === undefined) return [{ path: parm.path, reason: 'the management object has no node for it' }];
  const marks = row.cp.split('/').map((part) => part.endsWith('*'));
  const crowded = way.find((step, index) => marks[index] === false && step.rank > 1);
  if (crowded !== undefined)
    return [{ path: parm.path, reason: `the management object has room for one ${crowded.label}` }];
  const owners = way.filter((_, index) => marks[index] === true).map((step) => step.owner);
  const segments = row.node.split('/');
  const name = segments.pop() ?? '';
  let node = root;
  for (const segment of segments)
    node = segment === '<X>' ? node.childFor(owners.shift() ?? parm) : node.child(segment);
  const value = converted(row, parm.value ?? '');
  node.leaf(name, value, row.format ?? 'chr');
  return row.convert === 'base64' && fromBase64(parm.value ?? '') === undefined
    ? [{ path: parm.path, reason: 'it is no base64: its characters were taken as the bytes' }]
    : [];
}

function converted(row: MappingRow, value: string): string {
  if (row.convert === 'level') return accountLevel(value) ?? value;
  if (row.convert === 'addrType') return ADDR_TYPES.find((type) => type.cp === value)?.node ?? value;
  if (row.convert === 'base64') return toBase64(fromBase64(value) ?? utf8(value));
  return value;
}
