import { diagnoseSpecs } from './diagnose-specs.ts';
import type { Driver } from './drivers.ts';
import { editSpecs } from './edit-specs.ts';
import { exploreSpecs } from './explore-specs.ts';
import { interfaceSpecs } from './interface-specs.ts';
import { journeySpecs } from './journey-specs.ts';
import { provisionSpecs } from './provision-specs.ts';
import { recoverySpecs } from './recovery-specs.ts';
import { shellSpecs } from './shell-specs.ts';
import { traceSpecs } from './trace-specs.ts';
import { virtualSpecs } from './virtual-specs.ts';

/** What every shell must do, area by area. */
export const ALL_SPECS: readonly (readonly [area: string, specs: (start: Driver) => void])[] = [
  ['The interface', interfaceSpecs],
  ['Files, tabs and the tour', shellSpecs],
  ['Explore', exploreSpecs],
  ['Edit', editSpecs],
  ['What a write leaves behind', recoverySpecs],
  ['The trace', traceSpecs],
  ['Virtual cards', virtualSpecs],
  ['Provisioning', provisionSpecs],
  ['Diagnose', diagnoseSpecs],
  ['The journeys of docs/journeys.md', journeySpecs],
];
