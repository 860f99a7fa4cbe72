import { nodeBundle } from './node-bundle.ts';

/** Electron's main process: windows and policy. */
export default nodeBundle({ entry: 'electron/main/main.ts', file: 'main.js', format: 'es' });
