import { nodeBundle } from './node-bundle.ts';

/** A child of the PC/SC port: the only code that loads the native library. */
export default nodeBundle({ entry: 'electron/card-host/pcsc/child-entry.ts', file: 'pcsc-child.js', format: 'es' });
