import type { Page } from 'playwright-core';
import type { ScenarioName } from './scenarios.ts';
import type { PlayedStage } from './staged-app.ts';

/** A state of the interface: how to bring it about, on which table of readers and cards. */
export interface Look {
  readonly scenario?: ScenarioName;
  /** The system sets the colours. */
  readonly forcedColors?: true;
  /** What the console of the page says of it, of right. */
  readonly console?: RegExp;
  readonly act?: (page: Page, stage: PlayedStage) => Promise<void>;
}

export type Looks = Readonly<Record<string, Look>>;
