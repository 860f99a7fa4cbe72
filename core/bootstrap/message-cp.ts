import type { Span } from '../base/span.ts';
import {
  allParms,
  type CpCharacteristic,
  type CpDocument,
  type CpElement,
  type CpParm,
  childrenOfType,
  parmsOf,
  parmsWithin,
  parmValue,
} from '../cp/document.ts';
import { isSecretParm } from '../cp/document-rows.ts';
import { readCpWbxml } from '../cp/read-wbxml.ts';
import { cpToXml } from '../cp/to-xml.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import type { Account, AccountAddress, MessageField } from './message-model.ts';

/** A decoded provisioning document with spans counted from its own first byte; null where it does not decode. */
export function readProvisioning(document: WbxmlDocument | null): CpDocument | null {
  if (document === null) return null;
  const own = decodeWbxml(document.bytes);
  return own.ok ? (readCpWbxml(own.document, document.bytes) ?? null) : null;
}

export function provisioningToXml(document: WbxmlDocument | null, secrets: CpSecrets): string {
  const read = readProvisioning(document);
  return read === null ? '' : cpXml(read, secrets);
}

/** Every parm of a document as a field, in the order of `allParms`; its group is the type of the outermost characteristic. */
export function cpFields(document: CpDocument): MessageField[] {
  return [
    ...document.strayParms.map((parm) => fieldOf(parm, null)),
    ...document.characteristics.flatMap((entry) => parmsWithin(entry).map((parm) => fieldOf(parm, entry.type))),
  ];
}

function fieldOf(parm: CpParm, group: string | null): MessageField {
  return {
    path: parm.path,
    moPath: null,
    group,
    value: parm.value ?? '',
    span: parm.valueSpan,
    secret: isSecretParm(parm.name),
  };
}

/** Bytes to overwrite where secrets are masked, in order; a string of the table that two secrets share stands once. */
export function cpSecrets(document: CpDocument): Span[] {
  const spans = new Map<string, Span>();
  for (const parm of allParms(document)) {
    if (!isSecretParm(parm.name)) continue;
    for (const span of parm.secretSpans) spans.set(`${span.offset} ${span.length}`, span);
  }
  return [...spans.values()].sort((a, b) => a.offset - b.offset || a.length - b.length);
}

type CpSecrets = 'mask' | 'show' | ((clear: string) => string);

/** The document as XML; `mask` writes as many `*` as a secret has bytes, a function gives what stands in its place. */
export function cpXml(document: CpDocument, secrets: CpSecrets): string {
  const hidden = secrets === 'show' ? [] : allParms(document).filter((parm) => isSecretParm(parm.name));
  const elements = new Set<CpElement>(hidden.map((parm) => parm.element));
  return typeof secrets === 'function' ? cpToXml(document.root, elements, secrets) : cpToXml(document.root, elements);
}

/** The DM accounts of a document: its registrations of w7. Values are as they are written there. */
export function cpAccounts(document: CpDocument): Account[] {
  return w7Of(document).map((application) => ({
    serverId: parmValue(application, 'PROVIDER-ID') ?? null,
    name: parmValue(application, 'NAME') ?? null,
    addresses: [
      ...childrenOfType(application, 'APPADDR').flatMap(addressesOf),
      ...parmsOf(application, 'ADDR').map((parm) => ({ addr: parm.value ?? '', addrType: null, port: null })),
    ],
    auth: childrenOfType(application, 'APPAUTH').map((auth) => ({
      level: parmValue(auth, 'AAUTHLEVEL') ?? null,
      type: parmValue(auth, 'AAUTHTYPE') ?? null,
      name: parmValue(auth, 'AAUTHNAME') ?? null,
    })),
  }));
}

export function w7Of(document: CpDocument): CpCharacteristic[] {
  return document.characteristics.filter((entry) => entry.type === 'APPLICATION' && parmValue(entry, 'APPID') === 'w7');
}

function addressesOf(address: CpCharacteristic): AccountAddress[] {
  const addr = parmValue(address, 'ADDR');
  const ports = childrenOfType(address, 'PORT').map((port) => parmValue(port, 'PORTNBR'));
  const port = ports.find((number) => number !== undefined) ?? null;
  return addr === undefined ? [] : [{ addr, addrType: parmValue(address, 'ADDRTYPE') ?? null, port }];
}
