// `npm run package`. Old syntax only, so that the guard can speak on an old Node; all else is in package-targets.ts.
import './guard.mjs';

import('./package-targets.ts').then((packager) => packager.packageTargets(process.argv.slice(2)));
