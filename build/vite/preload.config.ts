import { nodeBundle } from './node-bundle.ts';

/** The bridge into the page. A sandboxed preload must be one CommonJS file. */
export default nodeBundle({ entry: 'electron/preload/preload.ts', file: 'preload.cjs', format: 'cjs' });
