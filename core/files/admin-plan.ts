import type { CommandApdu } from '../apdu/command.ts';
import { statusText } from '../apdu/status-words.ts';
import { appError } from '../base/app-error.ts';
import { hexWord, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardAct } from '../card/access-acts.ts';
import { clausesOf } from '../card/access-expression.ts';
import { type AccessAnswer, whoMay } from '../card/access-rule.ts';
import { type AdminKind, type AdminTarget, adminCommands } from '../card/admin-commands.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import type { CardLink } from '../card/card-link.ts';
import type { FcpDraft } from '../card/fcp-encode.ts';
import { createFileCursor, type FileCursor, type FilePlace } from '../card/file-cursor.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { CardFace } from '../card/identify.ts';
import { cardClassOfMode } from '../card/read-blocks.ts';
import { type ArrBook, createArrBook } from './arr-book.ts';

/** What is to be done to a card. Places are those of the file itself; for `create`, of the DF that it goes into. */
export type AdminAct =
  | { readonly kind: 'create'; readonly folder: FilePlace; readonly file: FcpDraft }
  | { readonly kind: 'resize'; readonly place: FilePlace; readonly size: number }
  | { readonly kind: 'delete' | 'activate' | 'deactivate' | 'terminate'; readonly place: FilePlace }
  | { readonly kind: 'terminate-card' };

/** A card that is spoken to: who it is, how its files are reached, how it takes commands. */
export interface AdminSession {
  readonly link: CardLink;
  readonly face: CardFace;
  readonly cursor: FileCursor;
  readonly arr: ArrBook;
  readonly profile: AdminProfile;
}

export function adminSession(link: CardLink, face: CardFace, profile: AdminProfile): AdminSession {
  const cursor = createFileCursor(link, face);
  return { link, face, cursor, arr: createArrBook(cursor), profile };
}

/** One act, described before it is done: nothing has been changed, and no key was sent. */
export interface AdminPlan {
  readonly act: AdminAct;
  readonly kind: AdminKind;
  readonly iccid: string | null;
  /** The file that it is about, in hex. */
  readonly file: string;
  readonly profile: string;
  readonly commands: readonly CommandApdu[];
  /** Selected before the commands go out; undefined: nothing needs to be. */
  readonly select: FilePlace | undefined;
  /** Who may do it, and of each list one key that must be verified first. */
  readonly access: AccessAnswer;
  readonly needs: readonly (readonly string[])[];
  /** Nothing brings back what it takes. */
  readonly irreversible: boolean;
  /** It takes away contents or the way to them: a backup is kept where the file can be read. */
  readonly destructive: boolean;
  /** The file's header now; of `create` and `terminate-card`, that of the DF. */
  readonly header: FileHeader;
}

/** How an act stands to what is on the card. */
const CONSEQUENCES = {
  create: { irreversible: false, destructive: false },
  resize: { irreversible: false, destructive: true },
  delete: { irreversible: true, destructive: true },
  activate: { irreversible: false, destructive: false },
  deactivate: { irreversible: false, destructive: true },
  terminate: { irreversible: true, destructive: true },
  'terminate-card': { irreversible: true, destructive: true },
} as const satisfies Record<AdminAct['kind'], { readonly irreversible: boolean; readonly destructive: boolean }>;

const MF: FilePlace = { aid: null, fids: [] };
const parentOf = (place: FilePlace): FilePlace => ({ aid: place.aid, fids: place.fids.slice(0, -1) });

/** A place in hex: `3F007F506421`, or the AID and the ids in its application. */
export function placeName({ aid, fids }: FilePlace): string {
  const ids = fids.map(hexWord).join('');
  return aid === null ? `3F00${ids}` : `${toHex(aid)}/7FFF${ids}`;
}

/** The place of a new file; an ADF is reached by its name alone. */
export function placeOfNew(folder: FilePlace, { fid, file }: FcpDraft): FilePlace {
  if (fid !== undefined) return { aid: folder.aid, fids: [...folder.fids, fid] };
  return { aid: (file.kind === 'df' && file.aid) || null, fids: [] };
}

function targetOf({ aid, fids }: FilePlace): AdminTarget {
  const fid = fids.at(-1) ?? (aid === null ? 0x3f00 : 0x7fff);
  return aid === null ? { fid, path: fids } : { fid };
}

/** Selects a file. @returns its header; `admin-no-file` where there is none, or none that decodes */
async function headerAt({ cursor, face }: AdminSession, place: FilePlace): Promise<Result<FileHeader>> {
  const selected = await cursor.select(place);
  if (!selected.ok) return selected;
  const { reach, sw, header } = selected.value;
  if ((reach === 'ok' || reach === 'inactive') && header !== undefined) return ok(header);
  const meaning = statusText(sw, cardClassOfMode(face.mode));
  return err(appError('admin-no-file', { file: placeName(place), sw: hexWord(sw), meaning }));
}

/** Who may do something with a file: its own rule, resolved through EF(ARR), with the PIN states of its DF. */
async function accessTo(
  session: AdminSession,
  place: FilePlace,
  header: FileHeader,
  act: CardAct,
): Promise<Result<AccessAnswer>> {
  const folder = header.type === 'ef' ? parentOf(place) : place;
  const record = await session.arr.recordFor(header.access, folder);
  if (!record.ok) return record;
  let pins = header.pins;
  if (header.type === 'ef') {
    const above = await headerAt(session, folder);
    if (above.ok) ({ pins } = above.value);
  }
  return ok(
    whoMay(header, act, { ...(record.value !== undefined && { arr: record.value }), ...(pins.length > 0 && { pins }) }),
  );
}

const open = (answer: AccessAnswer) => answer.kind === 'always' || answer.kind === 'keys';

async function accessFor(
  session: AdminSession,
  act: AdminAct,
  place: FilePlace,
  header: FileHeader,
): Promise<Result<AccessAnswer>> {
  switch (act.kind) {
    case 'create':
      return accessTo(session, place, header, act.file.file.kind === 'df' ? 'create-df' : 'create-ef');
    case 'terminate-card':
      return accessTo(session, place, header, 'terminate');
    case 'delete': {
      const own = await accessTo(session, place, header, 'delete');
      if (!own.ok || open(own.value) || session.face.mode === '2g') return own;
      // The DF's rule for its children does as well (ISO/IEC 7816-4 table 17).
      const above = await headerAt(session, parentOf(place));
      if (!above.ok) return above;
      const child = await accessTo(session, parentOf(place), above.value, 'delete-child');
      return child.ok && open(child.value) ? child : own;
    }
    default:
      return accessTo(session, place, header, act.kind);
  }
}

function build(session: AdminSession, act: AdminAct, header: FileHeader) {
  const commands = adminCommands(session.profile, session.face);
  const folder = header.type !== 'ef';
  const made = (kind: AdminKind, apdus: ReturnType<typeof commands.terminateCard>) => ({ kind, apdus, commands });
  switch (act.kind) {
    case 'create':
      return made('create', commands.create(act.file));
    case 'resize':
      return made('resize', commands.resize(targetOf(act.place), act.size, folder));
    case 'terminate':
      return made(folder ? 'terminateDf' : 'terminateEf', commands.terminate(targetOf(act.place), folder));
    case 'terminate-card':
      return made('terminateCard', commands.terminateCard());
    default:
      return made(act.kind, commands[act.kind](targetOf(act.place)));
  }
}

function wrongKind(act: AdminAct, place: FilePlace, header: FileHeader) {
  const file = placeName(place);
  const actual = header.type === 'ef' ? 'an EF' : header.type === 'mf' ? 'the MF' : 'a DF';
  if (act.kind === 'create' && header.type === 'ef') return appError('admin-kind', { file, actual, needed: 'a DF' });
  const ownMf = act.kind !== 'create' && act.kind !== 'terminate-card' && place.aid === null && place.fids.length === 0;
  return ownMf ? appError('admin-kind', { file, actual, needed: 'a file below it' }) : undefined;
}

function placeOf(act: AdminAct): FilePlace {
  if (act.kind === 'create') return act.folder;
  return act.kind === 'terminate-card' ? MF : act.place;
}

/**
 * Describes an act: finds its file, builds the exact commands, and says who may do it. Selects and reads EF(ARR), and
 * nothing else: no key is sent.
 */
export async function planAdmin(session: AdminSession, act: AdminAct): Promise<Result<AdminPlan>> {
  const place = placeOf(act);
  const header = await headerAt(session, place);
  if (!header.ok) return header;
  const wrong = wrongKind(act, place, header.value);
  if (wrong !== undefined) return err(wrong);
  const { kind, apdus, commands } = build(session, act, header.value);
  if (!apdus.ok) return apdus;
  const access = await accessFor(session, act, place, header.value);
  if (!access.ok) return access;
  const before = act.kind === 'create' ? 'file' : commands.selectedBefore(kind);
  return ok({
    act,
    kind,
    iccid: session.face.iccid,
    file: placeName(act.kind === 'create' ? placeOfNew(act.folder, act.file) : place),
    profile: session.profile.name,
    commands: apdus.value,
    select: before === 'nothing' ? undefined : before === 'file' ? place : parentOf(place),
    access: access.value,
    needs: clausesOf(access.value),
    ...CONSEQUENCES[act.kind],
    header: header.value,
  });
}
