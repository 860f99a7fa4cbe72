import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { ScriptedModem } from './modem.ts';
import type { Personality } from './personality.ts';
import { openPty } from './pty.ts';

/** A modem on a serial port of this machine, with a virtual card in it. */
export interface PtyModem {
  /** `at:` and the port's path. */
  readonly reader: string;
  readonly modem: ScriptedModem;
  /** The card's present contents. */
  image(): CardImage;
  pullCard(): void;
  putCard(): void;
  unplug(): void;
}

/** Patience for tests: the modem is on this machine. */
export const TEST_WAIT = { within: 2000, quiet: 20 } as const;

export async function startModem(personality: Personality, image: CardImage): Promise<PtyModem> {
  const pty = await openPty();
  const card = new VirtualCard(image);
  const modem = new ScriptedModem(personality, card);
  const { lineEnd = '\r\n', unsolicited = [], pieces, slow = 0, garbage, diesAt } = personality;
  let deaf = personality.deaf ?? 0;
  let rest = '';

  const say = (text: string): void => {
    const size = pieces ?? text.length;
    for (let at = 0; at < text.length; at += size) pty.write(text.slice(at, at + size));
  };

  const hear = (line: string): void => {
    if (deaf > 0) {
      deaf -= 1;
      return;
    }
    if (garbage) {
      say('\x81\xfe{"t":1}\r\n\x00\x7f+++');
      return;
    }
    if (modem.echo) say(`${line}\r`);
    const answer = modem.answer(line);
    if (answer === undefined) return;
    const final = answer.length - 1;
    const lines = answer.flatMap((text, i) => (i === final ? [...unsolicited, text] : [text]));
    const text = `${lineEnd}${[unsolicited[0] ?? '', ...lines].join(lineEnd + lineEnd)}${lineEnd}`;
    const onCard = /^AT\+(CSIM|CRSM|CGLA|CCHO|CCHC)/.test(line);
    if (onCard && modem.cardCommands === diesAt) {
      say(text.slice(0, text.length >> 1));
      // What was written must get out before the cable goes.
      setTimeout(() => pty.unplug(), 20);
    } else if (onCard && slow > 0) setTimeout(() => say(text), slow);
    else say(text);
  };

  pty.onData((text) => {
    const lines = (rest + text).split('\r');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line.replaceAll('\n', ''));
  });

  return {
    reader: `at:${pty.path}`,
    modem,
    image: () => card.image(),
    pullCard: () => {
      modem.card = undefined;
    },
    putCard: () => {
      card.reset();
      modem.card = card;
      modem.powerCard();
    },
    unplug: () => pty.unplug(),
  };
}
