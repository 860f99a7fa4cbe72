import type { IconName } from '../components/icon.tsx';
import { type AppState, useApp } from '../stores/app-store.ts';
import { activeTab, type CardTab, useCards } from '../stores/cards-store.ts';
import type { TextCode } from '../text/text.ts';

/** What an action sees when it decides whether it may run, and when it runs. */
export interface ActionContext {
  readonly app: AppState;
  readonly tab: CardTab | undefined;
}

/** One act of the user. Buttons, shortcuts and the palette all go through it, so that they can never disagree. */
export interface Action {
  readonly id: string;
  readonly label: TextCode;
  readonly icon?: IconName;
  /** `Ctrl+Shift+Z`, `C`, `F6`; the first is shown. */
  readonly shortcuts?: readonly string[];
  /** False while a text field has the focus: letters then belong to the field. */
  readonly inFields?: boolean;
  /** True when it may run; else the reason, to be shown beside the button. `null`: it has no meaning here at all. */
  readonly ready: (context: ActionContext) => true | TextCode | null;
  readonly perform: (context: ActionContext) => void;
}

export function actionContext(): ActionContext {
  return { app: useApp.getState(), tab: activeTab(useCards.getState()) };
}

/** The views of a card can be gone to once it was read, and while it is read for the first time. */
export function hasViews({ tab }: ActionContext): true | null {
  return tab !== undefined && (tab.read !== null || tab.liveness === 'reading') ? true : null;
}

/** Runs an action if it may run now. @returns whether it did. */
export function run(action: Action): boolean {
  const context = actionContext();
  if (action.ready(context) !== true) return false;
  action.perform(context);
  return true;
}
