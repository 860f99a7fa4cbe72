import { toHex } from '../base/bytes.ts';
import type { StructureNode } from '../base/structure.ts';
import type { TraceHeader } from '../transport/trace-file.ts';
import type { DecodedExchange } from './decode-exchange.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** Microseconds since the session began as `00:00:01.234567`: logs with such times in front are read again. */
function clock(micros: number): string {
  const all = Math.max(0, Math.floor(micros));
  const seconds = Math.floor(all / 1e6);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${time}.${String(all % 1e6).padStart(6, '0')}`;
}

function treeLines(node: StructureNode, depth: number, showSecrets: boolean, hidden = false): readonly string[] {
  const secret = (hidden || node.secret === true) && !showSecrets;
  const value = secret ? '*'.repeat((node.valueSpan ?? node.span).length) : node.preview;
  const own = `${'  '.repeat(depth)}${node.label}${value === undefined || value === '' ? '' : ` = ${value}`}`;
  return [own, ...node.children.flatMap((child) => treeLines(child, depth + 1, showSecrets, secret))];
}

/** What a person calls the file of an exchange: `EF(ODF) 3F007F505031`. */
export function fileWords({ file }: DecodedExchange): string {
  if (file === null) return '';
  return file.name === null ? file.path : `${file.name} ${file.path}`;
}

/** What of the line can be read before its bytes: number, command, file, parameters. */
function headline(exchange: DecodedExchange): string {
  const { index, name, parameters, channel, of } = exchange;
  const parts = [name, fileWords(exchange), parameters, channel > 0 ? `channel ${channel}` : ''];
  const joined = of === null ? '' : `, goes on with ${of}`;
  return `# ${index}  ${parts.filter((part) => part !== '').join(', ')}${joined}`;
}

export interface TextOptions {
  /** With the trees of headers and files. */
  readonly trees: boolean;
  readonly showSecrets: boolean;
}

/**
 * An exchange as a person reads it: what it is about, the command, the answer with its status word in words, and what the answer
 * means. Everything but the bytes is a comment of a log, so that the text can be imported again.
 */
export function exchangeText(exchange: DecodedExchange, { trees, showSecrets }: TextOptions): string {
  const { kind, at, command, data, sw, status, tree, name, error } = exchange;
  const time = clock(at);
  if (kind === 'reset') return `# ${exchange.index}  ${name}\n${time} ATR: ${toHex(data, ' ')}\n`;
  const answer =
    sw === null
      ? `# no answer${error === null ? '' : `: ${error}`}`
      : `${time} < ${toHex(data, ' ')}${data.length > 0 ? ' ' : ''}${sw.slice(0, 2)} ${sw.slice(2)} : ${status?.meaning ?? ''}`;
  const meaning = trees ? tree.flatMap((node) => treeLines(node, 0, showSecrets)).map((line) => `#     ${line}`) : [];
  return [headline(exchange), `${time} > ${toHex(command, ' ')}`, answer, ...meaning, ''].join('\n');
}

/** The first lines of the text. */
export function headerText({ reader, atr, protocol, created }: TraceHeader): string {
  const when = created === undefined ? '' : `, ${created}`;
  const reset = atr === '' ? '' : `00:00:00.000000 ATR: ${atr.match(/../g)?.join(' ') ?? ''}\n`;
  return `# trace of ${reader}, ${protocol}${when}\n${reset}`;
}
