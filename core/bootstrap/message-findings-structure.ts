import type { Finding } from '../base/finding.ts';
import { CONTENT_MODELS, contentFaults, TREE_MODELS } from '../syncml/content-model.ts';
import { childOf, type DocElement, descend } from '../syncml/element.ts';
import type { SyncMessage } from '../syncml/message.ts';
import { NODE_FORMATS, type TndsTree } from '../tnds/tree.ts';
import { makeFinding } from './finding-rows.ts';
import { placeOf, type Rules, withClause } from './message-findings-place.ts';

/** Protocol versions by release; a 1.3 server may well speak DM/1.2. */
const PROTOCOLS = { '1.2': ['DM/1.2'], '1.3': ['DM/1.2', 'DM/1.3'] } as const satisfies Record<
  Rules,
  readonly string[]
>;

/** Where the message's own elements are not as DM has them (DM RepPro 1.2, 4.1). */
export function syncFindings(sync: SyncMessage, rules: Rules): Finding[] {
  const out = contentFaults(sync.element, CONTENT_MODELS, ['Data', 'Meta']).map(({ element, reason, clause }) =>
    withClause(
      makeFinding('dm-structure', placeOf(element.span, element.name), { element: element.name, reason }),
      clause,
    ),
  );
  for (const item of sync.commands.flatMap((command) => (NEEDS_DATA.includes(command.name) ? command.items : []))) {
    if (item.data !== null || ['null', 'node'].includes(item.format?.text.trim() ?? 'node')) continue;
    const finding = makeFinding('dm-structure', placeOf(item.element.span, 'Item'), {
      element: 'Item',
      reason: 'Data is missing',
    });
    out.push(withClause(finding, 'RepPro 4.1.3.2'));
  }
  const header = sync.header ?? undefined;
  out.push(...versionFinding(header, 'VerDTD', ['1.2']), ...versionFinding(header, 'VerProto', PROTOCOLS[rules]));
  return out;
}

const NEEDS_DATA: readonly string[] = ['Add', 'Replace'];

function versionFinding(header: DocElement | undefined, name: string, allowed: readonly string[]): Finding[] {
  const value = childOf(header, name)?.value ?? null;
  if (value === null || allowed.includes(value.text.trim())) return [];
  return [
    makeFinding('dm-protocol-version', placeOf(value.span, `SyncHdr/${name}`), {
      element: name,
      value: value.text === '' ? 'empty' : value.text,
      allowed: allowed.join(', '),
    }),
  ];
}

/** Where a management tree is not built as DM TND 1.2, 8.5.4 and DM TNDS 1.2, 9.2 have it. */
export function treeFindings(tree: TndsTree): Finding[] {
  if (tree.form === 'items') return [];
  const out = contentFaults(tree.element, TREE_MODELS).map(({ element, reason, clause }) =>
    treeFinding(element, reason, clause),
  );
  if (tree.verDtd !== null && tree.verDtd.text.trim() !== '1.2') {
    out.push(treeFinding(tree.element, `VerDTD is ${tree.verDtd.text || 'empty'}, not 1.2`, 'TND 8.5.4.1.2'));
  }
  const walk = (element: DocElement): void => {
    const inner = element.children.filter((child) => child.name === 'Node');
    if (inner.length > 0 && childOf(element, 'Value') !== undefined)
      out.push(treeFinding(element, 'it has a Value and nodes below it', 'TND 8.5.4.1.5'));
    const fault = formatFault(element);
    if (fault !== null) out.push(treeFinding(element, fault, 'TND 8.5.4.2.2'));
    for (const node of inner) walk(node);
  };
  for (const node of tree.element.children) if (node.name === 'Node') walk(node);
  return out;
}

function treeFinding(element: DocElement, reason: string, clause: string | null): Finding {
  const name = element.name === 'Node' ? childOf(element, 'NodeName')?.value?.text || 'Node' : element.name;
  return withClause(makeFinding('tnds-structure', placeOf(element.span, name), { element: name, reason }), clause);
}

/** Format holds one empty element that names it. */
function formatFault(node: DocElement): string | null {
  const format = descend(node, 'RTProperties', 'Format');
  if (format === undefined) return null;
  const names = format.children.map((child) => child.name);
  const [name] = names;
  if (name === undefined || names.length > 1) return `Format names ${names.length === 0 ? 'no' : names.length} formats`;
  return (NODE_FORMATS as readonly string[]).includes(name) ? null : `${name} is no format`;
}
