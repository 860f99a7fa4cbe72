import type { Page } from 'playwright-core';
import type { ScenarioName } from './scenarios.ts';
import type { Stage } from './stage.ts';

/** A state of the interface: how to bring it about, on which table of readers and cards. */
export interface Look {
  readonly scenario?: ScenarioName;
  readonly act?: (page: Page, stage: Stage) => Promise<void>;
}

export type Looks = Readonly<Record<string, Look>>;
