import { hexByte, hexWord, startsWith, toHex } from '../base/bytes.ts';
import type { FindingPlace } from '../base/finding.ts';
import { ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { type DirRecord, type DirTemplate, matchPkcs15Aid, PKCS15_AID } from '../pkcs15/ef-dir.ts';
import type { Chain } from './chain.ts';
import type { CardWalker, DirBody } from './walker.ts';

export const EF_DIR_PATH = '3F002F00';

function place(span: Span): FindingPlace {
  return { file: EF_DIR_PATH, offset: span.offset, length: span.length };
}

/** Filler of an empty record: the byte that stands in the tag's place. */
function fillerAt(body: DirBody, record: DirRecord | undefined): string {
  return record === undefined ? 'FF' : hexByte(body.bytes[record.span.offset] ?? 0xff);
}

function describe(body: DirBody, chain: Chain): void {
  const { records } = body;
  const chosen = records.findIndex((record) => record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none');
  for (const [i, record] of records.entries()) {
    if (record.kind === 'empty' && i < chosen) {
      chain.note('efDir', 'dir-blank-before', place(record.span), { blank: i + 1, record: chosen + 1 });
    }
    if (record.kind === 'malformed') {
      const claimed = body.bytes[record.span.offset + 1] ?? 0;
      chain.note('efDir', 'dir-template-overrun', place(record.span), {
        record: i + 1,
        claimed,
        left: Math.max(0, record.span.length - 2),
      });
    }
  }
  if (body.structure === 'transparent')
    chain.note('efDir', 'dir-not-records', { file: EF_DIR_PATH }, { structure: body.structure });
}

/** Says why no PKCS#15 template was found: nothing there, a blank record, or an AID that is nearly right. */
function reportAbsence(body: DirBody, chain: Chain): void {
  const { records } = body;
  const rid = PKCS15_AID.subarray(0, 5);
  const templates = records.filter((record): record is DirTemplate => record.kind === 'template');
  const nearly = templates.find((record) => record.aid !== null && startsWith(record.aid, rid));
  const [first] = records;
  if (nearly?.aid) {
    chain.stop('efDir', 'dir-aid-wrong', place(nearly.span), {
      record: records.indexOf(nearly) + 1,
      aid: toHex(nearly.aid),
    });
  } else if (first !== undefined && records.every((record) => record.kind === 'empty')) {
    chain.stop('efDir', 'dir-record-blank', place(first.span), { filler: fillerAt(body, first) });
  } else {
    const aids = templates.map((record) => toHex(record.aid ?? new Uint8Array())).join(', ');
    chain.stop('efDir', 'dir-no-pkcs15', { file: EF_DIR_PATH }, { count: templates.length, aids: aids || 'none' });
  }
}

/** Steps 1 of D.2.5 and D.3.5: EF(DIR) and the PKCS#15 template in it. Undefined where there is none; the chain says why. */
export async function readApplicationTemplate(
  walker: CardWalker,
  chain: Chain,
  all: boolean,
): Promise<Result<{ template: DirTemplate; record: number } | undefined>> {
  const matches = (record: DirRecord): record is DirTemplate =>
    record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none';
  const dir = await walker.readDir(matches, all);
  if (!dir.ok) return dir;
  const body = dir.value;
  chain.addFile(EF_DIR_PATH, 'EF_DIR', 'efDir', body);
  chain.reach('efDir', '2F00', body.exchanges, EF_DIR_PATH);
  if (body.refusedFirst !== undefined)
    chain.note('efDir', 'dir-access', { file: EF_DIR_PATH }, { sw: hexWord(body.refusedFirst) });
  if (body.records.length === 0) {
    const sw = hexWord(body.sw);
    if (body.reach === 'refused') chain.stop('efDir', 'dir-access', { file: EF_DIR_PATH }, { sw });
    else if (body.reach === 'ok')
      chain.stop('efDir', 'dir-no-pkcs15', { file: EF_DIR_PATH }, { count: 0, aids: 'none' });
    else chain.stop('efDir', 'dir-missing', { file: EF_DIR_PATH }, { sw });
    return ok(undefined);
  }
  describe(body, chain);
  const index = body.records.findIndex(matches);
  const template = body.records[index];
  if (template === undefined || template.kind !== 'template') {
    reportAbsence(body, chain);
    return ok(undefined);
  }
  const count =
    body.header && body.header.records > 0
      ? body.header.records
      : all && body.structure !== 'transparent'
        ? body.records.length
        : undefined;
  chain.reach('efDir', `2F00, record ${index + 1}${count === undefined ? '' : ` of ${count}`}`);
  const where = place(template.span);
  const record = index + 1;
  if (template.aid && matchPkcs15Aid(template.aid) === 'longer')
    chain.note('efDir', 'dir-aid-longer', where, { record, aid: toHex(template.aid) });
  if (template.path === null) chain.note('efDir', 'dir-path-missing', where, { record });
  else if (template.fids === undefined) {
    const reason =
      template.path.length % 2 === 0 && template.path.length > 0
        ? 'it does not begin with 3F00'
        : 'its length is not a multiple of 2';
    chain.note('efDir', 'dir-path-malformed', where, { path: toHex(template.path), reason });
  }
  return ok({ template, record: index + 1 });
}

/** Step 2: the application becomes current. False where it cannot be reached; the chain says why. */
export async function enterApplication(
  walker: CardWalker,
  chain: Chain,
  template: DirTemplate,
): Promise<Result<boolean>> {
  const where = place(template.span);
  if (walker.mode === '2g' && template.fids === undefined) {
    // D.2.1: without the path of tag 51 class A0 has no way to the application; the finding stands at EF_DIR.
    chain.reach('application', 'no path to follow');
    chain.fail('application');
    return ok(false);
  }
  const entered = await walker.enter(template);
  if (!entered.ok) return entered;
  const { reach, sw, exchanges, channel, channelRefused, nameRefused } = entered.value;
  const way = walker.mode === '2g' ? `path ${(template.fids ?? []).map(hexWord).join('/')}` : `AID, channel ${channel}`;
  chain.reach('application', way, exchanges, EF_DIR_PATH);
  if (channelRefused !== undefined) chain.note('application', 'channel-refused', {}, { sw: hexWord(channelRefused) });
  // Read on all the same: a device that selects by the whole name does not come as far.
  if (nameRefused !== undefined) chain.note('application', 'adf-not-selectable', where, { sw: hexWord(nameRefused) });
  if (reach === 'ok') return ok(true);
  if (channelRefused !== undefined && channelRefused === sw) {
    chain.fail('application');
    return ok(false);
  }
  const path = template.path === null ? '' : toHex(template.path);
  const sw4 = hexWord(sw);
  if (reach === 'inactive')
    chain.stop('application', 'adf-inactive', where, { state: sw === 0x6283 ? 'deactivated' : 'not active', sw: sw4 });
  else if (walker.mode === '2g')
    chain.stop('application', 'dir-path-dangling', where, { path, fid: hexWord(template.fids?.at(-1) ?? 0), sw: sw4 });
  else chain.stop('application', 'adf-not-selectable', where, { sw: sw4 });
  return ok(false);
}
