// `node build/scripts/ensure-built.mjs`: builds when dist is missing or older than the sources.
import './guard.mjs';

import('./ensure-built.ts').then((builder) => builder.ensureBuilt());
