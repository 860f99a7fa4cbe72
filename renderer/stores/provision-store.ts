import { create } from 'zustand';
import type { ProfileChoice, ProfileInfo } from '../../electron/ipc/provision-contract.ts';

/** A message that was chosen for an object, with where it came from. */
export interface PickedMessage {
  /** `dm`, `cp`: a starter; `file`; else the tab of another card. */
  readonly source: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is being chosen for one card. */
export interface ProvisionDraft {
  readonly profile: ProfileChoice;
  readonly info: ProfileInfo;
  /** By the profile's objects. */
  readonly messages: readonly (PickedMessage | null)[];
  readonly allowFindings: boolean;
}

export interface ProvisionState {
  readonly profiles: readonly ProfileInfo[];
  /** By tab. */
  readonly drafts: Readonly<Record<string, ProvisionDraft>>;
}

export const useProvision = create<ProvisionState>(() => ({ profiles: [], drafts: {} }));

export function updateProvision(tab: string, change: Partial<ProvisionDraft>): void {
  useProvision.setState(({ drafts }) => {
    const draft = drafts[tab];
    return draft === undefined ? {} : { drafts: { ...drafts, [tab]: { ...draft, ...change } } };
  });
}

/** Lets go of what was chosen in a tab, messages with their secrets. */
export function forgetProvision(tab: string): void {
  useProvision.setState(({ drafts: { [tab]: _, ...drafts } }) => ({ drafts }));
}
