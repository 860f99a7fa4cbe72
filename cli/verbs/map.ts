import { type Command, Option } from 'commander';
import { toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { hasErrors } from '../../core/base/finding.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { type EncodeStyle, encodeMessage } from '../../core/bootstrap/encode-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { cpToTree, mappedMessage, treeToCp } from '../../core/bootstrap/message-cp-map.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';
import { decodeInput } from '../decode-input.ts';
import type { Act } from '../main.ts';
import { readMessage } from '../message-input.ts';
import { findingLines, print, printJson } from '../output.ts';
import { writeOutput } from '../write-output.ts';
import { styleOption } from './message.ts';

interface MapOptions {
  readonly to?: 'dm' | 'cp';
  readonly style?: EncodeStyle;
  readonly output?: string;
  readonly json?: boolean;
}

interface Mapped {
  readonly bytes: Uint8Array;
  /** What the other profile cannot say. */
  readonly lost: readonly { readonly path: string; readonly reason: string }[];
}

function mapped(view: MessageView, to: 'dm' | 'cp'): Result<Mapped> {
  if (to === 'cp') {
    const document = treeToCp(view);
    return document.ok ? ok({ bytes: document.value.bytes, lost: document.value.notes }) : document;
  }
  const mapping = cpToTree(view);
  if (!mapping.ok) return mapping;
  const bytes = mappedMessage(mapping.value);
  return bytes.ok ? ok({ bytes: bytes.value, lost: mapping.value.notes }) : bytes;
}

async function map(file: string, options: MapOptions): Promise<Result<ExitCode>> {
  const message = await readMessage(file);
  if (!message.ok) return message;
  const view = decodeMessage(message.value);
  const to = options.to ?? (view.profile === 'cp' ? 'dm' : 'cp');
  const result = mapped(view, to);
  if (!result.ok) return result;
  const { lost } = result.value;
  const styled = options.style && encodeMessage(decodeMessage(result.value.bytes), { style: options.style });
  if (styled?.ok === false) return styled;
  const bytes = styled?.value.bytes ?? result.value.bytes;
  const { findings } = decodeInput(bytes);
  if (options.output !== undefined) {
    const written = await writeOutput(options.output, bytes);
    if (!written.ok) return written;
  }
  if (options.json && options.output !== '-')
    printJson({ profile: to, size: bytes.length, hex: toHex(bytes), lost, findings });
  else if (options.output === undefined) print(toHex(bytes));
  const notes = [...lost.map(({ path, reason }) => `lost: ${path}: ${reason}`), ...findingLines(findings)];
  if (!options.json && notes.length > 0) process.stderr.write(`${notes.join('\n')}\n`);
  return ok(lost.length > 0 || hasErrors(findings) ? EXIT.findings : EXIT.good);
}

/** `map`: a message of one profile as one of the other. */
export function addMapVerb(program: Command, act: Act): void {
  program
    .command('map <file>')
    .description('map a message to the other profile; says what it cannot say there; prints hex, or writes with -o')
    .addOption(new Option('--to <profile>', 'the other profile where not given').choices(['dm', 'cp']))
    .addOption(styleOption())
    .option('-o, --output <file>', 'write the bytes there; - for standard output')
    .option('--json', 'as JSON')
    .action(act((_context, file: string, options: MapOptions) => map(file, options)));
}
