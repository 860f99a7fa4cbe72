import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ok, type Result } from '../../../core/base/result.ts';
import { type CardHost, createCardHost } from '../create-card-host.ts';
import { openOutsideFiles } from '../outside-files.ts';
import { startUiServer } from './ui-server.ts';

/** The checkout that this file is in: `bootcard ui` runs from source. */
const CHECKOUT = new URL('../../../', import.meta.url);

export interface StartUiOptions {
  /** TCP port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Folder of backups, journals and refused keys; default this platform's place for it. */
  readonly dataFolder?: string;
  /** Paths of files to open: card images stand in the list, the window shows the last. */
  readonly cards?: readonly string[];
}

export interface RunningUi {
  /** Address to open, with the token in its fragment. */
  readonly url: string;
  readonly host: CardHost;
  /** Ends the server, every session, and the readers' children. */
  close(): Promise<void>;
}

/**
 * Starts the interface for browsers: one card-host for all windows, served on 127.0.0.1. The interface must have been built
 * (`build/scripts/ensure-built.ts`). Errors: `ui-not-built`, `ui-port`, and those of reading an image.
 */
export async function startUi({ port = 0, dataFolder, cards = [] }: StartUiOptions): Promise<Result<RunningUi>> {
  const { version } = JSON.parse(readFileSync(new URL('package.json', CHECKOUT), 'utf8')) as { version: string };
  const host = createCardHost({ shell: 'browser', version, ...(dataFolder === undefined ? {} : { dataFolder }) });
  const root = fileURLToPath(new URL('dist/renderer', CHECKOUT));
  const listed = await openOutsideFiles(host, cards);
  const server = listed.ok ? await startUiServer({ service: host.service, root, port }) : listed;
  if (!server.ok) {
    await host.service.close();
    return server;
  }
  return ok({
    url: server.value.url,
    host,
    close: async () => {
      await server.value.close();
      await host.service.close();
    },
  });
}
