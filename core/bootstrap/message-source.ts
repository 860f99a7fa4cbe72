import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { TNDS_TYPES } from '../syncml/message.ts';
import { writeXml } from '../xml/write.ts';
import { encodeMessage } from './encode-message.ts';
import { decodeMessage } from './message.ts';
import { provisioningXml } from './message-source-cp.ts';
import { nodeOfAccount, nodeOfConnection, sourceContext, sourceNodes } from './message-source-nodes.ts';
import type { MessageSource } from './message-source-schema.ts';
import { element, leaf, nodeXml } from './message-source-tree.ts';
import { type SourceFault, SourceFaults } from './message-source-value.ts';
import { messageFromXml } from './message-xml.ts';

/** Keys that a Client Provisioning document has no place for. */
const DM_ONLY = ['version', 'source', 'target', 'session', 'message', 'tnds', 'inbox', 'nodes'] as const;

const WBXML_VERSIONS = { '1.1': 1, '1.2': 2, '1.3': 3 } as const;

/** A source that makes no message: what is wrong with it, and where. */
export function sourceError(fault: SourceFault, line: number | null = null, column: number | null = null) {
  const place = pathText(fault.path);
  const where =
    line === null ? (place === '' ? 'its top' : place) : `line ${line}, column ${column}${place && `, ${place}`}`;
  return appError('source-invalid', {
    where,
    path: place,
    reason: fault.reason,
    ...(line !== null && { line }),
    ...(column !== null && { column }),
  });
}

/** A place in a source as people write it: `accounts[0].auth[1].secret`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/** The source's XML form, or what is wrong with it. Values that are kept elsewhere must have been looked up. */
export function sourceXml(source: MessageSource): { readonly xml: string; readonly faults: readonly SourceFault[] } {
  const faults = new SourceFaults();
  if (source.profile === 'cp') {
    for (const key of DM_ONLY) {
      if (source[key] !== undefined) faults.add([key], 'a Client Provisioning document has no place for it');
    }
    return { xml: writeXml(provisioningXml(source, faults)), faults: faults.all };
  }
  if (source.characteristics !== undefined)
    faults.add(['characteristics'], 'a DM message has no characteristics; further objects go to nodes');
  return { xml: syncmlXml(source, faults), faults: faults.all };
}

function syncmlXml(source: MessageSource, faults: SourceFaults): string {
  const context = sourceContext(source, faults);
  namesOnce(source, faults);
  const nodes = sourceNodes(source, context);
  if (nodes.length === 0)
    faults.add([], 'there is nothing to bootstrap: accounts, naps, proxies or nodes are expected');
  const address = source.source ?? source.accounts?.[0]?.addresses[0]?.addr;
  if (address === undefined) faults.add(['source'], 'without an account the address of the server has to be given');
  const version = String(source.version ?? '1.2');
  const form = source.tnds ?? 'wbxml';
  const header = element('SyncHdr', [
    leaf('VerDTD', '1.2'),
    leaf('VerProto', `DM/${version}`),
    leaf('SessionID', source.session ?? '1'),
    leaf('MsgID', source.message ?? '1'),
    // A card goes into any device: there is no device id that would be right.
    element('Target', [leaf('LocURI', source.target ?? './')]),
    element('Source', [leaf('LocURI', address ?? '')]),
  ]);
  const item = element('Item', [
    element('Target', [leaf('LocURI', context.inbox)]),
    element('Meta', [leaf('Format', form === 'xml' ? 'xml' : 'bin'), leaf('Type', TNDS_TYPES[form])]),
    element('Data', [element('MgmtTree', [leaf('VerDTD', '1.2'), ...nodes.map(nodeXml)])]),
  ]);
  const body = element('SyncBody', [element('Add', [leaf('CmdID', '1'), item]), element('Final', [])]);
  return writeXml(element('SyncML', [header, body]));
}

/** Two nodes of one name are one node to a device: the second would change the first. */
function namesOnce(source: MessageSource, faults: SourceFaults): void {
  const seen = new Set<string>();
  const once = (name: string, path: readonly (string | number)[]): void => {
    if (seen.has(name)) faults.add(path, `there is a node ${name} already; give it another name with "node"`);
    seen.add(name);
  };
  for (const [i, account] of (source.accounts ?? []).entries()) once(nodeOfAccount(account), ['accounts', i]);
  for (const [i, nap] of (source.naps ?? []).entries()) once(nodeOfConnection(nap), ['naps', i]);
  for (const [i, proxy] of (source.proxies ?? []).entries()) once(nodeOfConnection(proxy), ['proxies', i]);
  for (const [i, node] of (source.nodes ?? []).entries()) {
    if (node.path === undefined) once(node.node, ['nodes', i]);
  }
}

/**
 * The message that a source describes, in the profile and the encoding that it asks for.
 * @returns `source-invalid` with the place in the source for what no message can say, and for values that are kept
 * elsewhere (`env`, `file`) and were not looked up.
 */
export function messageFromSource(source: MessageSource): Result<Uint8Array> {
  const { xml, faults } = sourceXml(source);
  const [fault] = faults;
  if (fault !== undefined) return err(sourceError(fault));
  const bytes = messageFromXml(xml, { version: wbxmlVersion(source) });
  const style = source.style ?? 'compatible';
  if (!bytes.ok || style === 'compatible') return bytes;
  const encoded = encodeMessage(decodeMessage(bytes.value), { style });
  return encoded.ok ? ok(encoded.value.bytes) : encoded;
}

function wbxmlVersion(source: MessageSource): 1 | 2 | 3 {
  const asked = String(source.wbxml ?? (source.profile === 'cp' ? '1.3' : '1.2'));
  return WBXML_VERSIONS[asked as keyof typeof WBXML_VERSIONS];
}
