// `npm run build`. Old syntax only, so that the guard can speak on an old Node; all else is in build-all.ts.
import './guard.mjs';

import('./build-all.ts').then((builder) => builder.buildAll());
