import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { ROOT_NAME } from '../cp/document.ts';
import type { CpDraft } from '../cp/from-object.ts';
import { mapFromTree } from '../cp/from-tree.ts';
import { type CpMapping, mapToTree } from '../cp/to-tree.ts';
import type { MappedNode, MappingNote } from '../cp/tree-node.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import { readProvisioning } from './message-cp.ts';
import { bootstrapEnvelope, element, leaf } from './message-envelope.ts';
import type { MessageView } from './message-model.ts';
import { messageFromXml } from './message-xml.ts';
import { readParts } from './read-parts.ts';

/** A DM message as a provisioning document. */
export interface ProvisioningMapping {
  /** The document in XML, secrets as they are. */
  readonly xml: string;
  /** WBXML 1.3. */
  readonly bytes: Uint8Array;
  /** Nodes that the document cannot say. */
  readonly notes: readonly MappingNote[];
}

/**
 * The management objects that a device makes of a provisioning document (5.4.2 to 5.4.6).
 * @returns `map-profile` for a message of another profile, or one that does not decode.
 */
export function cpToTree(view: MessageView): Result<CpMapping> {
  const document = view.profile === 'cp' ? readProvisioning(view.document) : null;
  return document === null ? err(wrongProfile(view, 'cp')) : ok(mapToTree(document));
}

/**
 * The provisioning document that says what a DM message says, as far as one can.
 * @returns `map-profile` for a message of another profile, `map-no-object` where no object has a characteristic.
 */
export function treeToCp(view: MessageView): Result<ProvisioningMapping> {
  const parts = view.profile === 'dm' && view.document !== null ? readParts(view.document) : null;
  if (parts === null) return err(wrongProfile(view, 'dm'));
  const { characteristics, notes } = mapFromTree(parts.objects);
  if (characteristics.length === 0) return err(appError('map-no-object'));
  const children = characteristics.map(characteristicXml);
  const xml = writeXml({ name: ROOT_NAME, attributes: { version: '1.1' }, children });
  const bytes = messageFromXml(xml);
  return bytes.ok ? ok({ xml, bytes: bytes.value, notes }) : bytes;
}

/** The objects as a TNDS management tree in XML (DM TNDS 1.2). */
export function mappedTreeXml(mapping: CpMapping): string {
  return writeXml(treeXml(mapping.nodes));
}

/**
 * The objects as a DM bootstrap message: one Add of the tree to the Inbox, with the first address of an account as its
 * source (5.5.4).
 * @returns `map-no-address` where no account has an address.
 */
export function mappedMessage(mapping: CpMapping): Result<Uint8Array> {
  const source = mapping.nodes.flatMap(addressesIn).find((address) => address !== '');
  if (source === undefined) return err(appError('map-no-address'));
  return messageFromXml(writeXml(bootstrapEnvelope(source, treeXml(mapping.nodes))));
}

function wrongProfile(view: MessageView, wanted: 'cp' | 'dm') {
  return appError('map-profile', { profile: view.profile, wanted });
}

function characteristicXml({ type, parms, children }: CpDraft): XmlDraft {
  const inner = [
    ...parms.map(({ name, value }) => ({
      name: 'parm',
      attributes: value === null ? { name } : { name, value },
      children: [],
    })),
    ...children.map(characteristicXml),
  ];
  return { name: 'characteristic', attributes: { type }, children: inner };
}

/** Addresses of DM accounts: those of other applications are no management servers. */
function addressesIn(root: MappedNode): string[] {
  if (!root.children.some((child) => child.name === 'ServerID')) return [];
  const groups = root.children.filter((child) => child.name === 'AppAddr').flatMap((child) => child.children);
  return groups.flatMap((group) =>
    group.children.filter((child) => child.name === 'Addr').map((child) => child.value ?? ''),
  );
}

function treeXml(nodes: readonly MappedNode[]): XmlDraft {
  return element('MgmtTree', [leaf('VerDTD', '1.2'), ...nodes.map(nodeXml)]);
}

function nodeXml(node: MappedNode): XmlDraft {
  const inner = node.format === 'node';
  const mime = node.format === 'bin' ? 'application/octet-stream' : 'text/plain';
  const properties = element('RTProperties', [
    ...(node.acl === undefined ? [] : [leaf('ACL', node.acl)]),
    element('Format', [element(node.format, [])]),
    element('Type', [inner ? leaf('DDFName', node.ddfName ?? '') : leaf('MIME', mime)]),
  ]);
  const content = inner ? node.children.map(nodeXml) : [leaf('Value', node.value ?? '')];
  return element('Node', [leaf('NodeName', node.name), properties, ...content]);
}
