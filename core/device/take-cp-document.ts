import { ok } from '../base/result.ts';
import { readProvisioning } from '../bootstrap/message-cp.ts';
import { mapToTree } from '../cp/to-tree.ts';
import type { MappedNode } from '../cp/tree-node.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import { isSecretNode } from '../mo/objects.ts';
import { PROXY } from '../mo/proxy.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { anyFault } from './any-fault.ts';
import type { DeviceSession } from './device-session.ts';
import type { DeviceNode } from './device-tree.ts';
import { type IncomingObject, keyOf, leafOf, leavesBelow } from './incoming-object.ts';
import { rejected, type Taken } from './rejection.ts';
import type { RetrievedMessage } from './retrieve.ts';

/** Objects that a document maps to; what is none of them is connectivity of another application (appendix C). */
const TABLES = [DM_ACC, NAP, PROXY] as const;

function groupOf(identifier: string): string {
  const table = TABLES.find(({ identifiers }) => (identifiers as readonly string[]).includes(identifier));
  return table?.name ?? 'Application';
}

/** Steps 8 and 9 of a Client Provisioning document: the objects that it maps to (5.4.2 to 5.4.6). */
export function takeCpDocument(
  session: DeviceSession,
  message: RetrievedMessage,
  document: WbxmlDocument,
  bundle: number,
): Taken<readonly IncomingObject[]> {
  const provisioning = readProvisioning(document);
  const where = { file: message.file, offset: document.span.offset, length: document.span.length };
  if (provisioning === null) return rejected('message', 'message-root', where, { root: 'none' });
  const version = provisioning.version?.trim() ?? '1.0';
  if (session.habits.checks !== 'none' && !/^1(\.|$)/.test(version))
    return rejected('message', 'document-version', where, { version: version || 'empty' });
  session.begin('objects');
  const { nodes, notes } = mapToTree(provisioning);
  for (const { path, reason } of notes) session.note(`${path}: ${reason}`);
  const objects = nodes.map((node): IncomingObject => {
    const root = deviceNode(node);
    const group = groupOf(root.type);
    const key = keyOf(group, root, node.name);
    return { group, identifier: root.type, root, target: { kind: 'inbox' }, uri: node.name, bundle, key, where };
  });
  if (session.habits.checks === 'all') {
    const problem = anyFault(session, message);
    if (problem !== undefined) return problem;
  }
  return ok(session.habits.checks === 'none' ? objects : objects.filter((object) => isWhole(session, object)));
}

/** A registration of w7 without a server or an address is passed over, the rest of the document counts (WAP-183). */
function isWhole(session: DeviceSession, { group, root, uri }: IncomingObject): boolean {
  if (group !== DM_ACC.name) return true;
  const missing =
    (leafOf(root, 'ServerID') ?? '') === ''
      ? 'ServerID'
      : leavesBelow(root, 'AppAddr', 'Addr').length === 0
        ? 'AppAddr/<X>/Addr'
        : undefined;
  if (missing !== undefined) session.note(`${uri} is ignored: the account has no ${missing}`);
  return missing === undefined;
}

function deviceNode(node: MappedNode): DeviceNode {
  const mime = node.format === 'bin' ? 'application/octet-stream' : 'text/plain';
  return {
    name: node.name,
    format: node.format,
    type: node.format === 'node' ? (node.ddfName ?? '') : mime,
    acl: node.acl ?? null,
    value: node.value,
    secret: isSecretNode(node.name, null),
    children: node.children.map(deviceNode),
  };
}
