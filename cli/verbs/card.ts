import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { fromHex, toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { isLoopback } from '../../core/base/loopback.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { BUILTIN_CARDS } from '../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS } from '../../core/bootstrap/fault-cards.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { maskSecrets } from '../../core/bootstrap/message-edit.ts';
import { type CardImage, type FileImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { imageFiles } from '../../electron/card-host/ports/image-files.ts';
import { serveCard } from '../../electron/card-host/vpcd-client.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import type { CliContext } from '../context.ts';
import { loadImage } from '../load-image.ts';
import type { Act } from '../main.ts';
import { print, printError, printJson, table } from '../output.ts';
import { writeOutput } from '../write-output.ts';
import { addCardImport } from './card-import.ts';

async function create(name: string, options: { output?: string; json?: boolean }): Promise<Result<ExitCode>> {
  const loaded = await loadImage(name);
  if (!loaded.ok) return loaded;
  const path = options.output ?? `${name.replace(/^virtual:/, '').replace(/[^A-Za-z0-9_-]+/g, '-')}.card.json`;
  const written =
    path === '-'
      ? await writeOutput('-', serializeCardImage(loaded.value.image))
      : await writeSafely(path, serializeCardImage(loaded.value.image), true);
  if (!written.ok) return written;
  if (path === '-') return ok(EXIT.good);
  if (options.json) printJson({ image: path, iccid: loaded.value.image.iccid, platform: loaded.value.image.platform });
  else
    print(
      `${path}: ${loaded.value.image.title}, ICCID ${loaded.value.image.iccid}. Read it with: bootcard read virtual:${path}`,
    );
  return ok(EXIT.good);
}

/** The body of a file with the secrets of a message in it masked, as far as it begins with one. */
function shownFile(file: FileImage): FileImage {
  const bytes = file.type === 'ef' && file.data !== undefined ? fromHex(file.data) : undefined;
  if (bytes === undefined) return file;
  const { secrets } = decodeMessage(bytes);
  return secrets.length === 0 ? file : { ...file, data: toHex(maskSecrets(bytes, secrets)) };
}

/** An image without the values of its credentials and the secrets of its message: they are nobody's business on a screen. */
function shown(image: CardImage) {
  return {
    ...image,
    files: image.files.map(shownFile),
    credentials: image.credentials.map(({ value: _value, unblock, ...rest }) => ({
      ...rest,
      ...(unblock && { unblock: { tries: unblock.tries, maxTries: unblock.maxTries } }),
    })),
  };
}

/** What was written to each file, and to its most worn page. */
function wearRows({ memory }: CardImage): string[][] {
  const wear = memory?.wear ?? [];
  return [...new Set(wear.map((row) => row.path))].map((path) => {
    const rows = wear.filter((row) => row.path === path);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    const worst = rows.reduce((most, row) => (row.writes > most.writes ? row : most));
    return [path, `${bytes} bytes`, `page ${worst.page} most often, ${worst.writes} times`];
  });
}

async function show(name: string, options: { json?: boolean }): Promise<Result<ExitCode>> {
  const loaded = await loadImage(name);
  if (!loaded.ok) return loaded;
  const { image } = loaded.value;
  if (options.json) {
    printJson(shown(image));
    return ok(EXIT.good);
  }
  print(`${image.title}: ${image.platform}, ${image.modes}, ICCID ${image.iccid}, ATR ${image.atr}`);
  print(
    table(
      image.credentials.map((item) => [
        item.ref,
        `${item.tries} of ${item.maxTries} tries left`,
        item.enabled ? 'enabled' : 'disabled',
      ]),
    ),
  );
  print(
    table(
      image.files.map((file) => [
        file.path,
        file.type,
        file.structure ?? '',
        file.size === undefined ? '' : String(file.size),
        file.name ?? '',
      ]),
    ),
  );
  const worn = wearRows(image);
  if (worn.length > 0) print(`Written so far:\n${table(worn)}`);
  return ok(EXIT.good);
}

interface ServeOptions {
  readonly host: string;
  readonly port: string;
  /** The user says that the card may leave this computer. */
  readonly remote?: boolean;
  readonly dropLe?: boolean;
}

/** Serves until the reader goes or the process is asked to stop. What other programs write is kept in the image. */
async function serve(context: CliContext, name: string, options: ServeOptions): Promise<Result<ExitCode>> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    return err(appError('usage-invalid', { what: `"${options.port}" is no TCP port`, verb: 'card serve' }));
  if (!isLoopback(options.host) && options.remote !== true) return err(appError('vpcd-remote', { host: options.host }));
  const loaded = await loadImage(name);
  if (!loaded.ok) return loaded;
  const { image, path } = loaded.value;
  const card = new VirtualCard(image);
  let keeping: Promise<void> = Promise.resolve();
  if (path !== undefined) {
    card.onChange = () => {
      keeping = keeping.then(async () => {
        const written = await imageFiles.write(path, serializeCardImage(card.image()));
        if (!written.ok) printError(written.error, false);
      });
    };
  }
  const served = await serveCard(card, { host: options.host, port, dropLe: options.dropLe ?? false });
  if (!served.ok) return served;
  print(`Serving ${image.title}, ICCID ${image.iccid}, to vpcd at ${options.host}:${port}. Ctrl C takes it out.`);
  void context.untilStopped().then(() => served.value.close());
  await served.value.closed;
  await keeping;
  return ok(EXIT.good);
}

interface ListedCard {
  readonly name: string;
  readonly platform: string;
  readonly title: string;
  readonly group: 'healthy' | 'blank' | 'fault' | 'hazard';
}

function listedCards(): readonly ListedCard[] {
  const good = BUILTIN_CARDS.map(({ name, platform, title }) => {
    const group: ListedCard['group'] = name.endsWith('-blank') ? 'blank' : 'healthy';
    return { name, platform, title, group };
  });
  return [...good, ...FAULT_CARDS.map(({ name, platform, title, kind }) => ({ name, platform, title, group: kind }))];
}

const GROUPS = {
  healthy: 'Healthy cards',
  blank: 'Cards without a bootstrap message',
  fault: 'Cards with one fault each',
  hazard: 'Cards that some devices fail over',
} as const;

function cardGroups(rows: readonly ListedCard[]): readonly string[] {
  return Object.entries(GROUPS).flatMap(([group, title], i) => {
    const own = rows.filter((row) => row.group === group);
    return [...(i === 0 ? [] : ['']), title, table(own.map((row) => [`  ${row.name}`, row.platform, row.title]))];
  });
}

/** `card list|new|show|import|serve`. */
export function addCardVerbs(program: Command, act: Act): void {
  const card = program.command('card').description('virtual cards');
  card
    .command('list')
    .description('the built-in cards')
    .option('--json', 'as JSON')
    .action(
      act(async (_context, options: { json?: boolean }) => {
        const rows = listedCards();
        if (options.json) printJson(rows);
        else print(cardGroups(rows).join('\n'));
        return ok(EXIT.good);
      }),
    );
  card
    .command('new <card>')
    .description('make an image file from a built-in card or another image')
    .option('-o, --output <file>', 'where to; default NAME.card.json; never overwrites')
    .option('--json', 'as JSON')
    .action(act((_context, name: string, options: { output?: string; json?: boolean }) => create(name, options)));
  card
    .command('show <card>')
    .description('what an image holds; credential values are not shown')
    .option('--json', 'as JSON')
    .action(act((_context, name: string, options: { json?: boolean }) => show(name, options)));
  addCardImport(card, act);
  card
    .command('serve <card>')
    .description('put a card into a vpcd reader, so that any PC/SC program sees it')
    .option('--host <host>', 'where vpcd listens', '127.0.0.1')
    .option('--port <port>', 'its TCP port', '35963')
    .option('--remote', 'where --host is another computer: let the card and its keys leave this one, unprotected')
    .option('--drop-le', 'on T=0, take a trailing Le off commands with data, as many readers do')
    .action(act((context, name: string, options: ServeOptions) => serve(context, name, options)));
}
