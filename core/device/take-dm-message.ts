import { type ItemData, type MessageParts, takeApart } from '../bootstrap/message-parts.ts';
import { elementsOf } from '../syncml/element.ts';
import { tndsForm } from '../syncml/message.ts';
import { nodeAddress } from '../tnds/node-items.ts';
import { allNodes, type TndsTree } from '../tnds/tree.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { WBXML_FAULTS } from '../wbxml/fault.ts';
import { publicIdText } from '../wbxml/public-ids.ts';
import { anyFault } from './any-fault.ts';
import type { DeviceSession } from './device-session.ts';
import type { IncomingObject } from './incoming-object.ts';
import { rejected, type Taken } from './rejection.ts';
import { placeIn, type RetrievedMessage } from './retrieve.ts';
import { takeObjects } from './take-objects.ts';

const NODE_COMMANDS: readonly string[] = ['Add', 'Replace'];
const HOLDERS: readonly string[] = ['Atomic', 'Sequence'];

/** Steps 8 and 9 of a DM message: what it says, processed as a normal DM message without an answer (5.5.5). */
export function takeDmMessage(
  session: DeviceSession,
  message: RetrievedMessage,
  document: WbxmlDocument,
): Taken<readonly IncomingObject[]> {
  const { checks } = session.habits;
  const root = elementsOf(document, message.bytes);
  if (root === undefined || (root.name !== 'SyncML' && (root.name !== 'MgmtTree' || checks !== 'none')))
    return rejected('message', 'message-root', placeIn(message, document.span), { root: root?.name ?? 'none' });
  const parts = takeApart(root, message.bytes);
  const { sync } = parts;
  if (sync !== null && checks !== 'none' && (!sync.final || sync.finals > 1))
    return rejected('message', 'message-not-final', placeIn(message, sync.body?.span ?? root.span, 'SyncBody'));
  for (const { name } of sync?.commands ?? [])
    if (!NODE_COMMANDS.includes(name) && !HOLDERS.includes(name))
      session.note(`${name} is not carried out: no answer is sent`);
  session.begin('objects');
  const problem =
    parts.items.map((item) => itemProblem(session, message, item)).find((item) => item !== undefined) ??
    singleProblem(session, message, parts) ??
    treeProblem(session, message, parts);
  if (problem !== undefined) return problem;
  const taken = takeObjects(session, message, parts);
  if (!taken.ok) return taken;
  return checks === 'all' ? (anyFault(session, message) ?? taken) : taken;
}

/** Why the data of one item cannot be taken. */
function itemProblem(session: DeviceSession, message: RetrievedMessage, { command, item, data, reading }: ItemData) {
  const { habits } = session;
  if (data === null || item === null) return undefined;
  if (!NODE_COMMANDS.includes(command)) return undefined;
  const where = placeIn(message, data.span, `SyncBody/${command}/Item/Data`);
  const fault = data.embedded?.fault ?? null;
  if (fault !== null)
    return rejected(
      'objects',
      'tnds-undecodable',
      { ...where, offset: fault.offset, length: 0 },
      {
        problem: WBXML_FAULTS[fault.reason],
      },
    );
  if (reading.kind === 'broken') {
    const { line, column, reason } = reading.error.details;
    return rejected('objects', 'tnds-undecodable', where, { problem: `line ${line}, column ${column}: ${reason}` });
  }
  const announced = tndsForm(item.type?.text);
  if (reading.kind === 'none')
    return announced === null
      ? undefined
      : rejected('objects', 'tnds-undecodable', where, { problem: 'there is no management tree' });
  const { form } = reading.tree;
  if (!habits.tnds.includes(form)) return rejected('objects', 'tnds-not-understood', where, { form });
  // Inline tokens are neither form: what Type says of them cannot be wrong.
  if (habits.checks !== 'none' && form !== 'inline' && announced !== form)
    return rejected('objects', 'tnds-type', where, { type: item.type?.text.trim() || 'nothing', actual: form });
  const variant = habits.tndsHeader === 'usual' ? headerVariant(reading.tree) : undefined;
  return variant === undefined ? undefined : rejected('objects', 'tnds-header', where, { variant });
}

/** How the header of an embedded document differs from that of DM TNDS 8.6.1; undefined where it does not. */
function headerVariant({ form, embedded }: TndsTree): string | undefined {
  if (form === 'inline') return 'there is none, its tokens stand in the message';
  if (form !== 'wbxml' || embedded === null) return undefined;
  if (publicIdText(embedded.document) === undefined) return 'a numeric public identifier';
  return embedded.document.stringTable.at(-1) === 0 ? undefined : 'a string table without a final 00';
}

/** Items that name what is no node, and rights that are set by command. */
function singleProblem(session: DeviceSession, message: RetrievedMessage, { sync, items }: MessageParts) {
  if (session.habits.checks === 'none') return undefined;
  const trees = new Set(items.filter(({ reading }) => reading.kind === 'tree').map(({ item }) => item));
  for (const command of sync?.commands ?? []) {
    if (!NODE_COMMANDS.includes(command.name)) continue;
    for (const item of command.items) {
      const target = item.target?.text.trim() ?? '';
      const where = placeIn(message, item.target?.span ?? item.element.span, `SyncBody/${command.name}/Item/Target`);
      if (/\?prop=ACL$/i.test(target)) return rejected('objects', 'acl-command', where, { target });
      if (!trees.has(item) && nodeAddress(target) === undefined)
        return rejected('objects', 'item-target', where, { target: target || 'nothing' });
    }
  }
  return undefined;
}

function treeProblem(session: DeviceSession, message: RetrievedMessage, { trees }: MessageParts) {
  for (const tree of trees) {
    if (tree.form === 'items' && !session.habits.tnds.includes('items'))
      return rejected('objects', 'tnds-not-understood', placeIn(message, tree.element.span), { form: 'single nodes' });
    if (session.habits.checks === 'none' || tree.form === 'items') continue;
    const node = allNodes(tree.nodes).find(({ value, children }) => value !== null && children.length > 0);
    if (node !== undefined)
      return rejected('objects', 'tnds-structure', placeIn(message, node.element.span, node.uri), { node: node.uri });
  }
  return undefined;
}
