import { hexByte, hexWord } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type DirTemplate, isBlank } from '../pkcs15/ef-dir.ts';
import { type Odf, readOdf } from '../pkcs15/odf.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { pathName, type ResolvedPath, resolvePath } from '../pkcs15/path.ts';
import type { Chain } from './chain.ts';
import type { CardWalker } from './walker.ts';

/** Default file id of EF(ODF) (PKCS#15 5.5.1, DM Bootstrap D.4.1). */
const EF_ODF = 0x5031;

/** A directory file is read until its padding begins. */
export const untilPadding = (bytes: Uint8Array) => readPaddedList(bytes).padding.length > 0;
/** The last object goes on behind what was read. */
export const endsInside = (bytes: Uint8Array) => readPaddedList(bytes).faults.length > 0;

export interface OdfRead {
  readonly file: string;
  readonly target: ResolvedPath;
  readonly bytes: Uint8Array;
  readonly odf: Odf;
}

/** Step 3: EF(ODF), at its own file id or where the template in EF(DIR) says. Undefined where the way ends; the chain says why. */
export async function readOdfFile(
  walker: CardWalker,
  chain: Chain,
  template: DirTemplate,
  inspect: boolean,
): Promise<Result<OdfRead | undefined>> {
  const application = template.fids ?? [];
  const elsewhere = template.odfPath && resolvePath(template.odfPath.path, application);
  let path: ResolvedPath = { from: 'application', fids: [EF_ODF] };
  let read = await walker.readFile(path, { enough: untilPadding, cut: endsInside, header: inspect });
  if (!read.ok) return read;
  const exchanges = [...read.value.exchanges];
  if (read.value.reach === 'missing' && elsewhere !== undefined) {
    path = elsewhere;
    read = await walker.readFile(path, { enough: untilPadding, cut: endsInside, header: inspect });
    if (!read.ok) return read;
    exchanges.push(...read.value.exchanges);
    chain.note('odf', 'odf-elsewhere', { file: pathName(path, application) }, { path: pathName(path, application) });
  }
  const file = pathName(path, application);
  const body = read.value;
  chain.reach('odf', hexWord(path.fids.at(-1) ?? 0), exchanges, file);
  if (body.reach !== 'ok') {
    if (body.reach === 'structure') chain.stop('odf', 'odf-not-transparent', { file }, { structure: body.structure });
    else if (body.reach === 'refused')
      chain.stop('odf', 'access-pin-not-verified', { file }, { file: 'EF(ODF)', sw: hexWord(body.sw), refs: 'a PIN' });
    else chain.stop('odf', 'odf-missing', { file }, { path: file, sw: hexWord(body.sw) });
    return ok(undefined);
  }
  chain.addFile(file, 'EF(ODF)', 'odf', body);
  const odf = readOdf(body.bytes);
  const { list } = odf;
  for (const fault of list.faults)
    chain.note('odf', 'odf-truncated', { file, ...fault.span }, { offset: fault.span.offset, reason: fault.reason });
  if (list.hidden !== undefined) {
    chain.note(
      'odf',
      'odf-padding-hides',
      { file, ...list.padding },
      { filler: hexByte(body.bytes[list.padding.offset] ?? 0xff), offset: list.padding.offset, later: list.hidden },
    );
  }
  if (isBlank(body.bytes)) {
    chain.stop(
      'odf',
      'odf-blank',
      { file, offset: 0, length: body.bytes.length },
      { filler: hexByte(body.bytes[0] ?? 0xff) },
    );
    return ok(undefined);
  }
  return ok({ file, target: path, bytes: body.bytes, odf });
}
