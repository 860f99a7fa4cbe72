#!/usr/bin/env node
// The guard speaks on any Node; only Node 24 and later get past it and run the TypeScript as it stands.
import '../build/scripts/guard.mjs';
// biome-ignore lint/style/useNodejsImportProtocol: an old Node must get as far as the guard
import * as nodeModule from 'module';

// Types are stripped and code is compiled once, not at every start.
nodeModule.enableCompileCache();
import('./main.ts').then((cli) => cli.main(process.argv.slice(2)));
