import { nodeBundle } from './node-bundle.ts';

/** The card-host as Electron's utility process. */
export default nodeBundle({ entry: 'electron/card-host/host-entry.ts', file: 'host.js', format: 'es' });
