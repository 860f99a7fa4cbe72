import { hexWord, toHex } from '../base/bytes.ts';
import { ok } from '../base/result.ts';
import { gsm, uicc } from '../card/commands.ts';
import { readIccid } from '../card/iccid.ts';
import type { CardMode } from '../card/identify.ts';
import { isPastEnd } from '../card/reach.ts';
import {
  type DirRecord,
  type DirTemplate,
  matchPkcs15Aid,
  readDirRecord,
  readTransparentDir,
} from '../pkcs15/ef-dir.ts';
import type { DeviceSession, Selected } from './device-session.ts';
import { readSelected } from './read-file.ts';
import { rejected, type Taken } from './rejection.ts';

const MF = 0x3f00;
const EF_DIR = { name: 'EF(DIR)', fid: 0x2f00, path: '3F002F00' } as const;
const EF_ICCID = 0x2fe2;
/** Record numbers have one byte, FF is reserved (ISO/IEC 7816-4 7.3.1). */
const MAX_RECORDS = 254;

/** 6E and 68 00, and 6D to SELECT: the class is not spoken. 9Fxx is an answer of class A0, from a SIM that looks at no class. */
function refusesClass(sw: number, mode: CardMode): boolean {
  const sw1 = sw >> 8;
  return sw1 === 0x6e || sw1 === 0x6d || sw === 0x6800 || (mode === '3g' && sw1 === 0x9f);
}

/**
 * Step 1: power, the class, the card's number. The first command after a reset chooses the mode of a UICC (TS 102 221 5): each
 * class is tried after a reset of its own.
 */
export async function switchOnCard(session: DeviceSession): Promise<Taken<void>> {
  let refused = { cla: '', sw: '' };
  for (const mode of session.habits.modes) {
    const reset = await session.link.transport.reset('warm');
    // A modem powers its card itself: the device goes on with it as it is.
    if (!reset.ok && reset.error.code !== 'reset-unsupported')
      return { ok: false, error: { kind: 'broken', error: reset.error } };
    session.mode = mode;
    const command = mode === '2g' ? gsm.select(MF) : uicc.select(0, MF, 0x04);
    const answer = await session.send('SELECT 3F00', command);
    if (!answer.ok) return answer;
    const { sw } = answer.value;
    if (!refusesClass(sw, mode)) return readNumber(session);
    refused = { cla: mode === '2g' ? 'A0' : '00', sw: hexWord(sw) };
  }
  return rejected('switchOn', 'class-refused', {}, refused);
}

/** EF(ICCID): how the device knows a card again (5.4.5). One that cannot be read is no reason to stop. */
async function readNumber(session: DeviceSession): Promise<Taken<void>> {
  const selected = await session.selectFid(EF_ICCID);
  if (!selected.ok) return selected;
  if (selected.value.reach !== 'ok') return ok(undefined);
  const read = await session.readBinary(0, 10);
  if (!read.ok) return read;
  session.iccid = readIccid(read.value.data) ?? null;
  return ok(undefined);
}

const BLANK: DirRecord = { kind: 'empty', span: { offset: 0, length: 0 } };

async function readRecords(session: DeviceSession, selected: Selected): Promise<Taken<readonly DirRecord[]>> {
  const { header } = selected;
  const length = header?.recordLength ?? 0;
  const count = Math.min(header === null || header.records === 0 ? MAX_RECORDS : header.records, MAX_RECORDS);
  const records: DirRecord[] = [];
  for (let number = 1; number <= count; number++) {
    const answer = await session.readRecord(number, length === 0 ? 256 : length);
    if (!answer.ok) return answer;
    const { sw, data } = answer.value;
    if (data.length === 0) {
      // Some cards do not find a record that is empty: the header says that it is there.
      if (isPastEnd(sw) && header !== null && number < header.records) records.push(BLANK);
      else if (isPastEnd(sw) && number > 1) break;
      else return dirRefused(session, sw, header?.structure ?? 'unknown');
    } else records.push(readDirRecord(data));
    const last = records.at(-1);
    if (last?.kind === 'empty' && !session.habits.dirBehindBlank)
      return rejected('efDir', 'efdir-blank-record', { file: EF_DIR.path }, { record: number });
    if (last !== undefined && isPkcs15(last)) break;
  }
  return ok(records);
}

function dirRefused(session: DeviceSession, sw: number, structure: string) {
  const where = { file: EF_DIR.path };
  if (session.reachOf(sw) === 'refused') return rejected('efDir', 'efdir-refused', where, { sw: hexWord(sw) });
  return rejected('efDir', 'efdir-not-records', where, { structure, sw: hexWord(sw) });
}

function isPkcs15(record: DirRecord): record is DirTemplate {
  return record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none';
}

/** Step 2: EF(DIR), and the PKCS#15 template in it. */
export async function readTemplate(session: DeviceSession): Promise<Taken<DirTemplate>> {
  session.begin('efDir');
  const where = { file: EF_DIR.path };
  const selected = await session.selectFid(EF_DIR.fid);
  if (!selected.ok) return selected;
  const { reach, sw, header } = selected.value;
  if (reach !== 'ok') {
    const code = reach === 'refused' ? 'efdir-refused' : reach === 'missing' ? 'efdir-missing' : 'efdir-unselectable';
    return rejected('efDir', code, where, { sw: hexWord(sw) });
  }
  const transparent = header?.structure === 'transparent' && session.habits.dirTransparent;
  const records = transparent
    ? await readTransparent(session, selected.value)
    : await readRecords(session, selected.value);
  if (!records.ok) return records;
  const template = records.value.find(isPkcs15);
  if (template === undefined) return rejected('efDir', 'template-missing', where, { records: records.value.length });
  const number = records.value.indexOf(template) + 1;
  session.note(`PKCS#15 in record ${number}`);
  const aid = template.aid ?? new Uint8Array();
  if (matchPkcs15Aid(template.aid) === 'longer' && !session.habits.aidLonger)
    return rejected('efDir', 'template-aid-longer', where, { aid: toHex(aid) });
  return ok(template);
}

async function readTransparent(session: DeviceSession, { header }: Selected): Promise<Taken<readonly DirRecord[]>> {
  const file = { name: EF_DIR.name, target: { from: 'mf', fids: [EF_DIR.fid] } } as const;
  const read = await readSelected(session, file, header, () => false);
  return read.ok ? ok(readTransparentDir(read.value)) : read;
}

/** Step 3: the application becomes current, by its path in class A0 (D.2.1), by its AID in the ISO class (D.3.1). */
export async function enterApplication(session: DeviceSession, template: DirTemplate): Promise<Taken<void>> {
  session.begin('application');
  session.application = { aid: template.aid ?? new Uint8Array(), fids: template.fids ?? [] };
  return session.mode === '2g' ? enterByPath(session, template) : enterByAid(session);
}

async function enterByPath(session: DeviceSession, { path, fids }: DirTemplate): Promise<Taken<void>> {
  const shown = path === null ? 'there is no tag 51' : toHex(path);
  if (fids === undefined) return rejected('application', 'template-path', { file: EF_DIR.path }, { path: shown });
  const entered = await session.descend([MF, ...fids]);
  if (!entered.ok) return entered;
  const { reach, sw, fid, header } = entered.value;
  if (reach !== 'ok') {
    const details = { fid: hexWord(fid), path: shown, sw: hexWord(sw) };
    return rejected('application', 'df-unreachable', { file: EF_DIR.path }, details);
  }
  session.applicationHeader = header;
  session.entered();
  return ok(undefined);
}

async function enterByAid(session: DeviceSession): Promise<Taken<void>> {
  const opened = await openChannel(session);
  if (!opened.ok) return opened;
  const aid = session.application?.aid ?? new Uint8Array();
  let selected = await session.selectAid(aid);
  // A channel that is given and not heard: readers and modems that know the basic one alone.
  const deaf = selected.ok && session.channel !== 0 && refusesClass(selected.value.sw, '3g');
  if (deaf && session.habits.channel === 'optional') {
    const left = await leaveApplication(session);
    if (!left.ok) return left;
    session.note('the channel is not heard: on channel 0');
    selected = await session.selectAid(aid);
  }
  if (!selected.ok) return selected;
  const { reach, sw, header } = selected.value;
  const details = { aid: toHex(aid), sw: hexWord(sw) };
  if (reach === 'inactive') return rejected('application', 'adf-inactive', { file: EF_DIR.path }, details);
  if (reach !== 'ok') return rejected('application', 'adf-unreachable', { file: EF_DIR.path }, details);
  session.applicationHeader = header;
  return ok(undefined);
}

async function openChannel(session: DeviceSession): Promise<Taken<void>> {
  const { channel } = session.habits;
  if (channel === 'none') return ok(undefined);
  const opened = await session.send('MANAGE CHANNEL open', uicc.manageChannelOpen());
  if (!opened.ok) return opened;
  const { sw, data } = opened.value;
  const [given] = data;
  if (session.reachOf(sw) === 'ok' && given !== undefined) {
    session.channel = given;
    return ok(undefined);
  }
  if (channel === 'required') return rejected('application', 'channel-refused', {}, { sw: hexWord(sw) });
  session.note(`no logical channel (${hexWord(sw)}): on channel 0`);
  return ok(undefined);
}

/** Gives the channel back. */
export async function leaveApplication(session: DeviceSession): Promise<Taken<void>> {
  if (session.mode === '2g' || session.channel === 0) return ok(undefined);
  const closed = await session.send('MANAGE CHANNEL close', uicc.manageChannelClose(session.channel));
  session.channel = 0;
  return closed.ok ? ok(undefined) : closed;
}
