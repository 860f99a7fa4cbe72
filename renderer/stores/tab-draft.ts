import { type Draft, draftOf } from '../model/draft.ts';
import { type EditTarget, editTarget } from '../model/edit-target.ts';
import type { CardTab } from './cards-store.ts';
import { useEdit } from './edit-store.ts';

/** Where the message of a tab is or can be written; null where its file was not read. */
export function tabTarget(tab: CardTab): EditTarget | null {
  return editTarget(tab.model, tab.read);
}

/** The draft of a tab; null where there is no place for a message. */
export function tabDraft(tab: CardTab): Draft | null {
  const target = tabTarget(tab);
  return target === null ? null : draftOf(target, tab.draft.now, useEdit.getState().tables);
}
