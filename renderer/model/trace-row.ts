import { INS } from '../../core/apdu/instructions.ts';
import { type CardClass, cardClassOf, statusText } from '../../core/apdu/status-words.ts';
import { hexByte, hexWord } from '../../core/base/bytes.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import type { TracePage } from '../../electron/ipc/trace-contract.ts';
import type { GlyphKind } from '../components/verdict-glyph.tsx';
import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import type { Translate } from '../text/text.ts';
import { broughtWords } from './carried-words.ts';

/** A row of the table as it came in a page. */
export interface TraceRowData {
  readonly place: number;
  readonly line: number;
  readonly folded: number;
  readonly at: number;
  readonly took: number;
  readonly channel: number;
  readonly sent: string;
  readonly length: number;
  readonly name: string;
  readonly file: string;
  readonly path: string;
  readonly got: number;
  readonly sw: string;
  readonly outcome: string;
  readonly meaning: string;
  readonly error: string;
}

/** The rows of a page. */
export function rowsIn(page: TracePage): readonly TraceRowData[] {
  return page.line.map((line, at) => rowIn(page, at, line));
}

function rowIn(page: TracePage, at: number, line: number): TraceRowData {
  const word = (column: readonly string[]) => column[at] ?? '';
  const number = (column: readonly number[]) => column[at] ?? 0;
  return {
    place: page.from + at,
    line,
    folded: number(page.folded),
    at: number(page.at),
    took: number(page.took),
    channel: number(page.channel),
    sent: word(page.sent),
    length: number(page.length),
    name: word(page.name),
    file: word(page.file),
    path: word(page.path),
    got: number(page.got),
    sw: word(page.sw),
    outcome: word(page.outcome),
    meaning: word(page.meaning),
    error: word(page.error),
  };
}

/** The first bytes of a command, of which none is ever masked. */
function headOf(sent: string): readonly [cla: number, ins: number, p1: number, p2: number, p3: number | undefined] {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3] = sent.split(' ', 5).map((digits) => Number.parseInt(digits, 16));
  return [cla, ins, p1, p2, p3];
}

export function classOfRow({ sent }: Pick<TraceRowData, 'sent'>): CardClass {
  return cardClassOf(headOf(sent)[0]);
}

const KEYS: readonly number[] = [INS.verify, INS.changePin, INS.disablePin, INS.enablePin, INS.unblockPin];

function binaryWords(p1: number, p2: number, length: number | undefined, gsm: boolean): string {
  const bySfi = !gsm && (p1 & 0x80) !== 0;
  const place = bySfi ? `SFI ${hexByte(p1 & 0x1f)}, ${hexByte(p2)}` : hexWord((p1 << 8) | p2);
  return length === undefined ? place : `${place}, ${length === 0 ? 256 : length}`;
}

/** What a command asks for, as short as a column needs it; its name stands before it. */
export function commandWords(row: TraceRowData, t: Translate): string {
  const [cla, ins, p1, p2, p3] = headOf(row.sent);
  const gsm = cardClassOf(cla) === '2g';
  switch (ins) {
    case INS.readBinary:
    case INS.updateBinary:
      return binaryWords(p1, p2, p3, gsm);
    case INS.readRecord:
    case INS.updateRecord:
      return (p2 & 0x07) === 4 ? String(p1) : '';
    case INS.select:
      return !gsm && p1 === 4 ? t('trace.byAid') : '';
    case INS.manageChannel:
      return p1 === 0x80 ? t('trace.closes', { channel: p2 === 0 ? row.channel : p2 }) : t('trace.opens');
    default:
      return KEYS.includes(ins) && row.length <= 5 && !gsm ? t('trace.noPin') : '';
  }
}

/** The status word in two bytes, as it is on the card. */
export function swText(sw: string): string {
  return sw === '' ? '–– ––' : `${sw.slice(0, 2)} ${sw.slice(2)}`;
}

const GLYPHS: Readonly<Record<string, GlyphKind>> = {
  ok: 'ok',
  more: 'ok',
  retryLength: 'info',
  warning: 'info',
  busy: 'warning',
  refused: 'error',
  error: 'error',
};

export function glyphOf(outcome: string): GlyphKind {
  return GLYPHS[outcome] ?? 'error';
}

/** What the answer brought; where it brought nothing, what its status word says. */
export function meaningWords(row: TraceRowData, language: Language, t: Translate, say: CoreWords = AS_IT_IS): string {
  if (row.error !== '') return row.error;
  if (row.outcome === 'warning' && /^63C/.test(row.sw))
    return t('trace.triesLeft', { count: Number.parseInt(row.sw.slice(3), 16) });
  if (row.meaning !== '' || row.sw === '' || row.outcome === 'ok' || row.outcome === 'more')
    return broughtWords(row.meaning, say);
  return statusText(Number.parseInt(row.sw, 16), classOfRow(row), language);
}

/** Seconds since the session began. */
export function secondsText(micros: number): string {
  return (micros / 1e6).toFixed(3);
}

export function millisText(micros: number): string {
  const millis = micros / 1000;
  return millis.toFixed(millis < 0.995 ? 2 : millis < 9.95 ? 1 : 0);
}
