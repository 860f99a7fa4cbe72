import { MessageChannel } from 'node:worker_threads';

/**
 * Runs the PC/SC child as Electron would run it: with `process.parentPort`, whose first message brings the port that
 * frames go over. Messages of the process's own channel stand for what comes through that port.
 */
const { port1, port2 } = new MessageChannel();

const electronPort = {
  on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
    port2.on(event, (data: unknown) => listener({ data })),
  postMessage: (message: unknown) => port2.postMessage(message),
  start: () => port2.start(),
};

const parentPort = {
  once: (_event: 'message', listener: (event: { ports: readonly (typeof electronPort)[] }) => void) => {
    setImmediate(() => listener({ ports: [electronPort] }));
  },
};
Object.assign(process, { parentPort });

port1.on('message', (frame) => process.send?.(frame));
process.on('message', (frame) => port1.postMessage(frame));
process.on('disconnect', () => port1.close());
if (!process.connected) port1.close();

await import('../../../electron/card-host/pcsc/child-entry.ts');
