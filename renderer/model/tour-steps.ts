import type { CardTab } from '../stores/cards-store.ts';
import { chosenMessage } from './card-model.ts';
import type { Draft } from './draft.ts';

/** A step of the tour: what it is anchored to, and when it is done. */
export interface TourStep {
  readonly id: 'find' | 'look' | 'open' | 'fix' | 'plan' | 'arm' | 'key' | 'write' | 'proof';
  /** The part of the window that it speaks of; the first of these that is there. */
  readonly targets: readonly string[];
  /** True once the user has done it; steps without one are gone on from by hand. */
  readonly done?: (tab: CardTab, draft: Draft | null) => boolean;
}

const part = (id: string) => `[data-tour="${id}"]`;
const focus = (id: string) => `[data-focus="${id}"]`;
const SOURCE = 'SyncHdr/Source/LocURI';

/** Find a wrong byte, fix it, prove it: each step is the real thing, done by the user. */
export const TOUR_STEPS: readonly TourStep[] = [
  { id: 'find', targets: [part('verdict')], done: (tab) => atFinding(tab) || tab.view !== 'explore' },
  { id: 'look', targets: ['[data-pane="tree"] [role="treeitem"][aria-selected="true"]', '[data-pane="tree"]'] },
  { id: 'open', targets: ['[data-pane="inspector"]'], done: (tab) => tab.view !== 'explore' },
  { id: 'fix', targets: [`input[id$="${SOURCE}"]`], done: isFixed },
  { id: 'plan', targets: [part('plan')], done: (tab) => tab.view === 'write' && tab.write !== null },
  { id: 'arm', targets: [focus('digit')], done: (tab) => tab.write?.armed === true },
  { id: 'key', targets: [part('key-adm1')], done: (tab) => tab.write?.credentials.adm1 !== undefined },
  { id: 'write', targets: [focus('write')], done: (tab) => tab.write?.run?.state === 'done' },
  { id: 'proof', targets: [part('proof'), focus('result')] },
];

function atFinding({ read, selection }: CardTab): boolean {
  const { file, offset } = read?.findings.find(({ severity }) => severity === 'error')?.where ?? {};
  return selection !== null && selection.file === file && selection.cursor === offset;
}

/** The address that the account of the message has. */
export function tourAddress(tab: CardTab): string | undefined {
  const message = tab.model === null ? null : chosenMessage(tab.model)?.message;
  return message?.fields.find(({ moPath }) => moPath === 'AppAddr/<X>/Addr')?.value;
}

function isFixed(tab: CardTab, draft: Draft | null): boolean {
  const typed = draft?.view.fields.find(({ path }) => path === SOURCE)?.value;
  return typed !== undefined && typed === tourAddress(tab);
}

/** The field that is wrong, as it is on the card. */
export function tourSource(tab: CardTab) {
  const message = tab.model === null ? null : chosenMessage(tab.model)?.message;
  return message?.fields.find(({ path }) => path === SOURCE);
}

/** The last four digits of the number of the tour's card. */
export function tourDigits(tab: CardTab): string {
  return (tab.read?.card.iccid ?? '').slice(-4);
}
