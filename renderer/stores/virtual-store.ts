import { create } from 'zustand';
import type { AppError } from '../../core/base/app-error.ts';
import type { CardBase, CloneInfo, VirtualCardInfo } from '../../electron/ipc/virtual-contract.ts';

export type VirtualPart = 'break' | 'serve' | 'state';

/** What the sheets of virtual cards show. */
export interface VirtualState {
  /** What cards can be made after; empty until it was asked for. */
  readonly bases: readonly CardBase[];
  readonly making: 'make' | 'clone';
  /** Words that the list of cards begins with. */
  readonly looking: '' | 'fault';
  /** The last clone that was made, as long as its sheet is open. */
  readonly clone: CloneInfo | null;
  /** Reader of the card that the sheet is about. */
  readonly reader: string | null;
  readonly info: VirtualCardInfo | null;
  readonly part: VirtualPart;
  readonly busy: boolean;
  readonly error: AppError | null;
}

export const useVirtual = create<VirtualState>(() => ({
  bases: [],
  making: 'make',
  looking: '',
  clone: null,
  reader: null,
  info: null,
  part: 'break',
  busy: false,
  error: null,
}));
