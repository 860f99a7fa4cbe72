import { finalResult, LineSplitter } from './at-lines.ts';
import type { SerialLine } from './serial-line.ts';

/** What became of one command line. */
export type AtReply =
  /** Lines of the answer, without the prefix. */
  | { readonly kind: 'ok'; readonly lines: readonly string[] }
  | { readonly kind: 'refused'; readonly cme?: number; readonly reason: string }
  /** No final result in time. What the modem still sends would be taken for the answer to another command: it is over. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'gone'; readonly reason: string };

export interface AtCommandOptions {
  /** Name of the information response, `+CSIM:`. Other lines are not the answer: a modem reports calls and cells at any time. */
  readonly prefix?: string;
  /** A line of this form is the answer as well: some modems leave the prefix out. */
  readonly bare?: RegExp;
  /** Milliseconds until the modem counts as silent. */
  readonly within: number;
}

/**
 * Command lines to a modem, one at a time in the order of the calls (V.250 5). Knows nothing of cards, and keeps nothing
 * of what it sent: a command line may carry a PIN.
 */
export interface AtEngine {
  command(text: string, options: AtCommandOptions): Promise<AtReply>;
  /** Lets the line fall quiet for so many milliseconds and forgets what came: late answers to commands given up. */
  settle(quiet: number): Promise<void>;
  /** True when the modem sent back a command line itself. */
  readonly echoes: boolean;
  close(): Promise<void>;
}

interface Running {
  readonly text: string;
  readonly prefix: string | undefined;
  readonly bare: RegExp | undefined;
  readonly lines: string[];
  end(reply: AtReply): void;
}

/** @param lost called when the port went away by itself */
export function createAtEngine(line: SerialLine, lost: () => void = () => {}): AtEngine {
  const splitter = new LineSplitter();
  let running: Running | undefined;
  let echoes = false;
  let gone: string | undefined;
  let heard: (() => void) | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const take = (text: string): void => {
    if (running === undefined) return;
    const final = finalResult(text);
    if (final !== undefined) {
      running.end(final.kind === 'ok' ? { kind: 'ok', lines: running.lines } : final);
    } else if (running.prefix !== undefined && text.startsWith(running.prefix)) {
      running.lines.push(text.slice(running.prefix.length).trim());
    } else if (running.bare?.test(text) === true) {
      running.lines.push(text);
    } else if (text === running.text) {
      echoes = true;
    }
  };

  line.onData((chunk) => {
    heard?.();
    for (const text of splitter.push(chunk)) take(text);
  });
  line.onLost((reason) => {
    gone = reason;
    running?.end({ kind: 'gone', reason });
    lost();
  });

  const queued = <T>(act: () => Promise<T>): Promise<T> => {
    const done = queue.then(act);
    queue = done;
    return done;
  };

  const run = (text: string, { prefix, bare, within }: AtCommandOptions): Promise<AtReply> => {
    if (gone !== undefined) return Promise.resolve({ kind: 'gone', reason: gone });
    return new Promise((resolve) => {
      const timer = setTimeout(() => running?.end({ kind: 'silent' }), within);
      running = {
        text,
        prefix,
        bare,
        lines: [],
        end: (reply) => {
          clearTimeout(timer);
          running = undefined;
          resolve(reply);
        },
      };
      line.write(`${text}\r`);
    });
  };

  return {
    command: (text, options) => queued(() => run(text, options)),
    settle: (quiet) =>
      queued(
        () =>
          new Promise<void>((resolve) => {
            let timer = setTimeout(done, quiet);
            // A port that never stops talking is no modem: the next command shows it.
            const limit = setTimeout(done, 10 * quiet);
            heard = () => {
              clearTimeout(timer);
              timer = setTimeout(done, quiet);
            };
            function done(): void {
              clearTimeout(timer);
              clearTimeout(limit);
              heard = undefined;
              resolve();
            }
          }),
      ),
    get echoes() {
      return echoes;
    },
    close: async () => {
      gone ??= 'closed';
      running?.end({ kind: 'gone', reason: gone });
      await line.close();
    },
  };
}
