// `npm run bench`. Old syntax only, so that the guard can speak on an old Node.
import './guard.mjs';

import('../../test/bench/run-bench.ts').then((bench) => bench.runBench());
