import { hexWord, isFilled, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { clausesOf } from '../card/access-expression.ts';
import type { CardLink } from '../card/card-link.ts';
import { type KeySource, verifyGiven } from '../card/given-keys.ts';
import { keyReference } from '../card/key-names.ts';
import { readTries } from '../card/retry-guard.ts';
import { readLwm2mBootstrap } from '../pkcs15/lwm2m.ts';
import { OIDS, oidTitle } from '../pkcs15/oids.ts';
import { accessOf } from './access-need.ts';
import { type Chain, stepOfFinding } from './chain.ts';
import { decodeMessage } from './message.ts';
import type { MessageView } from './message-model.ts';
import { messageOf } from './object-content.ts';
import type { LocatedObject } from './read-dodf.ts';
import type { AccessNeed, BootstrapObject } from './read-result.ts';
import type { CardWalker, FileBody } from './walker.ts';

export interface ContentContext {
  readonly link: CardLink;
  readonly walker: CardWalker;
  readonly chain: Chain;
  readonly iccid: string | null;
  readonly keys: KeySource | undefined;
  readonly inspect: boolean;
}

/** A content file is read until its message ends; blank space is not read on. */
function messageEnds(offset: number): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    if (bytes.length <= offset) return false;
    const body = bytes.subarray(offset);
    return isFilled(body, 0xff) || isFilled(body, 0x00) || decodeMessage(bytes, offset).document !== null;
  };
}

/** One key of `refs` has to be verified; with the tries left of the first of them. */
async function keyNeed(
  { walker, link, chain }: ContentContext,
  file: string,
  act: 'read' | 'update',
  refs: readonly string[],
): Promise<Result<AccessNeed>> {
  const reference = keyReference(refs[0] ?? '', walker.mode);
  if (reference === undefined) return ok({ file, act, refs, triesLeft: null });
  const tries = await readTries(link, walker.mode, walker.channel, reference);
  if (!tries.ok) return tries;
  if (tries.value.kind === 'blocked' && act === 'read')
    chain.note('content', 'access-pin-blocked', { file }, { ref: refs[0] ?? '', file });
  return ok({
    file,
    act,
    refs,
    triesLeft: tries.value.kind === 'known' ? tries.value.tries : tries.value.kind === 'blocked' ? 0 : null,
  });
}

/** What has to be verified before the file can be read or updated: of each need one key, all of the needs. */
async function needsOf(
  context: ContentContext,
  located: LocatedObject,
  body: FileBody,
  act: 'read' | 'update',
): Promise<Result<readonly AccessNeed[]>> {
  const { walker, chain } = context;
  let header = body.header;
  if (header === undefined) {
    const selected = await walker.header(located.target);
    if (!selected.ok) return selected;
    header = selected.value.header;
  }
  if (header === undefined) return ok([]);
  const found = await accessOf(walker, header, act);
  if (!found.ok) return found;
  const file = located.object.path;
  if ('missing' in found.value) {
    const { arr, record } = found.value.missing;
    chain.note('content', 'access-arr-record-missing', { file }, { file, record, arr: hexWord(arr) });
    return ok([]);
  }
  if (!('answer' in found.value) || found.value.answer.kind === 'always') return ok([]);
  const { answer } = found.value;
  if (answer.kind !== 'keys') {
    if (act === 'read') chain.note('content', 'access-read-never', { file }, { file, condition: answer.kind });
    return ok([{ file, act, refs: [], triesLeft: null }]);
  }
  const needs: AccessNeed[] = [];
  for (const refs of clausesOf(answer)) {
    const need = await keyNeed(context, file, act, refs);
    if (!need.ok) return need;
    needs.push(need.value);
  }
  return ok(needs);
}

interface ContentRead {
  readonly body: FileBody;
  readonly needs: readonly AccessNeed[];
}

/** Selects and reads a content file; where the card refuses, verifies the keys that a person gave and reads once more. */
async function readWithKeys(context: ContentContext, located: LocatedObject): Promise<Result<ContentRead>> {
  const { walker, link, keys, iccid, inspect } = context;
  const { offset } = located.object;
  const ended = messageEnds(offset);
  const wish = {
    enough: inspect ? () => false : ended,
    cut: (bytes: Uint8Array) => !ended(bytes),
    header: inspect,
  };
  const first = await walker.readFile(located.target, wish);
  if (!first.ok) return first;
  if (first.value.reach !== 'refused') return ok({ body: first.value, needs: [] });
  const needs = await needsOf(context, located, first.value, 'read');
  if (!needs.ok) return needs;
  const { mode, channel } = walker;
  const asked = needs.value.map(({ refs }) => refs);
  const verified = await verifyGiven({ link, mode, channel, iccid, keys }, asked);
  if (!verified.ok) return verified;
  if (!verified.value) return ok({ body: first.value, needs: needs.value });
  const again = await walker.readFile(located.target, wish);
  if (!again.ok) return again;
  return ok({ body: { ...again.value, exchanges: [...first.value.exchanges, ...again.value.exchanges] }, needs: [] });
}

function reportBody(chain: Chain, located: LocatedObject, body: FileBody, needs: readonly AccessNeed[]): void {
  const file = located.object.path;
  const sw = hexWord(body.sw);
  if (body.reach === 'missing' || body.reach === 'error')
    chain.stop('content', 'file-missing', { file }, { path: file, sw });
  else if (body.reach === 'structure')
    chain.stop('content', 'file-not-transparent', { file }, { path: file, structure: body.structure });
  else if (body.reach === 'inactive')
    chain.stop('content', 'file-deactivated', { file }, { path: file, state: 'deactivated', sw });
  else if (body.reach === 'refused') {
    const refs =
      needs
        .map((need) => need.refs.join(' or '))
        .filter(Boolean)
        .join(' and ') || 'a key';
    chain.stop('content', 'access-pin-not-verified', { file }, { file, sw, refs });
  }
}

/** A formal public identifier in a word: `-//SYNCML//DTD SyncML 1.2//EN` is SyncML 1.2. */
function shortPublicId(publicId: string | null): string | null {
  return /^-\/\/[^/]*\/\/(?:DTD[ -])?(.*?)\/\/[A-Z]{2}$/.exec(publicId ?? '')?.[1] ?? publicId;
}

/** Over the air a push header belongs to a provisioning document; on a card it stands alone (PROVSC 9.4). */
function reportPush(chain: Chain, file: string, bytes: Uint8Array, { push, findings }: MessageView): void {
  if (push === undefined || findings.some(({ code }) => code === 'wbxml-push-header')) return;
  const { offset, length } = push.span;
  const start = toHex(bytes.subarray(offset, offset + Math.min(length, 8)), ' ');
  chain.note('wbxml', 'wbxml-push-header', { file, ...push.span }, { start, offset: length });
}

/** @param redacted the stars in place of secrets are those of a masked trace, and say nothing about the card */
function reportMessage(
  chain: Chain,
  { path: file, bytes }: { readonly path: string; readonly bytes: Uint8Array },
  message: MessageView,
  redacted: boolean,
): void {
  const findings = message.findings.filter((finding) => !redacted || finding.code !== 'profile-secret-masked');
  for (const finding of findings)
    chain.add(stepOfFinding(finding.code), { ...finding, where: { file, ...finding.where } });
  reportPush(chain, file, bytes, message);
  if (message.document === null) {
    if (!message.findings.some((finding) => stepOfFinding(finding.code) === 'content'))
      chain.reach('wbxml', 'not decodable', [], file);
    return;
  }
  chain.reach(
    'wbxml',
    [shortPublicId(message.publicId), message.charset].filter(Boolean).join(', '),
    [],
    file,
    `WBXML ${message.version ?? ''}`.trim(),
  );
  if (message.profile !== 'dm') return;
  const target = message.fields.find((field) => /Item(\[\d+\])?\/Target\/LocURI$/.test(field.path))?.value;
  chain.reach('syncml', target === undefined ? 'DM message' : `Add → ${target}`, [], file);
  const objects = new Set(
    message.fields.flatMap((field) => (field.group === null || field.group.startsWith('Sync') ? [] : [field.group])),
  );
  if (objects.size === 0 && message.accounts.length === 0) return;
  chain.reach(
    'tnds',
    `${objects.size} ${objects.size === 1 ? 'object' : 'objects'}: ${[...objects].join(', ')}`,
    [],
    file,
  );
  const [account] = message.accounts;
  if (account !== undefined) chain.reach('dmAcc', account.serverId ?? account.name ?? 'an account', [], file);
}

/** Objects are named by what their OID says, before what their label does. */
function nameOf(object: BootstrapObject): string {
  return object.dm ? 'EF(DM_Bootstrap)' : (oidTitle(object.oid) ?? object.label ?? object.path.slice(-4));
}

function reportLwm2m(chain: Chain, object: BootstrapObject, body: FileBody): void {
  if (isFilled(body.bytes.subarray(object.offset), 0xff)) return;
  const { fault } = readLwm2mBootstrap(body.bytes, object.offset);
  if (fault === null) return;
  const where = { file: object.path, offset: fault.offset, length: 1 };
  chain.note('content', 'dodf-lwm2m-undecodable', where, { path: object.path, ...fault });
}

/**
 * Steps 5 to 9 for one object: its content file, and, for the object a device uses (`chosen`), what the message says.
 * @returns what stands between a person and the file.
 */
export async function readContent(
  context: ContentContext,
  located: LocatedObject,
  chosen: boolean,
): Promise<Result<readonly AccessNeed[]>> {
  const { chain, inspect } = context;
  const { object } = located;
  const read = await readWithKeys(context, located);
  if (!read.ok) return read;
  const { body } = read.value;
  const needs = [...read.value.needs];
  if (body.reach === 'ok') {
    chain.addFile(object.path, nameOf(object), 'content', body);
    if (object.oid === OIDS.lwm2mBootstrap) reportLwm2m(chain, object, body);
  }
  if (chosen) {
    const sizes = body.size === null ? `${body.bytes.length} bytes read` : `${body.bytes.length} / ${body.size}`;
    const title = object.dm ? undefined : nameOf(object);
    chain.reach('content', `${object.path.slice(-4)}, ${sizes}`, body.exchanges, object.path, title);
    reportBody(chain, located, body, needs);
    if (body.reach === 'ok') {
      const message = messageOf(body.bytes, object);
      if (message.document !== null)
        chain.reach(
          'content',
          `${object.path.slice(-4)}, ${message.size}${body.size === null ? ' bytes' : ` / ${body.size}`}`,
        );
      const { path } = object;
      reportMessage(chain, { path, bytes: body.bytes }, message, context.link.transport.redacted ?? false);
      // Beyond 7FFF, P1 of READ BINARY would name a short file id (TS 102 221 11.1.3).
      const end = message.document === null ? (body.size ?? 0) : object.offset + message.size;
      if (context.walker.mode === '3g' && end > 0x8000)
        chain.note('content', 'file-over-32k', { file: object.path }, { end: hexWord(end) });
    }
  }
  if (inspect && body.reach === 'ok') {
    const update = await needsOf(context, located, body, 'update');
    if (!update.ok) return update;
    needs.push(...update.value);
  }
  return ok(needs);
}
