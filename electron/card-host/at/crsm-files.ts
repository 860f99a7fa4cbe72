import { INS } from '../../../core/apdu/instructions.ts';
import { appError } from '../../../core/base/app-error.ts';
import { concat, hexByte, startsWith } from '../../../core/base/bytes.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../../../core/card/file-header.ts';
import { type DirTemplate, readDirRecord, readTransparentDir } from '../../../core/pkcs15/ef-dir.ts';
import type { CardCommands, CardReply, FileOperation } from './card-commands.ts';

/** The class that a card's headers belong to: a SIM answers with 2G headers, a UICC with FCPs. */
export type FileClass = 'iso' | 'gsm';

const MF = 0x3f00;
const EF_DIR = 0x2f00;
const OWN_APPLICATION = 0x7fff;

/** Short file ids of the MF (TS 102 221 13.1 to 13.4). */
const SHORT_IDS: Readonly<Record<number, number>> = { 2: 0x2fe2, 5: 0x2f05, 6: 0x2f06, 30: EF_DIR };

const STATUS_WORDS = {
  iso: { noFile: 0x6a82, noCurrent: 0x6986, ready: 0x61 },
  gsm: { noFile: 0x9404, noCurrent: 0x9400, ready: 0x9f },
} as const;

const GET_RESPONSE = 192;

const answer = (sw: number, data: Uint8Array = new Uint8Array()): CardReply => ({
  kind: 'answer',
  bytes: concat(data, Uint8Array.of(sw >> 8, sw & 0xff)),
});

/** Ids of DFs begin with 7F and 5F (TS 102 221 8.6); +CRSM is made for EFs, and many modems refuse to ask for a DF. */
const looksLikeDf = (fid: number) => fid >> 8 === 0x7f || fid >> 8 === 0x5f;

/**
 * A selection of its own over `AT+CRSM`, where every command names its file: SELECT moves a place that is kept here, reads
 * and updates carry it along. What the card has selected on any channel is the modem's business, and stays it.
 * An application is entered by the path that EF(DIR) has for it; PINs are out of reach.
 */
export class CrsmFiles {
  readonly #commands: Pick<CardCommands, 'crsm'>;
  readonly fileClass: FileClass;
  readonly #reader: string;
  #df: readonly number[] = [];
  #ef: number | undefined;
  #application: readonly number[] | undefined;
  #pending: Uint8Array | undefined;

  constructor(commands: Pick<CardCommands, 'crsm'>, fileClass: FileClass, reader: string) {
    this.#commands = commands;
    this.fileClass = fileClass;
    this.#reader = reader;
  }

  async transmit(tpdu: Uint8Array): Promise<CardReply> {
    const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = 0] = tpdu;
    const spoken = this.fileClass === 'gsm' ? cla === 0xa0 : (cla & 0x30) === 0;
    if (!spoken) return answer(0x6e00);
    const data = tpdu.subarray(5, 5 + p3);
    // Class A0 has no short file ids: the bit belongs to the offset.
    const sfi = this.fileClass === 'iso' && (p1 & 0x80) !== 0 ? p1 & 0x1f : 0;
    const offset = sfi === 0 ? p1 : 0;
    const waiting = this.#pending;
    this.#pending = undefined;
    switch (ins) {
      case INS.getResponse:
        return waiting === undefined ? answer(0x6f00) : answer(0x9000, waiting.subarray(0, p3 || 256));
      case INS.select:
        return this.#select(p1, p2, data);
      case INS.status:
        return this.#header(this.#df);
      case INS.readBinary:
        return this.#onFile(sfi, { command: ins, p1: offset, p2, p3 });
      case INS.updateBinary:
        return this.#onFile(sfi, { command: ins, p1: offset, p2, p3, data });
      case INS.readRecord:
        return this.#onFile(p2 >> 3, { command: ins, p1, p2: p2 & 7, p3 });
      case INS.updateRecord:
        return this.#onFile(p2 >> 3, { command: ins, p1, p2: p2 & 7, p3, data });
      case INS.verify:
        // Without data it only asks for the tries left, which nobody can tell here: "unknown" is the honest answer.
        return tpdu.length > 5 ? this.#outOfReach('VERIFY') : answer(0x6d00);
      default:
        return this.#outOfReach(`the command ${hexByte(ins)}`);
    }
  }

  #outOfReach(what: string): CardReply {
    return { kind: 'failed', error: appError('at-out-of-reach', { reader: this.#reader, what }) };
  }

  async #onFile(sfi: number, operation: Omit<FileOperation, 'fid' | 'parents'>): Promise<CardReply> {
    if (sfi !== 0) {
      const named = this.#df.length === 0 ? SHORT_IDS[sfi] : undefined;
      if (named === undefined) return answer(STATUS_WORDS[this.fileClass].noFile);
      this.#ef = named;
    }
    if (this.#ef === undefined) return answer(STATUS_WORDS[this.fileClass].noCurrent);
    return this.#commands.crsm({ ...operation, fid: this.#ef, parents: this.#df });
  }

  /** Header of the file at `path`, the last id being the file's own; empty for the MF. */
  async #header(path: readonly number[]): Promise<CardReply> {
    const fid = path.at(-1) ?? MF;
    const ask = (p3: number) =>
      this.#commands.crsm({ command: GET_RESPONSE, fid, parents: path.slice(0, -1), p1: 0, p2: 0, p3 });
    const first = await ask(0);
    // Modems that hand P3 on get the right length told (6Cxx, in class A0 67xx).
    const [sw1, sw2 = 0] = first.kind === 'answer' && first.bytes.length === 2 ? first.bytes : [];
    return (sw1 === 0x6c || sw1 === 0x67) && sw2 !== 0 ? ask(sw2) : first;
  }

  #typeOf(header: Uint8Array): FileHeader['type'] | undefined {
    const read = this.fileClass === 'gsm' ? readSelectResponse2g(header) : readFcp(header);
    return read.ok ? read.value.type : undefined;
  }

  async #select(p1: number, p2: number, data: Uint8Array): Promise<CardReply> {
    if (this.fileClass === 'gsm' && p1 !== 0) return answer(0x6b00);
    const fids = Array.from({ length: data.length >> 1 }, (_, i) => ((data[2 * i] ?? 0) << 8) | (data[2 * i + 1] ?? 0));
    switch (p1) {
      case 0x00:
        return this.#selectOne(fids[0] ?? MF, p2);
      case 0x03:
        return this.#enter(this.#df.slice(0, -1), p2);
      case 0x04:
        return this.#selectApplication(data, p2);
      case 0x08:
      case 0x09: {
        if (fids[0] !== OWN_APPLICATION) return this.#enter(p1 === 0x08 ? fids : [...this.#df, ...fids], p2);
        if (this.#application === undefined) return answer(STATUS_WORDS.iso.noFile);
        return this.#enter([...this.#application, ...fids.slice(1)], p2);
      }
      default:
        return answer(0x6a86);
    }
  }

  /** SELECT by file id: a child, the DF itself, its parent, or a DF beside it (TS 102 221 8.4.1, TS 51.011 6.5). */
  async #selectOne(fid: number, p2: number): Promise<CardReply> {
    if (fid === MF) return this.#enter([], p2);
    if (fid === OWN_APPLICATION && this.#application !== undefined) return this.#enter(this.#application, p2);
    const df = this.#df;
    if (fid === df.at(-1)) return this.#enter(df, p2);
    if (fid === df.at(-2)) return this.#enter(df.slice(0, -1), p2);
    const child = await this.#enter([...df, fid], p2);
    const missing =
      child.kind === 'answer' && child.bytes.length === 2 && !(this.#ef === fid || this.#df.at(-1) === fid);
    return missing && looksLikeDf(fid) && df.length > 0 ? this.#enter([...df.slice(0, -1), fid], p2) : child;
  }

  /** Makes the file at `path` current where there is one. */
  async #enter(path: readonly number[], p2: number): Promise<CardReply> {
    const fid = path.at(-1) ?? MF;
    const reply = await this.#header(path);
    if (reply.kind === 'failed') return reply;
    const folder = fid === MF || looksLikeDf(fid);
    if (reply.kind === 'refused') {
      if (!folder) return reply;
      this.#moveTo(path, true);
      return answer(0x9000);
    }
    const { bytes } = reply;
    const sw1 = bytes.at(-2);
    if (sw1 !== 0x90 && sw1 !== 0x91 && sw1 !== 0x61 && sw1 !== 0x9f)
      return answer(((sw1 ?? 0) << 8) | (bytes.at(-1) ?? 0));
    const header = bytes.slice(0, -2);
    const type = this.#typeOf(header);
    this.#moveTo(path, type === undefined ? folder : type !== 'ef');
    if (header.length === 0 || (this.fileClass === 'iso' && (p2 & 0x0c) === 0x0c)) return answer(0x9000);
    this.#pending = header;
    return answer((STATUS_WORDS[this.fileClass].ready << 8) | (header.length & 0xff));
  }

  #moveTo(path: readonly number[], folder: boolean): void {
    this.#df = folder ? path : path.slice(0, -1);
    this.#ef = folder ? undefined : path.at(-1);
  }

  async #selectApplication(aid: Uint8Array, p2: number): Promise<CardReply> {
    const templates = await this.#applications();
    if (!Array.isArray(templates)) return templates as CardReply;
    const found = (templates as readonly DirTemplate[]).find((item) => item.aid !== null && startsWith(item.aid, aid));
    if (found === undefined) return answer(STATUS_WORDS.iso.noFile);
    // A path of tag 51 is where the application's files stand for who cannot name an AID (DM Bootstrap D.2).
    if (found.fids === undefined) return this.#outOfReach('SELECT by AID of an application without a path in EF(DIR)');
    const entered = await this.#enter(found.fids, p2);
    if (entered.kind === 'answer' && this.#df === found.fids) this.#application = found.fids;
    return entered;
  }

  /** The applications that EF(DIR) lists. */
  async #applications(): Promise<readonly DirTemplate[] | CardReply> {
    const header = await this.#header([EF_DIR]);
    if (header.kind !== 'answer') return header;
    const fcp = readFcp(header.bytes.subarray(0, -2));
    const shape = fcp.ok ? fcp.value : undefined;
    const base = { fid: EF_DIR, parents: [], p2: 4, p3: shape?.recordLength ?? 0 } as const;
    const out: DirTemplate[] = [];
    if (shape?.structure === 'transparent') {
      const size = Math.min(shape.size ?? 0, 255);
      const read = await this.#commands.crsm({ ...base, command: INS.readBinary, p1: 0, p2: 0, p3: size });
      if (read.kind !== 'answer') return read;
      return readTransparentDir(read.bytes.subarray(0, -2)).filter((item) => item.kind === 'template');
    }
    for (let record = 1; record <= (shape?.records || 254); record++) {
      const read = await this.#commands.crsm({ ...base, command: INS.readRecord, p1: record });
      if (read.kind !== 'answer') return read;
      if (read.bytes.length <= 2) break;
      const item = readDirRecord(read.bytes.slice(0, -2));
      if (item.kind === 'template') out.push(item);
    }
    return out;
  }
}
