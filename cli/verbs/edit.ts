import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { fromUtf8, toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { hasErrors } from '../../core/base/finding.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { type MessageEdit, patchMessage } from '../../core/bootstrap/message-patch.ts';
import { applyJsonPatch, parseJsonPatch } from '../../core/bootstrap/message-patch-json.ts';
import { decodeInput } from '../decode-input.ts';
import type { Act } from '../main.ts';
import { readInput, readMessage } from '../message-input.ts';
import { lookUp } from '../message-source-input.ts';
import { findingLines, print, printJson } from '../output.ts';
import { writeOutput } from '../write-output.ts';

/** What is asked for, in the order of the command line. */
type Asked = { readonly op: 'set' | 'add' | 'remove' | 'secret' | 'patch'; readonly text: string };

interface EditOptions {
  readonly output?: string;
  readonly json?: boolean;
}

function usage(what: string) {
  return err(appError('usage-invalid', { what, verb: 'edit' }));
}

/** `PATH=VALUE`; a path may hold `=` in `?prop=ACL`, and nowhere else. */
function splitAt(text: string): { path: string; value: string } | undefined {
  const match = /^([^=]*?(?:\?prop=ACL)?)=(.*)$/s.exec(text);
  return match === null || match[1] === '' ? undefined : { path: match[1] as string, value: match[2] as string };
}

async function secretEdit(text: string): Promise<Result<MessageEdit>> {
  const split = splitAt(text);
  const source = /^(env|file):(.+)$/s.exec(split?.value ?? '');
  // Nothing of an option that does not parse is repeated: it may be the secret itself.
  if (split === undefined || source === null)
    return usage('--set-secret takes PATH=env:NAME or PATH=file:PATH; a value itself would be seen by other users.');
  const { path } = split;
  const found = await lookUp({ kind: source[1] as 'env' | 'file', name: source[2] as string }, path);
  if (!found.ok) return found;
  const readable = fromUtf8(found.value);
  const plain = readable !== undefined && !readable.startsWith('hex:');
  return ok({ op: 'set', path, value: plain ? readable : `hex:${toHex(found.value)}` });
}

async function step(bytes: Uint8Array, { op, text }: Asked): Promise<Result<Uint8Array>> {
  if (op === 'remove') return patchMessage(bytes, [{ op, path: text }]);
  if (op === 'secret') {
    const edit = await secretEdit(text);
    return edit.ok ? patchMessage(bytes, [edit.value]) : edit;
  }
  if (op === 'patch') {
    const file = await readInput(text);
    if (!file.ok) return file;
    const patch = parseJsonPatch(fromUtf8(file.value) ?? '');
    return patch.ok ? applyJsonPatch(bytes, patch.value) : patch;
  }
  const split = splitAt(text);
  return split === undefined ? usage(`--${op} takes PATH=VALUE.`) : patchMessage(bytes, [{ op, ...split }]);
}

async function edit(file: string, asked: readonly Asked[], options: EditOptions): Promise<Result<ExitCode>> {
  if (asked.length === 0) return usage('Nothing to do: give --set, --add, --remove, --set-secret or --json-patch.');
  const message = await readMessage(file);
  if (!message.ok) return message;
  // What stands behind the message, and before it, is no part of it.
  const before = decodeMessage(message.value).document?.bytes ?? message.value;
  let bytes = before;
  for (const item of asked) {
    const next = await step(bytes, item);
    if (!next.ok) return next;
    bytes = next.value;
  }
  const { findings } = decodeInput(bytes);
  if (options.output !== undefined) {
    const written = await writeOutput(options.output, bytes);
    if (!written.ok) return written;
  }
  const changed = toHex(bytes) !== toHex(before);
  if (options.json && options.output !== '-')
    printJson({ size: bytes.length, sizeBefore: before.length, changed, hex: toHex(bytes), findings });
  else if (options.output === undefined) print(toHex(bytes));
  if (!options.json && findings.length > 0) process.stderr.write(`${findingLines(findings).join('\n')}\n`);
  return ok(hasErrors(findings) ? EXIT.findings : EXIT.good);
}

/** `edit`: changes a message, byte for byte as it was elsewhere. */
export function addEditVerb(program: Command, act: Act): void {
  const asked: Asked[] = [];
  const collect = (op: Asked['op']) => (text: string) => {
    asked.push({ op, text });
    return text;
  };
  program
    .command('edit <file>')
    .description('change a message; paths are those of its fields; prints hex, or writes the bytes with -o')
    .option('--set <path=value>', 'give a field another value', collect('set'))
    .option(
      '--add <path=value>',
      'add a node or a parm with what is missing above it, or PATH?prop=ACL',
      collect('add'),
    )
    .option('--remove <path>', 'take a node, a parm or a characteristic away with all below it', collect('remove'))
    .option('--set-secret <path=ref>', 'as --set, the value from env:NAME or file:PATH', collect('secret'))
    .option('--json-patch <file>', 'a JSON Patch (RFC 6902), its pointers being paths', collect('patch'))
    .option('-o, --output <file>', 'write the bytes there; - for standard output')
    .option('--json', 'as JSON')
    .action(act((_context, file: string, options: EditOptions) => edit(file, asked, options)));
}
