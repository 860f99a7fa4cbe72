import type { Command } from 'commander';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { openInBrowser } from '../../electron/card-host/ui-server/open-in-browser.ts';
import { startUi } from '../../electron/card-host/ui-server/start-ui.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { print, printJson } from '../output.ts';

interface UiOptions {
  readonly port: string;
  readonly open: boolean;
  readonly json?: boolean;
}

async function ui(context: CliContext, cards: readonly string[], options: UiOptions): Promise<Result<ExitCode>> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    return err(appError('usage-invalid', { what: `"${options.port}" is no TCP port`, verb: 'ui' }));
  await ensureBuilt();
  const started = await startUi({ port, cards });
  if (!started.ok) return started;
  if (options.json) printJson({ url: started.value.url });
  else
    print(
      `Bootcard is open at ${started.value.url}\nThe address holds the key to it: do not pass it on. Ctrl C ends it.`,
    );
  if (options.open) openInBrowser(started.value.url);
  await context.untilStopped();
  await started.value.close();
  return ok(EXIT.good);
}

export function addUiVerb(program: Command, act: Act): void {
  program
    .command('ui [image...]')
    .description('the app in a browser, on this machine only; card images are listed beside the built-in cards')
    .option('--port <port>', 'TCP port on 127.0.0.1; 0 takes a free one', '0')
    .option('--no-open', 'do not open a browser')
    .option('--json', 'print the address as JSON')
    .action(act((context, cards: readonly string[], options: UiOptions) => ui(context, cards, options)));
}
