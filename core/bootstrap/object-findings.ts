import { hexByte, toHex } from '../base/bytes.ts';
import type { DataObject } from '../pkcs15/dodf.ts';
import { OIDS, oidTitle, oidToBytes } from '../pkcs15/oids.ts';
import { showPath } from '../pkcs15/path.ts';
import type { Chain } from './chain.ts';

/** What is amiss with the record of an object that a device should use. */
export function reportObject(chain: Chain, file: string, object: DataObject, record: number): void {
  const where = { file, offset: object.span.offset, length: object.span.length };
  const { label, flagsNode, oidSpan, node } = object;
  const path = object.value.kind === 'path' ? object.value.path : undefined;
  if (object.oidDoubleWrapped && oidSpan)
    chain.note(
      'dodf',
      'dodf-oid-double-wrapped',
      { file, ...oidSpan },
      { offset: oidSpan.offset, hex: toHex(oidToBytes(object.oid ?? OIDS.dmBootstrap)) },
    );
  if (label === null || label === '') chain.note('dodf', 'dodf-label-missing', where, { record });
  if (
    flagsNode &&
    flagsNode.value.length > 1 &&
    !object.flags.private &&
    !object.flags.modifiable &&
    flagsNode.value.subarray(1).some((byte) => byte !== 0)
  ) {
    chain.note(
      'dodf',
      'dodf-flags-bit-order',
      { file, ...flagsNode.span },
      { offset: flagsNode.span.offset, hex: toHex(flagsNode.value) },
    );
  }
  if (object.form === 'oid') chain.note('dodf', 'dodf-form-other', where, { record, tag: hexByte(node.tag) });
  if (path === undefined) return;
  const at = { file, ...path.span };
  if (path.lengthTagWrong) chain.note('dodf', 'dodf-length-tag', at, {});
  else if ((path.index === undefined) !== (path.length === undefined)) {
    chain.note(
      'dodf',
      'dodf-index-without-length',
      at,
      path.index === undefined ? { present: 'length', absent: 'index' } : { present: 'index', absent: 'length' },
    );
  }
  if ((path.index ?? 0) !== 0) chain.note('dodf', 'dodf-index-nonzero', at, { index: path.index ?? 0 });
}

/** An object of another profile: devices of that profile look for it by its OID. */
export function reportForeignObject(chain: Chain, file: string, object: DataObject, record: number): void {
  if (!object.oidDoubleWrapped || object.oid === null || object.oidSpan === undefined) return;
  chain.note(
    'dodf',
    'dodf-foreign-oid-wrapped',
    { file, ...object.oidSpan },
    { record, title: oidTitle(object.oid) ?? object.oid, hex: toHex(oidToBytes(object.oid)) },
  );
}

/** An object that names no file a device could read. */
export function reportValue(chain: Chain, file: string, object: DataObject, record: number): void {
  const where = { file, offset: object.span.offset, length: object.span.length };
  const { value } = object;
  switch (value.kind) {
    case 'path':
      chain.note('dodf', 'dodf-path-malformed', where, { record, path: showPath(value.path.path) || 'of no bytes' });
      return;
    case 'url':
      chain.note('dodf', 'dodf-url-not-path', where, { url: value.url });
      return;
    case 'direct':
      chain.note('dodf', 'dodf-direct-value', where, { length: value.node.valueSpan.length });
      return;
    case 'indirect-protected':
    case 'direct-protected':
      chain.note('dodf', 'dodf-protected-value', where, { record, kind: value.kind });
      return;
    case 'implicit':
    case 'other': {
      const type = object.node.children.find((child) => child.tag === 0xa1);
      chain.note('dodf', 'dodf-type-attributes-implicit', where, { offset: type?.span.offset ?? object.span.offset });
    }
  }
}
