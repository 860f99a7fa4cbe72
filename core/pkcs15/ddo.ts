import { readTlvs, type Tlv, tlv } from '../tlv/ber-tlv.ts';
import { type Asn1Node, isAsn1Fault, readAsn1 } from './asn1.ts';
import { oidFromBytes, oidToBytes } from './oids.ts';
import { encodePath, type PathSpec, type Pkcs15Path, readPath } from './path.ts';

/*
 * DDO ::= SEQUENCE { oid OBJECT IDENTIFIER, odfPath Path OPTIONAL, tokenInfoPath [0] Path OPTIONAL,
 *   unusedPath [1] Path OPTIONAL, … } (PKCS#15 5.4). In EF(DIR) tag 73 replaces that of the SEQUENCE.
 */
export interface Ddo {
  readonly oid?: string;
  readonly odfPath?: Pkcs15Path;
  readonly tokenInfoPath?: Pkcs15Path;
  readonly unusedPath?: Pkcs15Path;
  /** Everything in it, known or not, as far as it decodes. */
  readonly nodes: readonly Asn1Node[];
}

/** Tags of the paths in a DDO. */
export const DDO_PATHS = {
  48: 'odfPath',
  160: 'tokenInfoPath',
  161: 'unusedPath',
} as const satisfies Record<number, keyof Ddo>;

/** Reads the discretionary template of an EF(DIR) record. What is not known stays among its nodes. */
export function readDdo(bytes: Uint8Array, template: Tlv): Ddo {
  const nodes: Asn1Node[] = [];
  let oid: string | undefined;
  const paths: { -readonly [Name in (typeof DDO_PATHS)[keyof typeof DDO_PATHS]]?: Pkcs15Path } = {};
  for (const item of readTlvs(bytes, template.valueSpan).items) {
    const node = readAsn1(bytes, item.span.offset);
    if (isAsn1Fault(node)) continue;
    nodes.push(node);
    if (node.tag === 0x06) oid ??= oidFromBytes(node.value);
    if (!(node.tag in DDO_PATHS)) continue;
    const path = readPath(node, node.tag);
    if (path) paths[DDO_PATHS[node.tag as keyof typeof DDO_PATHS]] ??= path;
  }
  return { ...(oid !== undefined && { oid }), ...paths, nodes };
}

export interface DdoSpec {
  readonly oid?: string;
  readonly odfPath?: PathSpec;
  readonly tokenInfoPath?: PathSpec;
  readonly unusedPath?: PathSpec;
}

export function encodeDdo(spec: DdoSpec): Uint8Array {
  const parts: Uint8Array[] = [];
  if (spec.oid !== undefined) parts.push(tlv(0x06, oidToBytes(spec.oid)));
  for (const [tag, name] of Object.entries(DDO_PATHS)) {
    const path = spec[name];
    if (path !== undefined) parts.push(encodePath(path, Number(tag)));
  }
  return tlv(0x73, ...parts);
}
