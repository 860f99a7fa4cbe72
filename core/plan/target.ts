import { INS } from '../apdu/instructions.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { fromHex, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { BootstrapObject, ReadResult } from '../bootstrap/read-result.ts';
import type { CardWalker, FileBody } from '../bootstrap/walker.ts';
import { createWalker2g } from '../bootstrap/walker-2g.ts';
import { createWalker3g } from '../bootstrap/walker-3g.ts';
import type { CardLink } from '../card/card-link.ts';
import { identify } from '../card/identify.ts';
import { type DirTemplate, matchPkcs15Aid, readDir } from '../pkcs15/ef-dir.ts';
import { type ResolvedPath, resolvePath } from '../pkcs15/path.ts';

/** The content file of an object, selected and read whole, on a card that was checked to be the one that was read. */
export interface Target {
  readonly walker: CardWalker;
  readonly path: ResolvedPath;
  readonly object: BootstrapObject;
  readonly body: FileBody;
  readonly cost: TargetCost;
}

/** What the way to the file took, in TPDUs: a run goes it again, so that its plan can say what it will take. */
export interface TargetCost {
  /** All of it: the card's identity, the way down, the file read whole. */
  readonly opening: number;
  /** Selecting the file once more. */
  readonly selecting: number;
  /** Reading it whole once more. */
  readonly reading: number;
}

function noObject(reason: string): AppError {
  return appError('plan-no-object', { reason });
}

/** The PKCS#15 template that the read used. */
export function templateOf(read: ReadResult): DirTemplate | undefined {
  const dir = read.files.find((file) => file.path === EF_DIR_PATH);
  if (dir === undefined) return undefined;
  const records = readDir(dir.bytes, dir.recordLength);
  return records.find(
    (record): record is DirTemplate => record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none',
  );
}

/** Reads the whole of a content file; its header comes with it. */
export function readWhole(walker: CardWalker, path: ResolvedPath): Promise<Result<FileBody>> {
  return walker.readFile(path, { enough: () => false, header: true });
}

/**
 * The key that stands before reading an object's file, as the read found it; undefined where none does.
 * @returns `key-missing`: the object is there, a key is what is missing.
 */
export function missingReadKey(read: ReadResult, object: BootstrapObject): AppError | undefined {
  const need = read.needs.find((item) => item.act === 'read' && item.file === object.path);
  const [ref] = need?.refs ?? [];
  return ref === undefined ? undefined : appError('key-missing', { ref, file: object.path, act: 'read' });
}

/** A link that counts the TPDUs of two commands apart: the last SELECT, and READ BINARY. */
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
        if (command.ins === INS.readBinary || command.ins === INS.readBinaryOdd) spent.reads += count;
        return answer;
      },
    },
  };
}

/**
 * Goes to the content file of `read.objects[index]` again. The card's ICCID is read first: another card is refused
 * (`card-changed`); where a key is missing, that is said (`key-missing`). The caller leaves through
 * `target.walker.leave()`.
 */
export async function openTarget(onto: CardLink, read: ReadResult, index: number): Promise<Result<Target>> {
  const before = onto.counters.count;
  const { link, spent } = counted(onto);
  const object = read.objects[index];
  const template = templateOf(read);
  if (object === undefined || template === undefined) return err(noObject('the way to it ends before'));
  if (object.direct) return err(noObject(`its value stands in the directory file ${object.path} itself`));
  const path = resolvePath(fromHex(object.path) ?? new Uint8Array(), template.fids ?? []);
  if (path === undefined) return err(noObject(`its path ${object.path} is malformed`));
  const face = await identify(link, read.card.mode);
  if (!face.ok) return face;
  const walker =
    read.card.mode === '2g' ? createWalker2g(link, face.value) : createWalker3g(link, face.value, { strict: false });
  if (face.value.iccid !== read.card.iccid) {
    await walker.leave();
    return err(
      appError('card-changed', {
        actual: face.value.iccid ?? 'a card without ICCID',
        expected: read.card.iccid ?? 'a card without ICCID',
      }),
    );
  }
  const entered = await walker.enter(template);
  if (!entered.ok) return entered;
  if (entered.value.reach !== 'ok') {
    await walker.leave();
    return err(noObject(`the application answered ${hexWord(entered.value.sw)}`));
  }
  spent.reads = 0;
  const body = await readWhole(walker, path);
  if (!body.ok) return body;
  const cost = { opening: onto.counters.count - before, selecting: spent.select, reading: spent.reads };
  if (body.value.reach !== 'ok') {
    await walker.leave();
    const missing = body.value.reach === 'refused' ? missingReadKey(read, object) : undefined;
    return err(missing ?? noObject(`${object.path} answered ${hexWord(body.value.sw)}`));
  }
  if (body.value.size !== null && body.value.bytes.length < body.value.size) {
    await walker.leave();
    return err(noObject(`only ${body.value.bytes.length} of its ${body.value.size} bytes can be read`));
  }
  return ok({ walker, path, object, body: body.value, cost });
}
