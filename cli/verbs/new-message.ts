import { type Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { starterSource } from '../../core/bootstrap/message-source-starter.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import type { Act } from '../main.ts';
import { print } from '../output.ts';
import { writeOutput } from '../write-output.ts';

interface NewMessageOptions {
  readonly profile: 'dm' | 'cp';
  readonly output?: string;
}

async function newMessage({ profile, output }: NewMessageOptions): Promise<Result<ExitCode>> {
  const text = starterSource(profile);
  const path = output ?? '-';
  const written = path === '-' ? await writeOutput('-', text) : await writeSafely(path, text, true);
  if (!written.ok) return written;
  if (path !== '-') print(`${path}: a ${profile} message to start from. Build it with: bootcard encode ${path}`);
  return ok(EXIT.good);
}

/** `new message`: a commented source that is complete as it is. */
export function addNewVerb(program: Command, act: Act): void {
  program
    .command('new')
    .description('starters')
    .command('message')
    .description('a commented message source to start from; never overwrites')
    .addOption(new Option('--profile <profile>', 'dm or cp').choices(['dm', 'cp']).default('dm'))
    .option('-o, --output <file>', 'write it there; standard output where not given')
    .action(act((_context, options: NewMessageOptions) => newMessage(options)));
}
