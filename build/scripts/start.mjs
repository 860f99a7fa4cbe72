// `npm start`. Old syntax only, so that the guard can speak on an old Node; all else is in start-app.ts.
import './guard.mjs';

import('./start-app.ts').then((app) => app.startApp());
