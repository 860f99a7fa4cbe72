// `npm run screenshots [FOLDER [NAME …]]`. Old syntax only, so that the guard can speak on an old Node.
import './guard.mjs';

import('./take-screenshots.ts').then((screenshots) => screenshots.takeScreenshots(process.argv.slice(2)));
