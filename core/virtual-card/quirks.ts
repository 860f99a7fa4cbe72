import { z } from '../base/zod.ts';

const hexByte = z.string().regex(/^[0-9A-Fa-f]{2}$/, 'two hex digits expected');
const hexWord = z.string().regex(/^[0-9A-Fa-f]{4}$/, 'four hex digits expected');
const hexBytes = z.string().regex(/^([0-9A-Fa-f]{2})*$/, 'an even number of hex digits expected');
const flag = z.boolean();

interface QuirkRow {
  readonly type: z.ZodType;
  /** What the card does, in one sentence. */
  readonly does: string;
  /** The clause it leaves, or that lets it; or where such cards were met. */
  readonly basis: string;
}

/**
 * Deviations from the standards, and choices that the standards leave, which real cards make and readers stumble over. The
 * one table of them: the image's schema, the documentation and the tests come from it.
 */
export const QUIRKS = {
  noLogicalChannels: {
    type: z.union([flag, hexWord]),
    does: 'MANAGE CHANNEL is refused with 6881, or with this status word',
    basis: 'TS 102 221 10.2.1.7; UICCs without channels answer 6881, 6A81, 6D00 or 6E00',
  },
  maxChannels: {
    type: z.int().min(0).max(19),
    does: 'number of channels besides the basic one, default 19',
    basis: 'TS 102 221 11.1.17: the card says how many it has; most have 3',
  },
  noChannelClose: {
    type: z.union([flag, hexWord]),
    does: 'MANAGE CHANNEL close is refused with 6881, or with this status word; the channel stays open',
    basis: 'TS 102 221 11.1.17 obliges a card that opens channels to close them',
  },
  noChannelCommands: {
    type: z.union([flag, hexWord]),
    does: 'a channel can be opened, but every command on it is refused with 6E00, or with this status word',
    basis: 'TS 102 221 10.1.1; met with readers and modems that filter class bytes',
  },
  channelStartsAt: {
    type: z.string().regex(/^3F00([0-9A-Fa-f]{4})*$/, 'a path of file ids from 3F00 expected'),
    does: 'a channel opened from the basic one begins in this DF, not at the MF',
    basis: 'TS 102 221 8.7: the MF is current on a new channel',
  },
  wrongClass: {
    type: hexWord,
    does: 'a class that is not spoken now is refused with this status word, not 6E00',
    basis: 'ISO/IEC 7816-4 5.4.1: 6E00; 6D00 and 6800 occur',
  },
  unknownIns: {
    type: z.array(hexByte),
    does: 'these instructions are answered 6D00',
    basis: 'cards before release 99, and applets that shadow the file system',
  },
  noP2_0C: {
    type: flag,
    does: 'SELECT with P2 = 0C is refused with 6A86',
    basis: 'TS 102 221 11.1.1.2 has it; ISO/IEC 7816-4 cards may not',
  },
  answersP2_0C: {
    type: flag,
    does: 'SELECT with P2 = 0C answers with the FCP as if P2 were 04',
    basis: 'TS 102 221 table 11.2: no data returned',
  },
  selectFciOnly: {
    type: flag,
    does: 'SELECT is taken with P2 = 00 alone (else 6A86) and answers an FCI',
    basis: 'ISO/IEC 7816-4 11.2.2: P2 b4 b3 are the card’s choice',
  },
  fciTag: {
    type: flag,
    does: 'SELECT answers the file’s objects under tag 6F, whatever P2 asks for',
    basis: 'ISO/IEC 7816-4 7.4.3; TS 102 221 11.1.1.3 asks for 62',
  },
  fcpOmits: {
    type: z.array(hexBytes),
    does: 'objects with these tags are left out of the FCP',
    basis: 'TS 102 221 11.1.1.3: 80, 8A and C6 are mandatory; real FCPs lack them',
  },
  fcpPadding: {
    type: hexBytes,
    does: 'these bytes follow the FCP',
    basis: 'ISO/IEC 7816-4 7.4: 00 or FF may pad between objects, not behind the template',
  },
  shortDirectory: {
    type: flag,
    does: 'SELECT and STATUS of a directory in class A0 answer 22 bytes, without the administrative ones',
    basis: 'TS 51.011 9.2.1: bytes 23 and on are administrative',
  },
  noSelectByPath: {
    type: flag,
    does: 'SELECT by path (P1 = 08, 09) is refused with 6A86',
    basis: 'TS 102 221 11.1.1.2 has it; cards built on older systems select step by step',
  },
  aidSelection: {
    type: z.enum(['full', 'partial']),
    does: 'SELECT by AID takes the whole name alone, or (partial) only a beginning of it; else 6A82',
    basis:
      'TS 102 221 8.5.1.2 lets a card leave out partial names; applications under a longer name than EF(DIR) tells occur',
  },
  noSfi: {
    type: z.union([flag, hexWord]),
    does: 'commands that name a short file id are refused with 6A82, or with this status word',
    basis: 'TS 102 221 8.4.3',
  },
  readPastEnd: {
    type: z.enum(['6700', '6282', 'FF']),
    does: 'READ BINARY beyond the end: 6700, the bytes there are with 6282, or FF as if the file went on; default 6Cxx, class A0 67xx',
    basis: 'TS 102 221 7.3.1.1.4, ISO/IEC 7816-4 11.3.3; all three occur',
  },
  recordLengthUntold: {
    type: flag,
    does: 'READ RECORD with another length than the record’s is refused with 6700, without telling the length',
    basis: 'ISO/IEC 7816-3 12.2: 6Cxx is the card’s choice; TS 51.011 9.4.6: 6700 gives no information',
  },
  le00Refused: {
    type: flag,
    does: 'READ and STATUS with Le = 00 (256 bytes) are refused with 6700',
    basis: 'ISO/IEC 7816-3 12.1; some readers and cards stop at 255',
  },
  maxResponse: {
    type: z.int().min(32).max(255),
    does: 'READ of more bytes than this is refused with 6700; response data come in pieces of this size',
    basis: 'small cards; ISO/IEC 7816-4 lets a card announce its buffers in EF(ATR)',
  },
  maxResponseTold: {
    type: flag,
    does: 'with maxResponse: the refusal names the size, 6Cxx, class A0 67xx',
    basis: 'ISO/IEC 7816-3 12.2',
  },
  maxCommand: {
    type: z.int().min(16).max(254),
    does: 'commands with more data than this are refused with 6700',
    basis: 'small cards; ISO/IEC 7816-4 lets a card announce its buffers in EF(ATR)',
  },
  updateAlign: {
    type: z.union([z.literal('file'), z.int().min(2).max(255)]),
    does: 'UPDATE BINARY must write the whole file (file), or whole pages of this size from a page’s beginning; else 6700',
    basis: 'met with memory cards behind a file system; no telecom clause allows it',
  },
  getResponseLong: {
    type: flag,
    does: 'GET RESPONSE that asks for more than waits gets what there is; default 6Cxx, class A0 67xx',
    basis: 'TS 51.011 9.4.6, ISO/IEC 7816-4 11.7.1 leave it open',
  },
  lengthUntold: {
    type: flag,
    does: 'waiting data are announced with 6100 or 9F00 whatever their length',
    basis: 'ISO/IEC 7816-3 10.3.3: 00 means 256 or more, or not known',
  },
  trailingLe: {
    type: flag,
    does: 'a Le behind the data of case 4 is taken on T=0, and ignored',
    basis: 'ISO/IEC 7816-3 12.2.4 has none; readers in between take it off',
  },
  emptyDirRecord: {
    type: z.enum(['notFound', 'skip']),
    does: 'READ RECORD of an empty record of EF(DIR) answers 6A83 (9402) though others follow, or (skip) gives the next that is filled',
    basis: 'TS 102 221 13.1: unused records are FF; deleted applications leave them',
  },
  emptyVerify: {
    type: hexWord,
    does: 'VERIFY without data, the question for the tries left, is answered with this status word: 6700, 6A86 …',
    basis: 'TS 102 221 11.1.9 has it; ISO/IEC 7816-4 11.6.6 leaves it open',
  },
  proactive: {
    type: hexByte,
    does: 'success is answered 91xx, xx being this: a proactive command waits all the time',
    basis: 'TS 102 221 7.4.2.1, TS 51.011 9.4.1',
  },
} as const satisfies Record<string, QuirkRow>;

type QuirkName = keyof typeof QUIRKS;

const fields = Object.fromEntries(
  Object.entries(QUIRKS).map(([name, { type, does }]) => [name, type.describe(does).exactOptional()]),
) as { [Name in QuirkName]: z.ZodExactOptional<(typeof QUIRKS)[Name]['type']> };

export const quirksSchema = z.looseObject(fields).describe('deviations from the standard, by name');
export type Quirks = z.infer<typeof quirksSchema>;

/** A quirk that is a flag or a status word: the status word, `standard` for true, undefined where it is off. */
export function quirkSw(value: boolean | string | undefined, standard: number): number | undefined {
  if (value === undefined || value === false) return undefined;
  return value === true ? standard : Number.parseInt(value, 16);
}
