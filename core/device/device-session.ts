import type { CommandApdu } from '../apdu/command.ts';
import { hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { Answer, CardLink } from '../card/card-link.ts';
import { gsm, type SelectAnswer, uicc } from '../card/commands.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../card/file-header.ts';
import type { KeySource } from '../card/given-keys.ts';
import type { CardMode } from '../card/identify.ts';
import { type Reach, reachOf } from '../card/reach.ts';
import { binaryReader, cardClassOfMode } from '../card/read-blocks.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { ClientHabits } from './client-profile.ts';
import { DEVICE_STEPS, type DeviceAct, type DeviceStep, type DeviceStepId } from './device-step.ts';
import { broken, type Taken } from './rejection.ts';

/** How a SELECT ended. The header is there where the card gave one that decodes. */
export interface Selected {
  readonly reach: Reach;
  readonly sw: number;
  readonly header: FileHeader | null;
}

const MF = 0x3f00;

/**
 * A device's conversation with the card in its reader: commands in its class, on its channel, each recorded under the step in
 * which it was sent. It keeps no more in mind than a device does: which application it selected.
 */
export class DeviceSession {
  readonly link: CardLink;
  readonly habits: ClientHabits;
  /** PINs that the user types when the device asks. */
  readonly keys: KeySource | undefined;
  mode: CardMode = '3g';
  /** Logical channel in use; 0 in class A0. */
  channel = 0;
  iccid: string | null = null;
  /** What leads to the application: the file ids of tag 51 in class A0, its AID in the ISO class. */
  application: { readonly aid: Uint8Array; readonly fids: readonly number[] } | undefined;
  /** Header of the application's DF or ADF, as it answered SELECT. */
  applicationHeader: FileHeader | null = null;
  /** True while the application's own DF is current, so that its files can be selected by their ids. */
  #inApplication = false;
  #step: DeviceStepId = 'switchOn';
  readonly #acts = new Map<DeviceStepId, DeviceAct[]>();
  readonly #notes = new Map<DeviceStepId, string[]>();
  readonly #begun = new Set<DeviceStepId>(['switchOn']);
  /** What an index of the trace is ahead of the link's own count. */
  #ahead = 0;

  constructor(link: CardLink, habits: ClientHabits, keys?: KeySource) {
    this.link = link;
    this.habits = habits;
    this.keys = keys;
  }

  get step(): DeviceStepId {
    return this.#step;
  }

  begin(step: DeviceStepId): void {
    this.#step = step;
    this.#begun.add(step);
  }

  /** Something that the device found or passed over, under the present step. */
  note(text: string): void {
    const notes = this.#notes.get(this.#step);
    if (notes === undefined) this.#notes.set(this.#step, [text]);
    else notes.push(text);
  }

  /** The steps as they went. @param failed the one that ended the way, if one did */
  steps(failed: DeviceStepId | undefined): readonly DeviceStep[] {
    return DEVICE_STEPS.map(({ id }) => ({
      id,
      state: id === failed ? 'failed' : this.#begun.has(id) ? 'done' : 'notReached',
      acts: this.#acts.get(id) ?? [],
      notes: this.#notes.get(id) ?? [],
    }));
  }

  #record(act: DeviceAct): void {
    const acts = this.#acts.get(this.#step);
    if (acts === undefined) this.#acts.set(this.#step, [act]);
    else acts.push(act);
  }

  /** Records an answer that came, or breaks off where none did. */
  async #keep(what: string, send: () => Promise<Result<Answer>>): Promise<Taken<Answer>> {
    const before = this.link.counters.count;
    const answer = await send();
    if (!answer.ok) return broken(answer.error);
    const { exchanges, sw } = answer.value;
    this.#ahead = (exchanges[0] ?? before) - before;
    this.#record({ what, sw, exchanges });
    return ok(answer.value);
  }

  send(what: string, command: CommandApdu): Promise<Taken<Answer>> {
    return this.#keep(what, () => this.link.send(command));
  }

  /** Work of another layer that sends by itself: a PIN through the retry guard, the question for PIN states. */
  async through<T>(what: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
    const before = this.link.counters.count;
    const done = await work();
    const exchanges = Array.from({ length: this.link.counters.count - before }, (_, i) => before + this.#ahead + i);
    if (exchanges.length > 0) this.#record({ what, sw: null, exchanges });
    return done;
  }

  reachOf(sw: number): Reach {
    return reachOf(sw, cardClassOfMode(this.mode));
  }

  /** One READ BINARY of the current file, in the class of the session. */
  readBinary(offset: number, wanted: number): Promise<Taken<Answer>> {
    const reader = binaryReader(this.link, { mode: this.mode, channel: this.channel });
    return this.#keep(`READ BINARY ${hexWord(offset)}, ${wanted} bytes`, () => reader(offset, wanted));
  }

  readRecord(record: number, length: number): Promise<Taken<Answer>> {
    const command =
      this.mode === '2g' ? gsm.readRecord(record, length) : uicc.readRecord(this.channel, record, 0, length);
    return this.send(`READ RECORD ${record}`, command);
  }

  async #select(what: string, command: (p2: SelectAnswer) => CommandApdu): Promise<Taken<Selected>> {
    // The FCP is asked for (TS 102 221 11.1.1.2). A lenient device takes what a card that has none of it gives.
    const answers: readonly SelectAnswer[] = this.habits.checks === 'none' ? [0x04, 0x00, 0x0c] : [0x04];
    let last: Selected = { reach: 'error', sw: 0, header: null };
    for (const p2 of answers) {
      const answer = await this.send(what, command(p2));
      if (!answer.ok) return answer;
      const { sw, data } = answer.value;
      const header = this.mode === '2g' ? readSelectResponse2g(data) : readFcp(data);
      last = { reach: this.reachOf(sw), sw, header: header.ok ? header.value : null };
      if (sw !== 0x6a86) break;
    }
    return ok(last);
  }

  /** SELECT by file id; the header is asked for, as D.3.4 and TS 51.011 9.2.1 have devices do. */
  selectFid(fid: number): Promise<Taken<Selected>> {
    this.#inApplication = false;
    const { mode, channel } = this;
    return this.#select(`SELECT ${hexWord(fid)}`, (p2) =>
      mode === '2g' ? gsm.select(fid) : uicc.select(channel, fid, p2),
    );
  }

  /** SELECT of the application by its AID (D.3.1). */
  async selectAid(aid: Uint8Array): Promise<Taken<Selected>> {
    const { channel } = this;
    const selected = await this.#select(`SELECT AID ${toHex(aid)}`, (p2) => uicc.selectAid(channel, aid, p2));
    this.#inApplication = selected.ok && selected.value.reach === 'ok';
    return selected;
  }

  /** SELECT of each id in turn; the first that fails, or the last one, decides. */
  async descend(fids: readonly number[]): Promise<Taken<Selected & { readonly fid: number }>> {
    let last: Selected & { readonly fid: number } = { reach: 'ok', sw: 0x9000, header: null, fid: MF };
    for (const fid of fids) {
      const selected = await this.selectFid(fid);
      if (!selected.ok) return selected;
      last = { ...selected.value, fid };
      if (last.reach !== 'ok') break;
    }
    return ok(last);
  }

  /** The application's DF was selected by its path. */
  entered(): void {
    this.#inApplication = true;
  }

  /** SELECT of a file: from the application as it is current, from the MF where the path begins there. */
  async selectFile({ from, fids }: ResolvedPath): Promise<Taken<Selected>> {
    const { application } = this;
    if (from === 'mf' || application === undefined) return this.descend([MF, ...fids]);
    if (!this.#inApplication) {
      const back =
        this.mode === '2g' ? await this.descend([MF, ...application.fids]) : await this.selectAid(application.aid);
      if (!back.ok || back.value.reach !== 'ok') return back;
    }
    const selected = await this.descend(fids);
    // The EF is current, and its parent with it: the next file of the application is selected from there.
    this.#inApplication = fids.length === 1;
    return selected;
  }
}
