import { fromHex, hexWord } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type AccessFound, accessOf } from '../bootstrap/access-need.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import type { FileRole, ReadResult } from '../bootstrap/read-result.ts';
import type { CardWalker } from '../bootstrap/walker.ts';
import { createWalker2g } from '../bootstrap/walker-2g.ts';
import { createWalker3g } from '../bootstrap/walker-3g.ts';
import type { CardLink } from '../card/card-link.ts';
import { gsm, uicc } from '../card/commands.ts';
import type { FileHeader } from '../card/file-header.ts';
import { identify } from '../card/identify.ts';
import type { Reach } from '../card/reach.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { resolvePath } from '../pkcs15/path.ts';

/** What the card says of a file on a device's way, besides its bytes. */
export interface FileProbe {
  /** As `CardFile.path`. */
  readonly path: string;
  readonly role: FileRole;
  readonly header: FileHeader;
  readonly read: AccessFound;
  readonly update: AccessFound;
  /** First status word of a READ of 256 bytes from offset 0; null where the file has as many, or did not tell. */
  readonly block: number | null;
}

/** What one class of the card lets see beyond a read. */
export interface CardProbe {
  readonly template: DirTemplate | null;
  /** Header of the application; null where it could not be entered, or told none. */
  readonly application: FileHeader | null;
  /** ISO class: the path of tag 51 selected from the MF; null where there is none to select. */
  readonly byPath: { readonly reach: Reach; readonly sw: number } | null;
  readonly files: readonly FileProbe[];
}

const BLOCK = 256;

/** Files on a device's way: the directories that were read, and the content of each object a device may use. */
function placesOf(read: ReadResult): readonly { readonly path: string; readonly role: FileRole }[] {
  const directories = read.files.filter(({ role }) => role === 'odf' || role === 'dodf');
  const contents = read.objects.filter((object, i) => !object.direct && (object.dm || i === read.chosen));
  const places = [...directories, ...contents.map(({ path }) => ({ path, role: 'content' as const }))];
  return places.filter(({ path }, i) => places.findIndex((other) => other.path === path) === i);
}

/** READ BINARY of 256 bytes of the current file: a link asks again where the card names the right length (6Cxx). */
async function readBlock(link: CardLink, walker: CardWalker, size: number | null): Promise<Result<number | null>> {
  if (size === null || size >= BLOCK) return ok(null);
  const command = walker.mode === '2g' ? gsm.readBinary(0, BLOCK) : uicc.readBinary(walker.channel, 0, BLOCK);
  const answer = await link.send(command);
  if (!answer.ok) return answer;
  const { sw, data, exchanges } = answer.value;
  return ok(exchanges.length > 1 && data.length > 0 ? 0x6c00 | data.length : sw);
}

async function probeFiles(
  link: CardLink,
  walker: CardWalker,
  read: ReadResult,
  fids: readonly number[],
): Promise<Result<readonly FileProbe[]>> {
  const files: FileProbe[] = [];
  for (const { path, role } of placesOf(read)) {
    const target = resolvePath(fromHex(path) ?? new Uint8Array(), fids);
    if (target === undefined) continue;
    const selected = await walker.header(target);
    if (!selected.ok) return selected;
    const { header } = selected.value;
    if (header === undefined) continue;
    const opened = selected.value.reach === 'ok' && header.structure === 'transparent';
    const block = opened ? await readBlock(link, walker, header.size) : ok(null);
    if (!block.ok) return block;
    const readBy = await accessOf(walker, header, 'read');
    if (!readBy.ok) return readBy;
    const updateBy = await accessOf(walker, header, 'update');
    if (!updateBy.ok) return updateBy;
    files.push({ path, role, header, read: readBy.value, update: updateBy.value, block: block.value });
  }
  return ok(files);
}

async function probeWith(link: CardLink, walker: CardWalker, read: ReadResult): Promise<Result<CardProbe>> {
  const template = templateOf(read) ?? null;
  const nothing: CardProbe = { template, application: null, byPath: null, files: [] };
  if (template === null || (walker.mode === '2g' && template.fids === undefined)) return ok(nothing);
  const entered = await walker.enter(template);
  if (!entered.ok) return entered;
  let probe = nothing;
  if (entered.value.reach === 'ok') {
    const folder = await walker.folder({ from: 'application', fids: [] }, true);
    if (!folder.ok) return folder;
    const files = await probeFiles(link, walker, read, template.fids ?? []);
    if (!files.ok) return files;
    probe = { ...nothing, application: folder.value.header ?? null, files: files.value };
  }
  if (walker.mode === '2g' || template.fids === undefined || template.fids.length === 0) return ok(probe);
  const byPath = await walker.folder({ from: 'mf', fids: template.fids });
  if (!byPath.ok) return byPath;
  return ok({ ...probe, byPath: { reach: byPath.value.reach, sw: byPath.value.sw } });
}

/**
 * Asks the card, in the class of `read`, for what a device's read does not: headers and access rules of the files on its way,
 * and whether the path of tag 51 leads anywhere. Nothing is verified and nothing written; the card is left as it was found.
 */
export async function probeCard(link: CardLink, read: ReadResult): Promise<Result<CardProbe>> {
  const face = await identify(link, read.card.mode);
  if (!face.ok) return face;
  const walker =
    face.value.mode === '2g' ? createWalker2g(link, face.value) : createWalker3g(link, face.value, { strict: false });
  const probe = await probeWith(link, walker, read);
  const left = await walker.leave();
  return probe.ok && !left.ok ? left : probe;
}

/** The path of a template as findings show it. */
export const templatePath = (template: DirTemplate) => `3F00${(template.fids ?? []).map(hexWord).join('')}`;
