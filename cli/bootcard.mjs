#!/usr/bin/env node
// The guard speaks on any Node; only Node 24 and later get past it and run the TypeScript as it stands.
import '../build/scripts/guard.mjs';

import('./main.ts').then((cli) => cli.main(process.argv.slice(2)));
