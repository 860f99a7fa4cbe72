import type { Command } from 'commander';
import { parseResponse } from '../../core/apdu/command.ts';
import { commandName, INS } from '../../core/apdu/instructions.ts';
import { cardClassOf, statusText } from '../../core/apdu/status-words.ts';
import { appError } from '../../core/base/app-error.ts';
import { fromHex, hexWord, toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { maskCommand } from '../../core/transport/redaction.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { hexDump, print, printJson } from '../output.ts';

/** Commands that change nothing on a card; all others would get past the plan, the journal and the retry guard. */
const READ_ONLY: readonly number[] = [
  INS.select,
  INS.readBinary,
  INS.readRecord,
  INS.getResponse,
  INS.status,
  INS.search,
  INS.manageChannel,
];

function refusal(apdu: Uint8Array): string | undefined {
  const [cla = 0, ins = 0] = apdu;
  if (apdu.length < 4) return 'an APDU has at least 4 bytes';
  // An empty VERIFY asks for the tries left; in class A0 it would cost one.
  if (ins === INS.verify && cla !== 0xa0 && (apdu.length === 4 || (apdu.length === 5 && apdu[4] === 0)))
    return undefined;
  if (READ_ONLY.includes(ins)) return undefined;
  return `${commandName(cla, ins)} is not sent raw: it can cost a try or change the card. Use read, flash or restore with --key`;
}

interface ApduOptions {
  readonly json?: boolean;
  readonly trace?: string;
}

async function apdu(
  context: CliContext,
  reader: string,
  texts: readonly string[],
  options: ApduOptions,
): Promise<Result<ExitCode>> {
  const commands: Uint8Array[] = [];
  for (const text of texts) {
    const bytes = fromHex(text);
    const wrong = bytes === undefined ? `${text.slice(0, 20)} is not hex` : refusal(bytes);
    if (bytes === undefined || wrong !== undefined)
      return err(appError('usage-invalid', { what: wrong ?? '', verb: 'apdu' }));
    commands.push(bytes);
  }
  const card = await context.open(reader);
  if (!card.ok) return card;
  const answers: { c: string; r: string; sw: string; meaning: string }[] = [];
  let lost: Result<never> | undefined;
  for (const command of commands) {
    const answer = await card.value.link.transport.transmit(command);
    const response = answer.ok ? parseResponse(answer.value) : undefined;
    if (!answer.ok || response === undefined) {
      lost = answer.ok ? err(appError('card-link', { reader, reason: 'an answer without a status word' })) : answer;
      break;
    }
    const meaning = statusText(response.sw, cardClassOf(command[0] ?? 0));
    answers.push({ c: toHex(maskCommand(command).masked), r: toHex(response.data), sw: hexWord(response.sw), meaning });
    if (options.json) continue;
    print(`> ${toHex(command, ' ')}  ${commandName(command[0] ?? 0, command[1] ?? 0)}`);
    if (response.data.length > 0) print(hexDump(response.data));
    print(`< ${hexWord(response.sw)}  ${meaning}`);
  }
  await card.value.close('leave');
  if (options.trace !== undefined) {
    const saved = await card.value.saveTrace(options.trace, []);
    if (!saved.ok) return saved;
  }
  if (options.json) printJson({ exchanges: answers });
  return lost ?? ok(EXIT.good);
}

export function addApduVerb(program: Command, act: Act): void {
  program
    .command('apdu <reader> <hex...>')
    .description('send raw commands that change nothing: SELECT, READ, STATUS, GET RESPONSE, MANAGE CHANNEL')
    .option('--trace <file>', 'save the exchanges')
    .option('--json', 'as JSON')
    .action(
      act((context, reader: string, texts: readonly string[], options: ApduOptions) =>
        apdu(context, reader, texts, options),
      ),
    );
}
