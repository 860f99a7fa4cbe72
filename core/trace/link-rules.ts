import { INS } from '../apdu/instructions.ts';
import { cardClassOf, isKnownStatus, statusOutcome } from '../apdu/status-words.ts';
import { hexWord, toHex } from '../base/bytes.ts';
import { apduParts } from './apdu-parts.ts';
import { LINK_WORDS, type LinkCode } from './link-words.ts';
import type { TracedLine } from './trace-view.ts';

/** Who broke a rule of the standards in a trace, and where. */
export interface LinkFault {
  readonly side: 'card' | 'phone';
  /** `<side>-<what>`. */
  readonly code: LinkCode;
  readonly clause: string;
  /** Lines of the trace. */
  readonly lines: readonly number[];
  readonly message: string;
}

/** A rule that one exchange, with what was known before it, keeps or breaks. @returns what is wrong, in words */
interface LinkRule {
  readonly side: LinkFault['side'];
  readonly code: LinkCode;
  readonly broken: (traced: TracedLine) => string | undefined;
}

const isGood = ({ step }: TracedLine) => {
  const outcome = statusOutcome(step.sw ?? 0, cardClassOf(step.command[0] ?? 0));
  return outcome === 'ok' || outcome === 'warning';
};

const READS: ReadonlySet<number> = new Set([INS.readBinary, INS.readRecord]);

/** The rules, in the order in which they are looked at. */
const LINK_RULES: readonly LinkRule[] = [
  {
    side: 'card',
    code: 'card-status-unknown',
    broken: ({ step: { sw, command } }) =>
      sw !== null && !isKnownStatus(sw, cardClassOf(command[0] ?? 0)) ? `${hexWord(sw)} is no status word` : undefined,
  },
  {
    side: 'card',
    code: 'card-answer-long',
    broken({ step: { command, data } }) {
      const { le } = apduParts(command);
      return le !== undefined && data.length > le ? `${data.length} bytes came, ${le} were asked for` : undefined;
    },
  },
  {
    side: 'card',
    code: 'card-answer-short',
    broken(traced) {
      const { command, data, sw } = traced.step;
      const { le, ins } = apduParts(command);
      const short = sw === 0x9000 && READS.has(ins) && le !== undefined && le < 256 && data.length < le;
      return short ? `${data.length} bytes came with 9000, ${le} were asked for` : undefined;
    },
  },
  {
    side: 'card',
    code: 'card-wrong-file',
    broken({ step: { asked, header } }) {
      const { ins, p1, data } = apduParts(asked);
      const byId = ins === INS.select && (p1 === 0 || p1 === 2) && data.length === 2;
      const wanted = toHex(data);
      if (!byId || wanted === '7FFF' || header?.fid == null) return undefined;
      return hexWord(header.fid) === wanted
        ? undefined
        : `${wanted} was selected, the header is that of ${hexWord(header.fid)}`;
    },
  },
  {
    side: 'card',
    code: 'card-header-malformed',
    broken(traced) {
      const { asked, data, header, of, command } = traced.step;
      const answers = asked[1] === INS.select && data.length > 0 && (of === null || command[1] === INS.getResponse);
      return answers && isGood(traced) && header === undefined ? 'the answer to SELECT does not decode' : undefined;
    },
  },
  {
    side: 'phone',
    code: 'phone-class-mixed',
    broken: ({ step: { sw, command } }) =>
      sw === 0x6e00 ? `class ${toHex(command.subarray(0, 1))} was answered 6E00` : undefined,
  },
  {
    side: 'phone',
    code: 'phone-channel-closed',
    broken: ({ step: { sw, channel }, before }) =>
      sw === 0x6881 && channel > 0 && !before.channels.has(channel) ? `channel ${channel} was not open` : undefined,
  },
  {
    side: 'phone',
    code: 'phone-no-file',
    broken: ({ step: { sw } }) => (sw === 0x6986 || sw === 0x9400 ? 'no EF was selected' : undefined),
  },
  {
    side: 'phone',
    code: 'phone-wrong-command',
    broken: ({ step: { sw, file } }) =>
      sw === 0x6981 || sw === 0x9408
        ? `the command does not fit the structure of ${file?.fids.at(-1) ?? 'the file'}`
        : undefined,
  },
  {
    side: 'phone',
    code: 'phone-past-end',
    broken: ({ step: { sw, command } }) =>
      command[1] === INS.readBinary && (sw === 0x6b00 || sw === 0x9402)
        ? 'it read behind the end of the file'
        : undefined,
  },
  {
    side: 'phone',
    code: 'phone-answer-lost',
    broken({ step: { command, sw }, before }) {
      const fetches = command[1] === INS.getResponse;
      const nothing = sw === 0x6985 || sw === 0x6f00;
      return fetches && nothing && before.pending === null ? 'GET RESPONSE came when nothing waited' : undefined;
    },
  },
];

/** What one line breaks. */
export function linkFaults(traced: TracedLine): readonly LinkFault[] {
  if (traced.step.command.length === 0 || traced.step.sw === null) return [];
  return LINK_RULES.flatMap(({ side, code, broken }): readonly LinkFault[] => {
    const message = broken(traced);
    return message === undefined
      ? []
      : [{ side, code, clause: LINK_WORDS[code].clause, lines: [traced.index], message }];
  });
}

/** The same fault on several lines is one. */
export function settledFaults(faults: readonly LinkFault[]): readonly LinkFault[] {
  const merged = new Map<string, LinkFault>();
  for (const fault of faults) {
    const key = `${fault.code} ${fault.message}`;
    const own = merged.get(key);
    merged.set(key, own === undefined ? fault : { ...own, lines: [...own.lines, ...fault.lines] });
  }
  return [...merged.values()];
}
