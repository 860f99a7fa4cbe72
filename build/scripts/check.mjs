// `npm run check`. Old syntax only, so that the guard can speak on an old Node.
import './guard.mjs';

import('./run-checks.ts').then((checks) => checks.runChecks());
