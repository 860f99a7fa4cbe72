import { type AppError, appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { ChildLauncher, ChildLink } from './child-launcher.ts';
import { decodeReport, encodeAsk, type RawReader, type WatchReport } from './frames.ts';
import { pcscError } from './pcsc-errors.ts';
import { SUCCESS } from './return-codes.ts';

export type Readers = Result<readonly RawReader[]>;

/** How long a list may take before the service counts as hanging, in milliseconds. */
const LIST_TIME = 5000;
const RESTART_PAUSE = 1000;

/** The parent's end of the child that watches all readers. The child starts with the first question. */
export class ReaderWatch {
  readonly #launcher: ChildLauncher;
  readonly #changed: (readers: Readers) => void;
  #link: ChildLink | undefined;
  #latest: Readers | undefined;
  readonly #asks = new Map<number, (readers: Readers) => void>();
  #nextAsk = 1;
  #watched = false;
  #restart: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param changed gets every report that differs from the one before */
  constructor(launcher: ChildLauncher, changed: (readers: Readers) => void) {
    this.#launcher = launcher;
    this.#changed = changed;
  }

  /** The last report, where there is one. */
  get latest(): Readers | undefined {
    return this.#latest;
  }

  /** Whether somebody wants to hear of changes: the child is then kept going, and keeps this process alive. */
  set watched(on: boolean) {
    this.#watched = on;
    if (on) this.#start();
    this.#holdWhileNeeded();
  }

  /** The present state, asked for anew. */
  list(): Promise<Readers> {
    const link = this.#start();
    if (link === undefined) return Promise.resolve(err(appError('pcsc-unavailable', { reason: 'closed' })));
    const ask = this.#nextAsk++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        // A service that accepts and never answers takes the child with it.
        link.kill();
        this.#asks.get(ask)?.(err(appError('pcsc-unavailable', { reason: 'it accepts, but does not answer' })));
      }, LIST_TIME);
      this.#asks.set(ask, (readers) => {
        clearTimeout(timer);
        this.#asks.delete(ask);
        this.#holdWhileNeeded();
        resolve(readers);
      });
      this.#holdWhileNeeded();
      link.send(encodeAsk(ask));
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restart);
    this.#link?.kill();
  }

  #start(): ChildLink | undefined {
    if (this.#closed) return undefined;
    if (this.#link !== undefined) return this.#link;
    clearTimeout(this.#restart);
    const link = this.#launcher.start('watch');
    this.#link = link;
    link.onFrame((frame) => this.#report(decodeReport(frame)));
    link.onExit(() => this.#ended(link));
    return link;
  }

  #holdWhileNeeded(): void {
    this.#link?.hold(this.#watched || this.#asks.size > 0);
  }

  #report(report: WatchReport): void {
    const readers = readersOf(report);
    if (report.noLibrary === undefined) this.#asks.get(report.ask)?.(readers);
    else this.#retire(readers);
    this.#take(readers);
  }

  /** A child looks for the library once, at its start: the next question gets a new one. */
  #retire(answer: Readers): void {
    const link = this.#link;
    this.#link = undefined;
    link?.kill();
    for (const resolve of [...this.#asks.values()]) resolve(answer);
  }

  #take(readers: Readers): void {
    if (JSON.stringify(readers) === JSON.stringify(this.#latest)) return;
    this.#latest = readers;
    this.#changed(readers);
  }

  #ended(link: ChildLink): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    if (this.#closed) {
      for (const answer of [...this.#asks.values()]) answer(err(appError('pcsc-unavailable', { reason: 'closed' })));
      return;
    }
    const lost: AppError = appError('pcsc-unavailable', { reason: 'the process that watches the readers ended' });
    for (const answer of [...this.#asks.values()]) answer(err(lost));
    this.#take(err(lost));
    if (this.#watched) this.#restart = setTimeout(() => this.#start(), RESTART_PAUSE);
  }
}

function readersOf({ rc, readers, noLibrary }: WatchReport): Readers {
  if (noLibrary !== undefined) return err(appError('pcsc-binding', { reason: noLibrary }));
  return rc === SUCCESS ? ok(readers) : err(pcscError(rc, 'connecting', 'pcsc:'));
}
