/** How a modem behaves: what it offers, and its habits on the line. Every field left out is the well-behaved one. */
export interface Personality {
  readonly name: string;
  /** Command lines are sent back, as after power-on of most modems. Default false. */
  readonly echo?: boolean;
  /** Default CR LF. */
  readonly lineEnd?: string;
  /** Lines sent in the middle of every answer. */
  readonly unsolicited?: readonly string[];
  /** Answers leave in pieces of so many characters. */
  readonly pieces?: number;
  /** +CSIM: everything; everything but MANAGE CHANNEL; no class byte of another channel than 0; not offered. */
  readonly csim?: 'full' | 'no-manage-channel' | 'channel-0' | 'none';
  /** GET RESPONSE after 61xx and 9Fxx, and the right length after 6Cxx, are the modem's own work. */
  readonly follows?: boolean;
  /** Takes a command without Le for one that wants no data, as an APDU stack does. */
  readonly needsLe?: boolean;
  readonly crsm?: boolean;
  /** +CRSM refuses to look at a DF. */
  readonly crsmFilesOnly?: boolean;
  /** +CCHO, +CGLA, +CCHC; `as-is` sends the class byte on unchanged, `bare` leaves the prefix of +CCHO out. */
  readonly channels?: 'managed' | 'as-is' | 'bare';
  /** Errors in words. */
  readonly verbose?: boolean;
  /** The first so many card commands find the modem busy with its card. */
  readonly busy?: number;
  /** Answer to +CPIN?. */
  readonly pin?: string;
  /** Card commands are refused until the PIN was entered. */
  readonly locked?: boolean;
  /** Milliseconds before a card command is answered. */
  readonly slow?: number;
  /** Falls silent at the so-manieth card command, counted from 1. */
  readonly silentAt?: number;
  /** Is unplugged at the so-manieth card command, half of its answer sent. */
  readonly diesAt?: number;
  /** Answers everything with noise. */
  readonly garbage?: boolean;
  /** The first so many command lines of all are lost. */
  readonly deaf?: number;
}

export const PERSONALITIES = {
  plain: { name: 'plain +CSIM' },
  following: { name: '+CSIM that follows 61xx and 6Cxx itself', follows: true },
  chatty: {
    name: 'echo, unsolicited lines, answers in pieces',
    echo: true,
    unsolicited: ['+CREG: 1,"00F1","0001A2B3"', 'RING', '^RSSI:18', '+CSQ: 20,99'],
    pieces: 7,
    lineEnd: '\r\n',
  },
  apduStack: { name: '+CSIM of an APDU stack that wants Le', follows: true, needsLe: true },
  lineFeeds: { name: 'line feeds alone, errors in words', lineEnd: '\n', verbose: true },
  byApplication: {
    name: 'MANAGE CHANNEL refused, +CCHO offered',
    csim: 'no-manage-channel',
    crsm: true,
    channels: 'managed',
    follows: true,
  },
  channelZero: {
    name: 'no class byte but that of channel 0',
    csim: 'channel-0',
    crsm: true,
    channels: 'as-is',
    crsmFilesOnly: true,
  },
  bareNumbers: {
    name: '+CCHO without its prefix',
    csim: 'no-manage-channel',
    crsm: true,
    channels: 'bare',
    echo: true,
  },
  noChannels: { name: 'MANAGE CHANNEL refused, nothing else offered', csim: 'no-manage-channel' },
  filesOnly: { name: '+CRSM alone', csim: 'none', crsm: true },
} as const satisfies Record<string, Personality>;
