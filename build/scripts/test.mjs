// `npm test` and `npm run test:long`. Old syntax only, so that the guard can speak on an old Node.
import './guard.mjs';

import('./run-tests.ts').then((tests) => tests.runTests(process.argv.slice(2)));
