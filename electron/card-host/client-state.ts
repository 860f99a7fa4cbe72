import type { Result } from '../../core/base/result.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import type { EventData, EventName } from '../ipc/contract.ts';
import type { StoredKeys } from '../storage/stored-keys.ts';
import type { CardFlows } from './card-flows.ts';
import type { CardOrigin } from './card-origin.ts';
import type { DocumentUploads } from './document-uploads.ts';
import type { HubState, ReaderHub } from './reader-hub.ts';
import type { Session } from './session.ts';
import type { ShellDesk } from './shell-desk.ts';
import type { VirtualCards } from './virtual-cards.ts';

export interface CardServiceOptions {
  readonly hub: ReaderHub;
  readonly flows: CardFlows;
  /** Wraps a connection so that its exchanges are recorded with credentials masked. */
  readonly traced: (transport: CardTransport, record: (exchange: Exchange) => void) => CardTransport;
  readonly storedKeys: StoredKeys;
  /** What the card of a reader is to this machine. */
  readonly originOf: (reader: string) => CardOrigin;
  readonly virtual: VirtualCards;
  readonly shell: 'electron' | 'browser';
  readonly version: string;
  readonly backupFolder: string;
  readonly desk: ShellDesk;
}

/** What the handlers of one window work with. */
export interface ClientState {
  readonly options: CardServiceOptions;
  readonly sessions: Map<string, Session>;
  /** Files that it hands over. */
  readonly uploads: DocumentUploads;
  /** The readers as last told to the window; an answer asked for anew could be older than what the window knows. */
  readers(): Promise<HubState>;
  /** Opens a session, unless another window has the reader. */
  open(reader: string, mode: 'auto' | '2g' | '3g'): Promise<Result<Session>>;
  emit<N extends EventName>(name: N, data: EventData<N>): void;
}
