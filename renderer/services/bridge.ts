import type { Bridge } from '../../electron/ipc/contract.ts';
import type { ShellBridge } from '../../electron/ipc/shell-channels.ts';
import { checkedBridge } from './checked-bridge.ts';
import { webSocketBridge } from './websocket-bridge.ts';

declare global {
  interface Window {
    /** Put there by the desktop shell's preload; absent in a browser. */
    readonly bootcard?: ShellBridge;
  }
}

/** How the interface stands to the process that owns the readers. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'refused';

export interface LinkedBridge {
  readonly bridge: Bridge;
  /** Tells the state at once and at every change. @returns the end of it. */
  readonly watchLink: (listener: (state: LinkState) => void) => () => void;
}

/** The bridge of this shell: the preload's, or one over a WebSocket in a browser. */
export function openBridge(): LinkedBridge {
  const preload = window.bootcard;
  if (preload === undefined) return webSocketBridge(window);
  return { bridge: checkedBridge(preload), watchLink: (listener) => preload.watchLink(listener) };
}
