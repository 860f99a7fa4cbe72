import type { ParentPort } from 'electron';
import { appError } from '../../core/base/app-error.ts';
import { isKnownFile } from '../ipc/file-endings.ts';
import type { FromHost, ToHost } from '../ipc/shell-channels.ts';
import type { CardService, ServiceClient } from './card-service.ts';
import { createCardHost } from './create-card-host.ts';
import { openOutsideFiles } from './outside-files.ts';
import { utilityChildren } from './utility-children.ts';
import { utilitySecretBox } from './utility-secret-box.ts';

/**
 * The card-host as Electron's utility process: main relays the window's requests to it and its events to the window.
 * Arguments: `--version=…`, then paths of files to open.
 */
const VERSION_ARGUMENT = '--version=';
const version = process.argv.find((argument) => argument.startsWith(VERSION_ARGUMENT))?.slice(VERSION_ARGUMENT.length);

serve(process.parentPort, version ?? '', process.argv.filter(isKnownFile));

function serve(parent: ParentPort, version: string, files: readonly string[]): void {
  const tell = (message: FromHost): void => parent.postMessage(message);
  const children = utilityChildren(tell);
  const secrets = utilitySecretBox(tell);
  const host = createCardHost({ shell: 'electron', version, children: children.launcher, secretBox: secrets.box });
  const { service } = host;
  const clients = new Map<number, ServiceClient>();

  // One batch after the other: the last file asked for is the one to show.
  let opening: Promise<void> = Promise.resolve();
  const open = (paths: readonly string[]): void => {
    opening = opening.then(async () => void (await openOutsideFiles(host, paths)));
  };
  open(files);
  parent.on('message', ({ data, ports }) => {
    const message = data as ToHost;
    if (message.kind === 'child-port' || message.kind === 'child-exit') children.handle(message, ports[0]);
    else if (message.kind === 'secret-answer') secrets.handle(message);
    else if (message.kind === 'files') open(message.paths);
    else if (message.kind === 'stop') void service.close().finally(() => process.exit());
    else handle(message, service, clients, tell);
  });
}

function handle(
  message: Exclude<ToHost, { kind: 'child-port' | 'child-exit' | 'files' | 'secret-answer' | 'stop' }>,
  service: CardService,
  clients: Map<number, ServiceClient>,
  tell: (message: FromHost) => void,
): void {
  const { client } = message;
  if (message.kind === 'client-open') {
    clients.set(
      client,
      service.connect(({ name, data }) => tell({ kind: 'event', client, name, data })),
    );
  } else if (message.kind === 'client-close') {
    clients.get(client)?.close();
    clients.delete(client);
  } else {
    const { id, name, params } = message;
    const known = clients.get(client);
    if (known === undefined) tell({ kind: 'response', id, result: { ok: false, error: appError('host-lost') } });
    else void known.call(name, params).then((result) => tell({ kind: 'response', id, result }));
  }
}
