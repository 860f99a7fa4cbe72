/**
 * Runs in the page, once in its main world and once in the preload's isolated world, and carries values and calls
 * between the two as Electron's contextBridge does: by value, functions and promises as proxies. The worlds share the
 * document and nothing else, so events of the document are the carrier. Sent to the page as text: it may use nothing
 * from outside itself.
 *
 * @returns `expose`, which gives an object of functions to the other world under a name.
 */
export function worldBridge(side: 'main' | 'preload'): (name: string, api: unknown) => void {
  interface Message {
    readonly kind: 'expose' | 'apply' | 'settle';
    readonly id: number;
    readonly name?: string;
    readonly value?: unknown;
  }

  const other = side === 'main' ? 'preload' : 'main';
  const kept: unknown[] = [];
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (value: unknown) => void }>();
  let returned: unknown;

  function post(message: Message): void {
    document.dispatchEvent(new CustomEvent(`electron-to-${other}`, { detail: JSON.stringify(message) }));
  }

  function pack(value: unknown): unknown {
    if (value === undefined) return { $undefined: true };
    if (value instanceof Uint8Array) return { $bytes: Array.from(value) };
    if (typeof value === 'function') return { $function: kept.push(value) - 1 };
    if (value instanceof Promise) {
      const id = kept.push(value) - 1;
      value.then(
        (result) => post({ kind: 'settle', id, value: { resolved: pack(result) } }),
        (cause) => post({ kind: 'settle', id, value: { rejected: String(cause) } }),
      );
      return { $promise: id };
    }
    if (Array.isArray(value)) return value.map(pack);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
  }

  function unpack(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    const { $undefined, $bytes, $function, $promise } = value as Record<string, unknown>;
    if ($undefined === true) return undefined;
    if (Array.isArray($bytes)) return Uint8Array.from($bytes as number[]);
    if (typeof $function === 'number') return (...args: unknown[]) => applyThere($function, args);
    if (typeof $promise === 'number') {
      return new Promise((resolve, reject) => waiting.set($promise, { resolve, reject }));
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
  }

  /** Events are dispatched synchronously, so the other world's answer is there when `post` returns. */
  function applyThere(id: number, args: unknown[]): unknown {
    returned = undefined;
    post({ kind: 'apply', id, value: pack(args) });
    const answer = returned;
    returned = undefined;
    return answer;
  }

  document.addEventListener(`electron-to-${side}`, (event) => {
    const message = JSON.parse((event as CustomEvent<string>).detail) as Message;
    if (message.kind === 'expose' && message.name !== undefined) {
      const api = unpack(message.value) as object;
      Object.defineProperty(globalThis, message.name, { value: Object.freeze(api), enumerable: true });
    } else if (message.kind === 'apply') {
      const act = kept[message.id] as (...args: unknown[]) => unknown;
      const value = act(...(unpack(message.value) as unknown[]));
      post({ kind: 'settle', id: -1, value: { returned: pack(value) } });
    } else if (message.kind === 'settle') {
      const outcome = message.value as { returned?: unknown; resolved?: unknown; rejected?: string };
      if ('returned' in outcome) returned = unpack(outcome.returned);
      else if ('rejected' in outcome) waiting.get(message.id)?.reject(new Error(outcome.rejected));
      else waiting.get(message.id)?.resolve(unpack(outcome.resolved));
      waiting.delete(message.id);
    }
  });

  return (name, api) => post({ kind: 'expose', id: 0, name, value: pack(api) });
}

/** Globals of the isolated world between the page and the stand-in. */
export const SEND_BINDING = '__electronSend';
export const DELIVER_FUNCTION = '__electronDeliver';

/**
 * Runs in the isolated world around the preload script: its `require('electron')`.
 * Carries `ipcRenderer` over a DevTools binding. Sent to the page as text.
 */
export function preloadWorld(
  expose: (name: string, api: unknown) => void,
  sendName: string,
  deliverName: string,
): (module: string) => unknown {
  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (cause: Error) => void }>();
  let nextId = 0;

  function pack(value: unknown): unknown {
    if (value instanceof Uint8Array) return { $bytes: Array.from(value) };
    if (Array.isArray(value)) return value.map(pack);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
  }

  function unpack(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    const { $bytes } = value as { $bytes?: number[] };
    if (Array.isArray($bytes)) return Uint8Array.from($bytes);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
  }

  world[deliverName] = (text) => {
    const message = unpack(JSON.parse(text)) as {
      channel?: string;
      args?: unknown[];
      id?: number;
      value?: unknown;
      error?: string;
    };
    if (message.channel !== undefined) {
      for (const listener of listeners.get(message.channel) ?? []) listener({}, ...(message.args ?? []));
    } else if (message.id !== undefined) {
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) call?.resolve(message.value);
      else call?.reject(new Error(message.error));
    }
  };

  const electron = {
    contextBridge: { exposeInMainWorld: expose },
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = nextId++;
          waiting.set(id, { resolve, reject });
          world[sendName]?.(JSON.stringify({ id, channel, args: pack(args) }));
        }),
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
    },
  };
  return (module) => {
    if (module !== 'electron') throw new Error(`a sandboxed preload cannot require ${module}`);
    return electron;
  };
}
