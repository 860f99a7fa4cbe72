import type { Action } from './action.ts';
import * as app from './app-actions.ts';
import * as card from './card-actions.ts';
import * as files from './file-actions.ts';
import * as recovery from './recovery-actions.ts';
import * as selection from './selection-actions.ts';

/** Every act, in the order of the palette. */
export const ACTIONS: readonly Action[] = [
  app.showExplore,
  app.showEdit,
  app.showWrite,
  card.planTheWrite,
  card.writeNow,
  card.disarmCard,
  recovery.stopWriting,
  recovery.undoTheWrite,
  recovery.showRecover,
  recovery.finishWrite,
  recovery.rollBack,
  recovery.leaveHalfWritten,
  card.undoEdit,
  card.redoEdit,
  selection.openCopyAs,
  ...selection.copyActions,
  card.editSelection,
  selection.showValue,
  selection.showExchange,
  selection.showClause,
  selection.goToOffset,
  selection.focusFilter,
  card.nextFinding,
  card.previousFinding,
  card.selectionBack,
  card.selectionForward,
  app.rereadCard,
  files.browseAllFiles,
  files.showCardKeys,
  app.openVirtualCard,
  app.closeActiveTab,
  app.nextTab,
  app.previousReader,
  app.nextReader,
  app.nextPane,
  app.previousPane,
  selection.widerTree,
  selection.narrowerTree,
  app.showSettings,
  app.switchTheme,
  app.switchLanguage,
  app.openPalette,
  app.showKeys,
];
