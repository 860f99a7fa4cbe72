/** A Chrome DevTools Protocol connection: just enough of it for the stand-in. */

export type CdpParams = Readonly<Record<string, unknown>>;
type Listener = (params: CdpParams) => void;

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: CdpParams;
  readonly result?: CdpParams;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

export class CdpConnection {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, { resolve: (value: CdpParams) => void; reject: (cause: Error) => void }>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Reply));
  }

  static open(url: string): Promise<CdpConnection> {
    const socket = new WebSocket(url);
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(new CdpConnection(socket)));
      socket.addEventListener('error', () => reject(new Error(`no DevTools at ${url}`)));
    });
  }

  /** @param session of the target; none for the browser itself. */
  send(method: string, params: CdpParams = {}, session?: string): Promise<CdpParams> {
    const id = this.#nextId++;
    this.#socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }));
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
  }

  on(method: string, listener: Listener, session = ''): void {
    const key = `${session} ${method}`;
    const heard = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, heard);
    heard.add(listener);
  }

  close(): void {
    this.#socket.close();
  }

  #receive(reply: Reply): void {
    if (reply.id !== undefined) {
      const waiting = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.error === undefined) waiting?.resolve(reply.result ?? {});
      else waiting?.reject(new Error(reply.error.message));
      return;
    }
    for (const listener of this.#listeners.get(`${reply.sessionId ?? ''} ${reply.method}`) ?? [])
      listener(reply.params ?? {});
  }
}
