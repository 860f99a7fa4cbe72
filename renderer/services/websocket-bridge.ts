import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { EventName, Frame } from '../../electron/ipc/contract.ts';
import { BRIDGE_PATH, CLOSE_REFUSED, decodeFrame, encodeFrame } from '../../electron/ipc/wire.ts';
import type { LinkedBridge, LinkState } from './bridge.ts';
import { type Carrier, checkedBridge } from './checked-bridge.ts';
import { takeToken } from './token.ts';

type Settle = (result: Result<unknown>) => void;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

/**
 * The bridge over a WebSocket. Calls made before the link stands wait for it; calls in flight when it breaks answer
 * `host-lost`. It is connected again with growing pauses, until the server refuses the token.
 */
export function webSocketBridge(page: Window): LinkedBridge {
  const token = takeToken(page);
  const waiting = new Map<number, Settle>();
  const queue: ReturnType<typeof encodeFrame>[] = [];
  const listeners = new Map<EventName, Set<(data: unknown) => void>>();
  const watchers = new Set<(state: LinkState) => void>();
  let state: LinkState = token === null ? 'refused' : 'connecting';
  let socket: WebSocket | undefined;
  let lastId = 0;
  let pause = FIRST_RETRY_MS;

  const tell = (next: LinkState) => {
    state = next;
    for (const watcher of watchers) watcher(next);
  };

  const receive = (frame: Frame) => {
    if (frame.kind === 'response') {
      const { result } = frame;
      waiting.get(frame.id)?.(result.ok ? ok(result.value) : err(result.error));
      waiting.delete(frame.id);
    } else if (frame.kind === 'event') {
      for (const listener of listeners.get(frame.name) ?? []) listener(frame.data);
    }
  };

  const connect = () => {
    const scheme = page.location.protocol === 'https:' ? 'wss:' : 'ws:';
    const next = new WebSocket(`${scheme}//${page.location.host}${BRIDGE_PATH}`);
    next.binaryType = 'arraybuffer';
    socket = next;
    next.onopen = () => {
      next.send(encodeFrame({ kind: 'hello', token: token ?? '' }));
      for (const message of queue.splice(0)) next.send(message);
      pause = FIRST_RETRY_MS;
      tell('open');
    };
    next.onmessage = ({ data }) => {
      const frame = decodeFrame(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data));
      if (frame !== undefined && frame.kind !== 'hello') receive(frame);
    };
    next.onclose = ({ code }) => {
      for (const settle of waiting.values()) settle(err(appError('host-lost')));
      waiting.clear();
      if (code === CLOSE_REFUSED) return tell('refused');
      tell('lost');
      page.setTimeout(connect, pause);
      pause = Math.min(LAST_RETRY_MS, pause * 2);
    };
  };

  const carrier: Carrier = {
    call: (name, params) =>
      new Promise((resolve) => {
        if (state === 'refused' || state === 'lost') return resolve(err(appError('host-lost')));
        const id = ++lastId;
        waiting.set(id, resolve);
        const message = encodeFrame({ kind: 'request', id, name, params });
        if (socket?.readyState === WebSocket.OPEN) socket.send(message);
        else queue.push(message);
      }),
    on: (name, listener) => {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => known.delete(listener);
    },
  };

  if (state !== 'refused') connect();
  return {
    bridge: checkedBridge(carrier),
    watchLink: (listener) => {
      watchers.add(listener);
      listener(state);
      return () => watchers.delete(listener);
    },
  };
}
