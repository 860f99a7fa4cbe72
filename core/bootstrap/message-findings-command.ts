import type { Finding } from '../base/finding.ts';
import { childOf } from '../syncml/element.ts';
import type { SyncCommand } from '../syncml/message.ts';
import { nodeAddress } from '../tnds/node-items.ts';
import { makeFinding } from './finding-rows.ts';
import { placeOf, type Rules } from './message-findings-place.ts';
import type { MessageParts } from './message-parts.ts';

/** Commands whose purpose is an answer, which a bootstrap message never gets (5.5.4, 5.5.5). */
const ANSWERED: readonly string[] = ['Get', 'Alert', 'Results', 'Status'];

/** What a message does, against what a bootstrap message may do. */
export function commandFindings(parts: MessageParts, rules: Rules): Finding[] {
  return [
    ...answerFindings(parts),
    ...(rules === '1.2' ? itemFailures(parts) : [...aclCommandFindings(parts), ...nodeAddFindings(parts)]),
  ];
}

function answerFindings({ sync }: MessageParts): Finding[] {
  const out: Finding[] = [];
  for (const element of sync?.body?.children ?? []) {
    if (!ANSWERED.includes(element.name)) continue;
    out.push(
      makeFinding('dm-answer-expected', placeOf(element.span, `SyncBody/${element.name}`), { element: element.name }),
    );
  }
  const address = childOf(sync?.header ?? undefined, 'RespURI');
  if (address !== undefined)
    out.push(makeFinding('dm-answer-expected', placeOf(address.span, 'SyncHdr/RespURI'), { element: 'RespURI' }));
  return out;
}

/** ACLs come with the TNDS as properties of its nodes, by no command of their own (5.5.3). */
function aclCommandFindings({ sync }: MessageParts): Finding[] {
  return (sync?.commands ?? []).flatMap((command) =>
    command.items.flatMap(({ target, element }) => {
      if (target === null || !/\?prop=ACL$/i.test(target.text.trim())) return [];
      const path = `SyncBody/${command.name}/Item/Target/LocURI`;
      return [makeFinding('dm-acl-outside-tnds', placeOf(target.span ?? element.span, path), { target: target.text })];
    }),
  );
}

/** Accounts that are made node by node are no TNDS (5.5). */
function nodeAddFindings(parts: MessageParts): Finding[] {
  const made = parts.objects.filter((object) => object.tree.form === 'items');
  return made.map(({ root, tree }) =>
    makeFinding('dm-node-adds', placeOf(root.element.span, 'SyncBody/Add'), { node: `${tree.target}/${root.uri}` }),
  );
}

/** Adds that a client cannot carry out: in 1.2 one of them fails the bootstrap (DM Bootstrap 1.2, 5.6.3). */
function itemFailures({ sync, items }: MessageParts): Finding[] {
  const made = new Set<string>();
  const leaves = new Set<string>();
  const broken = new Set(items.filter(({ reading }) => reading.kind === 'broken').map(({ data }) => data));
  const out: Finding[] = [];
  const adds = (sync?.commands ?? []).filter((command): command is SyncCommand => command.name === 'Add');
  for (const item of adds.flatMap((command) => command.items)) {
    const target = item.target?.text.trim() ?? '';
    const address = nodeAddress(target)?.join('/');
    const reason =
      target === ''
        ? 'it has no target'
        : item.data !== null && broken.has(item.data)
          ? 'its Data does not decode'
          : address === undefined
            ? null
            : made.has(address)
              ? 'the node is there already'
              : hasLeafAbove(address, leaves)
                ? 'a leaf stands above it'
                : null;
    if (reason !== null) {
      const span = item.target?.span ?? item.element.span;
      const shown = target === '' ? 'without target' : target;
      out.push(makeFinding('dm-item-fails', placeOf(span, 'SyncBody/Add/Item'), { target: shown, reason }));
    }
    if (address === undefined) continue;
    made.add(address);
    if ((item.data?.value?.text ?? '') !== '' && item.format?.text.trim() !== 'node') leaves.add(address);
  }
  return out;
}

function hasLeafAbove(address: string, leaves: ReadonlySet<string>): boolean {
  for (let at = address.lastIndexOf('/'); at > 0; at = address.lastIndexOf('/', at - 1)) {
    if (leaves.has(address.slice(0, at))) return true;
  }
  return false;
}
