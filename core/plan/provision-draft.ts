import { ok, type Result } from '../base/result.ts';
import type { FileAct } from '../card/access-acts.ts';
import type { FileHeader } from '../card/file-header.ts';
import { pathName, type ResolvedPath } from '../pkcs15/path.ts';
import type { FileChange } from './file-change.ts';
import type { ApplicationPlace, PlacedFile, PlanCard, PresentFile } from './plan-card.ts';
import { actKeys, joinKeys, type KeyHints, type PlanKeys } from './plan-keys.ts';
import { memoryFor } from './plan-memory.ts';
import { composeRehearsed } from './rehearse.ts';
import { type WriteCost, writeCostOf } from './write-cost.ts';
import type { PlanRule, WritePlan } from './write-plan.ts';

/** TPDUs around the UPDATEs of a file that is new: selecting its folder, selecting it, reading it back. */
const NEW_FILE_EXCHANGES = 4;

/** A plan of several files while it grows: their changes in order, and the keys that they ask for. */
export class PlanDraft {
  readonly card: PlanCard;
  readonly iccid: string;
  readonly application: ApplicationPlace;
  readonly hints: KeyHints;
  readonly cost: WriteCost;
  readonly #changes: FileChange[] = [];
  readonly #keys: PlanKeys[] = [];
  #setAside: number | undefined;
  #looking = 0;
  #working = 0;
  #bytes = 0;

  /** @param pageSize see `makePlan` */
  constructor(card: PlanCard, iccid: string, application: ApplicationPlace, hints: KeyHints, pageSize = 0) {
    this.cost = writeCostOf(card.link.transport.atr, { pageSize });
    this.card = card;
    this.iccid = iccid;
    this.application = application;
    this.hints = hints;
  }

  /** A file by its place, named as the product names it. */
  file(place: ResolvedPath, rule: PlanRule): PlacedFile {
    return { path: pathName(place, this.application.fids ?? []), place, rule };
  }

  /** True where a file of this id is going to be made. */
  makes(fid: number): boolean {
    return this.#changes.some(({ present, place }) => present === null && place.fids.at(-1) === fid);
  }

  /** Adds a change behind those that are there. */
  add(change: FileChange, present: PresentFile | null): void {
    this.#changes.push(change);
    if (present === null) {
      this.#looking += 1;
      this.#working += NEW_FILE_EXCHANGES;
      return;
    }
    this.#looking += present.selecting + present.reading;
    this.#working += 2 * present.selecting + present.reading;
    this.#bytes += 2 * present.body.length;
  }

  /** The memory that the application's DF will have: the plan makes it. */
  setAside(bytes: number): void {
    this.#setAside = bytes;
  }

  /** Asks for the keys of an act; each is asked for once, however many files want it. */
  async ask(path: string, header: FileHeader | null, act: FileAct): Promise<Result<void>> {
    if (header === null) return ok(undefined);
    const keys = await actKeys(this.card, path, header, act, this.hints);
    if (!keys.ok) return keys;
    const asked = new Set(this.#keys.flatMap(({ credentials }) => credentials.map((item) => item.keyReference)));
    const first = keys.value.credentials.some(({ keyReference }) => !asked.has(keyReference));
    if (first) this.#keys.push(keys.value);
    return ok(undefined);
  }

  /** Leaves the card and puts the plan together. @param content the file that it is about */
  async compose(content: {
    readonly path: string;
    readonly capacity: number;
    readonly start?: number;
  }): Promise<Result<WritePlan>> {
    const { card, iccid, application } = this;
    const memory = await memoryFor({
      card,
      application: application.fids ?? [],
      changes: this.#changes,
      setAside: this.#setAside,
    });
    if (!memory.ok) return memory;
    const left = await card.walker.leave();
    if (!left.ok) return left;
    const { atr } = card.link.transport;
    const frame = card.opening + left.value.length;
    const parts = {
      iccid,
      mode: card.walker.mode,
      atr,
      application,
      content: { start: 0, ...content },
      changes: this.#changes,
      keys: joinKeys(this.#keys),
      memory: memory.value,
      cost: this.cost,
      overhead: {
        idle: frame + this.#looking,
        writing: this.#working,
        read: this.#bytes,
      },
    };
    return composeRehearsed(card, parts, frame);
  }
}
