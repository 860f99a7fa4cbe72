import { toHex } from '../core/base/bytes.ts';
import { ok, type Result } from '../core/base/result.ts';
import { type CardLink, openLink } from '../core/card/card-link.ts';
import { fileDataRedactions } from '../core/transport/file-data.ts';
import {
  exchangesOf,
  type Redaction,
  redactTrace,
  resetLineOf,
  serializeTrace,
  type TraceFile,
  type TraceLine,
  traceLineOf,
} from '../core/transport/trace-file.ts';
import { traceTransport } from '../core/transport/tracing.ts';
import { createReaders, type Readers } from '../electron/card-host/readers.ts';
import { dataDir } from '../electron/storage/data-dir.ts';
import { keepShownSecrets } from '../electron/storage/shown-secrets.ts';
import { writeOutput } from './write-output.ts';

/** A card opened for one verb, its trace always kept. */
export interface OpenCard {
  readonly link: CardLink;
  /** Lets the card go; `reset` takes away what was verified. */
  close(disposition: 'leave' | 'reset'): Promise<void>;
  /** What went over the link so far, credentials masked; secrets that files hold are in it. */
  trace(): TraceFile;
  /**
   * Writes the trace, with the given bytes masked besides the credentials; `contents` masks whatever files hold, where
   * nobody knows what that is.
   */
  saveTrace(path: string, redactions: readonly Redaction[] | 'contents'): Promise<Result<void>>;
}

/** What the verbs share. Readers are started when the first verb asks for them. */
export interface CliContext {
  readonly dataFolder: string;
  readers(): Readers;
  open(reader: string): Promise<Result<OpenCard>>;
  /**
   * For verbs that go on until Ctrl C: resolves when the user asks to stop. From then on a signal is their good end, not an
   * interruption.
   */
  untilStopped(): Promise<void>;
  readonly serving: boolean;
  /** Runs a write that a signal must not cut in two; `stopped` tells it that the user asked to stop. */
  uncut<T>(write: (stopped: () => boolean) => Promise<T>): Promise<T>;
  /** Asks a write to stop where no file is half-written. @returns false where none was begun, so that nothing needs to be waited for */
  askToStop(): boolean;
  /** Name of the verb that runs. */
  verb: string;
  /** Keeps a line about `--show-secrets`; call it before anything is shown. @param iccid of the card, where one is open. */
  secretsShown(iccid?: string | null): Promise<Result<void>>;
  /** Keeps something to be done when the verb has ended: secrets are wiped so. */
  atEnd(act: () => void): void;
  close(): Promise<void>;
}

const microseconds = () => Number(process.hrtime.bigint() / 1000n);

export function createContext(): CliContext {
  let readers: Readers | undefined;
  let serving = false;
  let writing = false;
  let stopped = false;
  const ending: (() => void)[] = [];
  const use = () => {
    readers ??= createReaders();
    return readers;
  };
  const dataFolder = dataDir();
  return {
    dataFolder,
    verb: '',
    secretsShown(iccid) {
      const card = iccid === undefined || iccid === null ? {} : { iccid };
      return keepShownSecrets(dataFolder, { verb: this.verb, ...card });
    },
    readers: use,
    async open(reader) {
      const connected = await use().hub.connect(reader);
      if (!connected.ok) return connected;
      const lines: TraceLine[] = [];
      let count = 0;
      const { atr, protocol } = connected.value;
      const traced = traceTransport(connected.value, {
        clock: microseconds,
        record: (exchange) => {
          count += 1;
          lines.push(traceLineOf(exchange, reader));
        },
        reset: (reset) => lines.push(resetLineOf(reset, reader)),
      });
      const recorded = (): TraceFile => ({
        header: {
          format: 'bootcard-trace/1',
          reader,
          atr: toHex(atr),
          protocol,
          created: new Date().toISOString(),
        },
        lines: [...lines],
      });
      return ok({
        link: openLink(traced, () => count),
        trace: recorded,
        close: (disposition) => traced.disconnect(disposition),
        async saveTrace(path, redactions) {
          const trace = recorded();
          const hidden = redactions === 'contents' ? fileDataRedactions(exchangesOf(trace)) : redactions;
          return writeOutput(path, serializeTrace(redactTrace(trace, hidden)));
        },
      });
    },
    get serving() {
      return serving;
    },
    untilStopped() {
      serving = true;
      return new Promise<void>((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      });
    },
    uncut(write) {
      writing = true;
      return write(() => stopped);
    },
    askToStop() {
      stopped = true;
      return writing;
    },
    atEnd(act) {
      ending.push(act);
    },
    async close() {
      for (const act of ending.splice(0)) act();
      const started = readers;
      readers = undefined;
      await started?.hub.close();
    },
  };
}
