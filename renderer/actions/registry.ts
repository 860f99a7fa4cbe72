import type { Action } from './action.ts';
import * as app from './app-actions.ts';
import * as card from './card-actions.ts';
import * as diagnose from './diagnose-actions.ts';
import { documentActions } from './document-actions.ts';
import * as edit from './edit-actions.ts';
import * as files from './file-actions.ts';
import * as provision from './provision-actions.ts';
import { openCardActs } from './reader-acts.ts';
import * as recovery from './recovery-actions.ts';
import * as selection from './selection-actions.ts';
import { takeTour } from './tour-actions.ts';
import { showInTrace, traceActions } from './trace-actions.ts';
import { newVirtualCard, openVirtualCard } from './virtual-actions.ts';

/** Every act, in the order of the palette. */
export const ACTIONS: readonly Action[] = [
  app.showExplore,
  app.showEdit,
  app.showWrite,
  // Before all others that have Escape: an armed card is the one thing that key must reach.
  card.disarmCard,
  diagnose.showDiagnose,
  diagnose.diagnoseAgain,
  diagnose.planTheFix,
  diagnose.tryTheFix,
  diagnose.showEvidence,
  diagnose.showFindingClause,
  diagnose.copyFindingCode,
  diagnose.nextDiagnosed,
  diagnose.previousDiagnosed,
  diagnose.saveReport,
  diagnose.saveReportJson,
  diagnose.saveBundle,
  ...traceActions,
  card.planTheWrite,
  provision.planTheProvision,
  provision.showProvision,
  provision.showObjects,
  card.writeNow,
  recovery.stopWriting,
  recovery.undoTheWrite,
  recovery.showRecover,
  recovery.finishWrite,
  recovery.rollBack,
  recovery.leaveHalfWritten,
  ...edit.EDIT_ACTIONS,
  selection.openCopyAs,
  ...selection.copyActions,
  card.editSelection,
  selection.showValue,
  showInTrace,
  selection.showClause,
  selection.goToOffset,
  selection.focusFilter,
  card.nextFinding,
  card.previousFinding,
  card.selectionBack,
  card.selectionForward,
  files.browseAllFiles,
  files.showCardKeys,
  ...openCardActs,
  openVirtualCard,
  newVirtualCard,
  ...documentActions,
  takeTour,
  app.closeActiveTab,
  app.nextTab,
  app.previousTab,
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
