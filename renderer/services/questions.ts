import { setOverlay, useApp } from '../stores/app-store.ts';
import { type Leaving, useDesk } from '../stores/desk-store.ts';

/** What is to be asked, one after the other: a question never takes the place of another one, nor of a sheet that is open. */
const waiting: Leaving[] = [];

function next(): void {
  if (useApp.getState().overlay !== null) return;
  const leaving = waiting.shift();
  if (leaving === undefined) return;
  useDesk.setState({ leaving });
  setOverlay('leaving');
}

/** Asks before something is lost, as soon as nothing else is asked. */
export function ask(leaving: Leaving): void {
  waiting.push(leaving);
  next();
}

/** Goes on to the next question where a sheet was closed. Called once. */
export function followQuestions(): void {
  useApp.subscribe(({ overlay }, before) => {
    // The sheet that closes says first what was decided.
    if (overlay === null && before.overlay !== null) queueMicrotask(next);
  });
}
