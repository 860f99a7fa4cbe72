import { cardClassOf } from '../../core/apdu/status-words.ts';
import { toHex } from '../../core/base/bytes.ts';
import type { TraceDetail } from '../../electron/ipc/trace-contract.ts';
import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import type { Translate } from '../text/text.ts';
import { swText } from './trace-row.ts';

/** A stretch of a command with what it stands for. */
export interface CommandPart {
  readonly hex: string;
  readonly words: string;
}

type Part = TraceDetail['parts'][number];

function maskedHex(bytes: Uint8Array, from: number, masked: Part['masked']): string {
  return [...bytes]
    .map((byte, at) =>
      masked.some(({ offset, length }) => from + at >= offset && from + at < offset + length)
        ? '••'
        : toHex(Uint8Array.of(byte)),
    )
    .join(' ');
}

/** The command byte by byte: header, length, data, length of the answer (ISO/IEC 7816-4 5.1). Extended lengths stand as one. */
export function commandParts(detail: TraceDetail, t: Translate, say: CoreWords = AS_IT_IS): readonly CommandPart[] {
  const [first] = detail.parts;
  if (first === undefined || detail.kind === 'reset') return [];
  const { command, masked, name } = first;
  const [cla = 0] = command;
  const kind = t(cardClassOf(cla) === '2g' ? 'trace.class2g' : 'trace.classIso');
  const piece = (from: number, to: number, words: string): CommandPart[] =>
    from < Math.min(to, command.length) ? [{ hex: maskedHex(command.subarray(from, to), from, masked), words }] : [];
  const parameters =
    detail.parameters === '' ? t('trace.p1p2') : t('trace.p1p2Of', { parameters: say(detail.parameters) });
  const head = [
    ...piece(0, 1, t('trace.cla', { class: kind, channel: detail.channel })),
    ...piece(1, 2, t('trace.ins', { name })),
    ...piece(2, 4, parameters),
  ];
  const extended = command.length > 7 && command[4] === 0;
  const at = extended ? 7 : 5;
  const count = extended ? ((command[5] ?? 0) << 8) | (command[6] ?? 0) : (command[4] ?? 0);
  if (command.length <= 5) return [...head, ...piece(4, 5, t('trace.le', { count: count === 0 ? 256 : count }))];
  const secret = masked.length > 0;
  const le = command[at + count];
  return [
    ...head,
    ...piece(4, at, t('trace.lc', { count })),
    ...piece(at, at + count, t(secret ? 'trace.secretData' : 'trace.data')),
    ...piece(at + count, command.length, t('trace.le', { count: le === 0 || le === undefined ? 256 : le })),
  ];
}

/** What was sent to fetch the answer, or again with another length. */
export function fetchedBy(detail: TraceDetail): readonly string[] {
  return detail.parts.slice(1).map(({ name, command, sw }) => `${name} ${toHex(command, ' ')} → ${swText(sw)}`);
}
