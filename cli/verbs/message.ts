import type { Command } from 'commander';
import { toHex } from '../../core/base/bytes.ts';
import { EXIT } from '../../core/base/exit-code.ts';
import { hasErrors } from '../../core/base/finding.ts';
import { ok } from '../../core/base/result.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { messageFromXml, messageToXml } from '../../core/bootstrap/message-xml.ts';
import type { Act } from '../main.ts';
import { readMessageBytes, readXml } from '../message-input.ts';
import { findingLines, print, printJson } from '../output.ts';
import { decodeJson } from '../present-message.ts';
import { writeOutput } from '../write-output.ts';

interface DecodeOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly showSecrets?: boolean;
}

interface EncodeOptions {
  readonly json?: boolean;
  readonly output?: string;
}

/** `decode` and `encode`: messages, no card needed. */
export function addMessageVerbs(program: Command, act: Act): void {
  program
    .command('decode <file>')
    .description('decode a message (WBXML, or its hex) to XML; - reads standard input')
    .option('-o, --output <file>', 'write the XML there')
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'as JSON, with the tree and the findings')
    .action(
      act(async (_context, file: string, options: DecodeOptions) => {
        const bytes = await readMessageBytes(file);
        if (!bytes.ok) return bytes;
        const view = decodeMessage(bytes.value);
        const exit = hasErrors(view.findings) ? EXIT.findings : EXIT.good;
        const show = options.showSecrets ?? false;
        if (options.json) {
          printJson(decodeJson(view, show));
          return ok(exit);
        }
        if (view.document !== null) {
          const written = await writeOutput(
            options.output ?? '-',
            messageToXml(view, { secrets: show ? 'show' : 'mask' }),
          );
          if (!written.ok) return written;
        }
        // The XML is the product; what is wrong with it goes beside it.
        if (view.findings.length > 0) process.stderr.write(`${findingLines(view.findings).join('\n')}\n`);
        return ok(exit);
      }),
    );

  program
    .command('encode <file>')
    .description('encode XML to WBXML; prints hex, or writes the bytes with -o')
    .option('-o, --output <file>', 'write the bytes there; - for standard output')
    .option('--json', 'as JSON')
    .action(
      act(async (_context, file: string, options: EncodeOptions) => {
        const xml = await readXml(file);
        if (!xml.ok) return xml;
        const bytes = messageFromXml(xml.value);
        if (!bytes.ok) return bytes;
        const { findings } = decodeMessage(bytes.value);
        if (options.output !== undefined) {
          const written = await writeOutput(options.output, bytes.value);
          if (!written.ok) return written;
        }
        if (options.json) printJson({ size: bytes.value.length, hex: toHex(bytes.value), findings });
        else {
          if (options.output === undefined) print(toHex(bytes.value));
          if (findings.length > 0) process.stderr.write(`${findingLines(findings).join('\n')}\n`);
        }
        return ok(hasErrors(findings) ? EXIT.findings : EXIT.good);
      }),
    );
}
