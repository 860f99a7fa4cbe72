import { INS } from '../apdu/instructions.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { unlockingWalker } from '../bootstrap/unlocking-walker.ts';
import type { CardWalker, FileBody, StepOutcome } from '../bootstrap/walker.ts';
import { createWalker2g } from '../bootstrap/walker-2g.ts';
import { createWalker3g } from '../bootstrap/walker-3g.ts';
import type { CardLink } from '../card/card-link.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { KeySource } from '../card/given-keys.ts';
import { identify } from '../card/identify.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { PlanRule } from './write-plan.ts';

/** How the PKCS#15 application of a card is selected. */
export interface ApplicationPlace {
  readonly aid: Uint8Array | null;
  /** File ids below the MF; null where no path is known. */
  readonly fids: readonly number[] | null;
}

/** A file by its name and by the way to it. */
export interface PlacedFile {
  /** Path in hex as the product names it. */
  readonly path: string;
  readonly place: ResolvedPath;
  readonly rule: PlanRule;
}

/** A file as it stands on the card. */
export interface PresentFile {
  readonly body: Uint8Array;
  readonly header: FileHeader | null;
  /** TPDUs: selecting it again, and reading it whole again. */
  readonly selecting: number;
  readonly reading: number;
}

/** A card that was checked to be the one that is meant, and the way to its files. */
export interface PlanCard {
  /** The link itself: what goes through it is not counted as a way to a file. */
  readonly link: CardLink;
  readonly walker: CardWalker;
  /** Bytes of every file that was read, by path. */
  readonly sizes: ReadonlyMap<string, number>;
  /** TPDUs on the link before it was opened, and those that opening it took. */
  readonly opened: number;
  readonly opening: number;
  /**
   * Reads a file whole; null where the card has no such file. Errors `key-missing` where the caller knows the key that it
   * asks for, else `plan-no-object` where it can be seen but not read.
   */
  read(file: PlacedFile): Promise<Result<PresentFile | null>>;
  /** The header of a file, or of a folder by rule `folder`; null where the card has no such file. Nothing is read. */
  header(file: PlacedFile): Promise<Result<FileHeader | null>>;
  /**
   * True where a SELECT of a file or a folder finds it, or cannot tell: only the card's word that there is none counts as such.
   * Asked anew each time.
   */
  answersTo(file: PlacedFile): Promise<Result<boolean>>;
  /** Makes a file current. */
  select(file: Pick<PlacedFile, 'path' | 'place'>): Promise<Result<void>>;
  /** Makes the folder above a file current. */
  selectFolder(file: Pick<PlacedFile, 'path' | 'place'>): Promise<Result<void>>;
}

/** Why a file that the card refuses to show is refused: the key that is missing, where that is known. */
export type MissingKey = (path: string) => AppError | undefined;

function noObject(reason: string) {
  return err(appError('plan-no-object', { reason }));
}

const READS: readonly number[] = [INS.readBinary, INS.readBinaryOdd, INS.readRecord];

/** A link that counts the TPDUs of two commands apart: the last SELECT, and the reads. */
function counted(link: CardLink): { readonly link: CardLink; readonly spent: { select: number; reads: number } } {
  const spent = { select: 0, reads: 0 };
  return {
    spent,
    link: {
      transport: link.transport,
      counters: link.counters,
      async send(command, follow) {
        const answer = await link.send(command, follow);
        const count = answer.ok ? answer.value.exchanges.length : 0;
        if (command.ins === INS.select) spent.select = count;
        if (READS.includes(command.ins)) spent.reads += count;
        return answer;
      },
    },
  };
}

/** What reading a file came to, in the one shape for both kinds of file. */
async function readBody(walker: CardWalker, { place, rule }: PlacedFile): Promise<Result<FileBody>> {
  if (rule === 'records') return walker.readDir(() => false, true);
  return walker.readFile(place, { enough: () => false, header: true });
}

function planCard(
  link: CardLink,
  spent: ReturnType<typeof counted>['spent'],
  walker: CardWalker,
  application: ApplicationPlace,
  spentBefore: Pick<PlanCard, 'opened' | 'opening'>,
  missingKey: MissingKey,
): PlanCard {
  let entered = false;
  const sizes = new Map<string, number>();
  /** The id that each file told when it was read. */
  const told = new Map<string, number | null>();

  /** The application is entered when it is first needed: a plan may make it. @returns false where it is not there */
  async function inside({ from }: ResolvedPath): Promise<Result<boolean>> {
    const { aid, fids } = application;
    if (from === 'mf' || entered) return ok(true);
    if (walker.mode === '2g' ? fids === null : aid === null) return ok(false);
    const answer = await walker.enter({ aid, ...(fids !== null && { fids }) });
    if (!answer.ok) return answer;
    entered = answer.value.reach === 'ok';
    return ok(entered);
  }

  const reached = (path: string, { reach, sw }: StepOutcome): Result<void> => {
    if (reach === 'ok') return ok(undefined);
    const key = reach === 'refused' ? missingKey(path) : undefined;
    return key === undefined ? noObject(`${path} answered ${hexWord(sw)}`) : err(key);
  };

  return {
    link,
    walker,
    sizes,
    ...spentBefore,
    async read(file) {
      const { path, place, rule } = file;
      // Nothing stands in an application that is not there.
      const there = await inside(place);
      if (!there.ok) return there;
      if (!there.value) return ok(null);
      if (rule === 'folder') {
        const folder = await walker.folder(place);
        if (!folder.ok) return folder;
        const found = { body: new Uint8Array(), header: null, selecting: folder.value.exchanges.length, reading: 0 };
        return ok(folder.value.reach === 'ok' ? found : null);
      }
      spent.reads = 0;
      const read = await readBody(walker, file);
      if (!read.ok) return read;
      const { reach, size, bytes, header = null } = read.value;
      if (reach === 'missing') return ok(null);
      const good = reached(path, read.value);
      if (!good.ok) return good;
      if (size !== null && bytes.length < size)
        return noObject(`only ${bytes.length} of the ${size} bytes of ${path} can be read`);
      if (header !== null) told.set(path, header.fid);
      sizes.set(path, bytes.length);
      return ok({ body: bytes, header, selecting: spent.select, reading: spent.reads });
    },
    async header({ path, place, rule }) {
      const there = await inside(place);
      if (!there.ok) return there;
      if (!there.value) return ok(null);
      const selected = await (rule === 'folder' ? walker.folder(place, true) : walker.header(place));
      if (!selected.ok) return selected;
      const { reach, sw, header } = selected.value;
      if (reach === 'missing') return ok(null);
      const good = reached(path, selected.value);
      if (!good.ok) return good;
      return header === undefined ? noObject(`${path} answered ${hexWord(sw)} without its header`) : ok(header);
    },
    async answersTo({ place, rule }) {
      walker.forget();
      entered = false;
      const there = await inside(place);
      if (!there.ok || !there.value) return there;
      const found = await (rule === 'folder' ? walker.folder(place) : walker.header(place));
      return found.ok ? ok(found.value.reach !== 'missing') : found;
    },
    async select({ path, place }) {
      const there = await inside(place);
      if (!there.ok) return there;
      const selected = await walker.header(place);
      if (!selected.ok) return selected;
      const good = reached(path, selected.value);
      if (!good.ok) return good;
      // What is written next goes to the file that is current: it must be the one that was read.
      if (!told.has(path) || selected.value.header?.fid === told.get(path)) return good;
      const reason = `${path} was selected, and another file answered`;
      return err(appError('card-link', { reader: link.transport.reader, reason }));
    },
    async selectFolder({ path, place: { from, fids } }) {
      const there = await inside({ from, fids });
      if (!there.ok) return there;
      const selected = await walker.folder({ from, fids: fids.slice(0, -1) });
      return selected.ok ? reached(path, selected.value) : selected;
    },
  };
}

/**
 * Opens a card for a plan. Its ICCID is read first: another card is refused (`card-changed`). The caller
 * leaves through `walker.leave()`.
 * @param keys verified through the retry guard where a file asks for them before it is read; default: none is sent
 */
export async function openPlanCard(
  link: CardLink,
  card: { readonly iccid: string | null; readonly mode: '2g' | '3g' },
  application: ApplicationPlace,
  missingKey: MissingKey = () => undefined,
  keys?: KeySource,
): Promise<Result<PlanCard>> {
  const opened = link.counters.count;
  const counting = counted(link);
  const face = await identify(counting.link, card.mode);
  if (!face.ok) return face;
  const walker =
    card.mode === '2g'
      ? createWalker2g(counting.link, face.value)
      : createWalker3g(counting.link, face.value, { strict: false });
  const { iccid } = face.value;
  // A plan names a card whose ICCID cannot be read by an empty one.
  if ((iccid ?? '') !== (card.iccid ?? '')) {
    await walker.leave();
    const none = 'a card without ICCID';
    return err(appError('card-changed', { actual: iccid ?? none, expected: card.iccid || none }));
  }
  const opening = link.counters.count - opened;
  const unlocking = unlockingWalker(walker, { link, iccid, keys });
  return ok(planCard(link, counting.spent, unlocking, application, { opened, opening }, missingKey));
}
