import type { Command } from 'commander';
import { type CommandApdu, parseResponse, toTpdu } from '../../core/apdu/command.ts';
import { commandName, INS } from '../../core/apdu/instructions.ts';
import { appError } from '../../core/base/app-error.ts';
import { hexWord, toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Span } from '../../core/base/span.ts';
import type { StructureNode } from '../../core/base/structure.ts';
import { uicc } from '../../core/card/commands.ts';
import { explainHeader } from '../../core/card/header-tree.ts';
import { fileDataMask } from '../../core/transport/file-data.ts';
import { maskCommand, maskSpans } from '../../core/transport/redaction.ts';
import type { CliContext, OpenCard } from '../context.ts';
import type { Act } from '../main.ts';
import { hexDump, print, printJson } from '../output.ts';
import { explainAnswer, needsAdvice, OwnChannels, parseCommands } from '../raw-apdu.ts';

interface ApduOptions {
  readonly json?: boolean;
  readonly trace?: string;
  readonly showSecrets?: boolean;
}

interface RawAnswer {
  readonly tpdu: Uint8Array;
  readonly data: Uint8Array;
  readonly sw: number;
}

/** One TPDU as it stands, without GET RESPONSE or repetition: this verb shows what a card really answers. */
async function sendRaw({ link: { transport } }: OpenCard, command: CommandApdu): Promise<Result<RawAnswer>> {
  const tpdu = toTpdu(command, transport.protocol);
  const answer = await transport.transmit(tpdu);
  if (!answer.ok) return answer;
  const response = parseResponse(answer.value);
  return response === undefined
    ? err(appError('card-link', { reader: transport.reader, reason: 'an answer without a status word' }))
    : ok({ tpdu, ...response });
}

interface ShownAnswer {
  readonly c: string;
  readonly r: string;
  readonly sw: string;
  readonly meaning: string;
  /** What to do next, and what the answer cost. */
  readonly next: string;
  readonly cost: string;
  /** Bytes of `r` replaced by 2A. */
  readonly masked: readonly Span[];
  /** What a file header in the answer says; null where there is none. */
  readonly header: StructureNode | null;
}

/** Commands that answer with a file header. */
const TELLS_HEADER: readonly number[] = [INS.select, INS.status, INS.getResponse];

function headerIn({ cla, ins }: CommandApdu, data: Uint8Array): StructureNode | null {
  return TELLS_HEADER.includes(ins) ? (explainHeader(data, cla === 0xa0 ? '2g' : '3g') ?? null) : null;
}

function printTree(node: StructureNode, depth = 0): void {
  print(`        ${'  '.repeat(depth)}${node.label}: ${node.preview ?? ''}`);
  for (const child of node.children) printTree(child, depth + 1);
}

/** Sends the commands and shows each answer as it comes. Channels that were opened are closed, whatever happens. */
async function exchangeAll(
  card: OpenCard,
  commands: readonly CommandApdu[],
  options: ApduOptions,
): Promise<{ readonly answers: readonly ShownAnswer[]; readonly lost: Result<never> | undefined }> {
  const channels = new OwnChannels();
  const fileData = fileDataMask();
  const answers: ShownAnswer[] = [];
  let lost: Result<never> | undefined;
  for (const [index, command] of commands.entries()) {
    if (!channels.mayClose(command)) {
      const what = `Channel ${command.p2} was not opened here: another program may use it`;
      lost = err(appError('usage-invalid', { what, verb: 'apdu' }));
      break;
    }
    const sent = await sendRaw(card, command);
    if (!sent.ok) {
      lost = sent;
      break;
    }
    const { tpdu, data, sw } = sent.value;
    channels.note(command, data, sw);
    const response = Uint8Array.of(...data, sw >> 8, sw & 0xff);
    const masked = fileData
      .next({ index, command: tpdu, response })
      .filter(({ part }) => part === 'response' && !options.showSecrets)
      .map(({ offset, length }) => ({ offset, length }));
    const shown = maskSpans(data, masked);
    const explained = explainAnswer(command, sw);
    const c = maskCommand(tpdu).masked;
    const header = masked.length > 0 ? null : headerIn(command, data);
    answers.push({ c: toHex(c), r: toHex(shown), sw: hexWord(sw), ...explained, masked, header });
    if (options.json) continue;
    print(`> ${toHex(c, ' ')}  ${commandName(command.cla, command.ins)}`);
    if (masked.length > 0) print(`      ${data.length} bytes of the file, masked: --show-secrets shows them`);
    else if (shown.length > 0) print(hexDump(shown));
    if (header !== null) printTree(header);
    print(`< ${hexWord(sw)}  ${explained.meaning}`);
    if (needsAdvice(command, sw)) print(`        ${explained.next} ${explained.cost}`);
  }
  for (const channel of channels.open) {
    const closed = await sendRaw(card, uicc.manageChannelClose(channel));
    if (!closed.ok) break;
  }
  return { answers, lost };
}

async function apdu(
  context: CliContext,
  reader: string,
  texts: readonly string[],
  options: ApduOptions,
): Promise<Result<ExitCode>> {
  const commands = parseCommands(texts);
  if (typeof commands === 'string') return err(appError('usage-invalid', { what: commands, verb: 'apdu' }));
  const card = await context.open(reader);
  if (!card.ok) return card;
  if (options.showSecrets) {
    const recorded = await context.secretsShown();
    if (!recorded.ok) {
      await card.value.close('leave');
      return recorded;
    }
  }
  const { answers, lost } = await exchangeAll(card.value, commands, options);
  await card.value.close('leave');
  if (options.trace !== undefined) {
    const saved = await card.value.saveTrace(options.trace, options.showSecrets ? [] : 'contents');
    if (!saved.ok) return saved;
  }
  if (options.json && lost === undefined) printJson({ exchanges: answers });
  return lost ?? ok(EXIT.good);
}

export function addApduVerb(program: Command, act: Act): void {
  program
    .command('apdu <reader> <hex...>')
    .description('send raw commands that change nothing: SELECT, READ, STATUS, GET RESPONSE, MANAGE CHANNEL')
    .option('--show-secrets', 'do not mask what files hold')
    .option('--trace <file>', 'save the exchanges')
    .option('--json', 'as JSON')
    .action(
      act((context, reader: string, texts: readonly string[], options: ApduOptions) =>
        apdu(context, reader, texts, options),
      ),
    );
}
