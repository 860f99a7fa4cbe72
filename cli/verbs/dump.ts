import type { Command } from 'commander';
import { hexWord } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { type CardDump, dumpCard } from '../../core/files/dump.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { ConsentOptions } from '../credentials.ts';
import { type KeyOptions, keyOptions } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson } from '../output.ts';
import { writeOutput } from '../write-output.ts';
import { keySource, tellTrying } from './files.ts';

interface DumpVerbOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly discover?: boolean;
  readonly output?: string;
  readonly json?: boolean;
}

/** A dump has the real bytes, message secrets too: like a backup it never overwrites, and is its owner's alone. */
function keep(path: string, text: string): Promise<Result<void>> {
  return path === '-' ? writeOutput('-', text) : writeSafely(path, text, true);
}

function summaryJson({ image, unread, complete }: CardDump, path: string) {
  const { platform, modes, atr, iccid, files, credentials, quirks } = image;
  return {
    image: path,
    card: { platform, modes, atr, iccid },
    files: files.length,
    credentials: credentials.map(({ ref, tries, triesAssumed, enabled }) => ({
      ref,
      triesLeft: triesAssumed ? null : tries,
      enabled,
    })),
    quirks,
    unread: unread.map((file) => ({ ...file, sw: hexWord(file.sw) })),
    complete,
  };
}

function summary({ image, unread }: CardDump, path: string): string {
  const { files, platform, iccid } = image;
  const lines = [
    `${counted(files.length, 'file')} of ${platform.toUpperCase()} ${iccid ?? 'without ICCID'} dumped to ${path}. Open it as virtual:${path}`,
  ];
  for (const { path: file, name, readable, size, sw } of unread) {
    const part = readable === 0 ? 'not read' : `read to ${readable} of ${size} bytes`;
    lines.push(`  ${file}${name === null ? '' : ` ${name}`}: ${part}, the card answered ${hexWord(sw)}`);
  }
  return lines.join('\n');
}

async function dump(context: CliContext, reader: string, options: DumpVerbOptions): Promise<Result<ExitCode>> {
  const keys = await keySource(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const { mode, discover = false } = options;
  const dumped = await dumpCard(card.value.link, { mode, discover, keys: keys.value, trying: tellTrying });
  await card.value.close('reset');
  if (!dumped.ok) return dumped;
  const path = options.output ?? `${dumped.value.image.iccid ?? 'card'}.card.json`;
  const written = await keep(path, serializeCardImage(dumped.value.image));
  if (!written.ok) return written;
  if (path === '-') return ok(EXIT.good);
  if (options.json) printJson(summaryJson(dumped.value, path));
  else print(summary(dumped.value, path));
  return ok(EXIT.good);
}

/** `dump`: a whole card as an image. */
export function addDumpVerb(program: Command, act: Act): void {
  keyOptions(program.command('dump <reader>'), 'a key the card asks for: pin1=ascii:1234, adm1=env:NAME')
    .description(
      'keep a whole card as an image that can be opened and served again; never overwrites, never holds credentials',
    )
    .addOption(modeOption())
    .option('-o, --output <file>', 'where to; default ICCID.card.json; - for standard output')
    .option(
      '--discover',
      'try ranges of file ids in every folder besides: by SELECT alone, some hundred commands a folder',
    )
    .option('--json', 'as JSON')
    .action(act((context, reader: string, options: DumpVerbOptions) => dump(context, reader, options)));
}
