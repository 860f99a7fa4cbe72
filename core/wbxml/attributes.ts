import { hexByte } from '../base/bytes.ts';
import { extensionForm, GLOBAL } from './global-tokens.ts';
import type { WbxmlScanner } from './scanner.ts';

/**
 * Walks over an attribute list with its END (WAP-192 5.8.2), which SyncML never has and Client Provisioning lives on.
 * @returns the attribute page that it ends on.
 */
export function skipAttributes(scan: WbxmlScanner, firstPage: number): number {
  let page = firstPage;
  for (let byte = scan.peek(); byte !== undefined; byte = scan.peek()) {
    const extension = extensionForm(byte);
    if (byte === GLOBAL.end) {
      scan.take(1, 'control', 'end of attributes');
      return page;
    }
    if (!scan.countNode()) return page;
    if (byte === GLOBAL.switchPage) {
      scan.take(1, 'control', 'switch attribute page');
      page = scan.takeByte('control', (value) => `attribute page ${value}`) ?? page;
    } else if (byte === GLOBAL.strI || extension === 'string') {
      scan.take(1, 'control', 'inline string');
      scan.takeString('text');
    } else if (byte === GLOBAL.strT || byte === GLOBAL.literal || byte === GLOBAL.entity || extension === 'integer') {
      scan.take(1, 'control', byte === GLOBAL.entity ? 'character entity' : 'reference');
      scan.takeUint('control', (value) => `value ${value}`);
    } else if (byte === GLOBAL.opaque) {
      scan.take(1, 'control', 'opaque data');
      const length = scan.takeUint('length', (value) => `${value} bytes`) ?? 0;
      if (length > scan.end - scan.at) scan.stop('opaque-overrun');
      else scan.take(length, 'binary', 'data');
    } else if (extension === 'nothing') {
      scan.take(1, 'control', `extension ${hexByte(byte)}`);
    } else if (byte === GLOBAL.pi || (byte & 0x3f) === GLOBAL.literal) {
      scan.stop('attribute-token');
    } else {
      scan.take(1, 'tag', `${byte < 0x80 ? 'attribute' : 'attribute value'} ${hexByte(byte)}, page ${page}`);
    }
  }
  if (scan.fault === null) scan.stop('truncated');
  return page;
}
