import type { AppError } from '../../core/base/app-error.ts';
import type { Bridge, EventName } from './contract.ts';

/** Address of the interface in Electron: a scheme of its own, so that no `file:` page and no server shares its origin. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'bootcard';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** Channels between preload and main. */
export const CALL_CHANNEL = 'bootcard:call';
export const EVENT_CHANNEL = 'bootcard:event';
export const LINK_CHANNEL = 'bootcard:link';
export const LEAVING_CHANNEL = 'bootcard:leaving';
export const DOWNLOAD_CHANNEL = 'bootcard:download';

/** Whether the card-host is there: it may die, and is then started again. */
export type HostState = 'open' | 'lost';

/** What the window asks its user before it closes: in which language, and whether a card is being written. */
export interface Leaving {
  readonly language: 'en' | 'zh';
  readonly writing: boolean;
}

/** What the preload puts into the page. */
export interface ShellBridge extends Bridge {
  /** Tells the state at once and at every change. @returns the end of it. */
  watchLink(listener: (state: HostState) => void): () => void;
  /** Tells how a download of the page ended, by its address: whether the file is where the user wanted it. @returns the end of it. */
  watchDownloads(listener: (url: string, saved: boolean) => void): () => void;
  /** Tells what the question would be, whenever that changes: while the page unloads it is too late. */
  setLeaving(leaving: Leaving): void;
}

/** What answers travel as here: main passes them on unread, the interface checks them. */
export type RelayedResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: AppError };

/** From main to the card-host. A client is one loaded page of the window. */
export type ToHost =
  | { readonly kind: 'client-open'; readonly client: number }
  | { readonly kind: 'client-close'; readonly client: number }
  | {
      readonly kind: 'request';
      readonly client: number;
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
    }
  /** Comes with one MessagePort: the way to the child that was asked for. */
  | { readonly kind: 'child-port'; readonly child: number; readonly pid: number | null }
  | { readonly kind: 'child-exit'; readonly child: number }
  /** Files that the app was asked to open. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  /** The answer of the system's secret store. */
  | { readonly kind: 'secret-answer'; readonly id: number; readonly result: RelayedResult }
  /** The app ends: what is being written is finished, then the card-host exits. */
  | { readonly kind: 'stop' };

/** From the card-host to main. */
export type FromHost =
  | { readonly kind: 'response'; readonly id: number; readonly result: RelayedResult }
  | { readonly kind: 'event'; readonly client: number; readonly name: EventName; readonly data: unknown }
  /** Only main can start processes in Electron: the card-host asks for its PC/SC children. */
  | { readonly kind: 'child-start'; readonly child: number; readonly args: readonly string[] }
  | { readonly kind: 'child-kill'; readonly child: number }
  /** Only main has the system's secret store. */
  | {
      readonly kind: 'secret';
      readonly id: number;
      readonly ask:
        | { readonly act: 'available' }
        | { readonly act: 'seal'; readonly text: string }
        | { readonly act: 'open'; readonly sealed: Uint8Array };
    };
