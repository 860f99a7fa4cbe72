import { hexWord } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import type { AccessFound } from '../bootstrap/access-need.ts';
import { makeFinding } from '../bootstrap/finding-rows.ts';
import { objectContent } from '../bootstrap/object-content.ts';
import type { AccessAnswer } from '../card/access-rule.ts';
import type { CardMode } from '../card/identify.ts';
import { keyReference, UNIVERSAL_PIN } from '../card/key-names.ts';
import { type CardView, chosenOf } from './card-view.ts';
import type { FileProbe } from './probe-card.ts';

function answerOf(found: AccessFound | undefined): AccessAnswer | undefined {
  return found !== undefined && 'answer' in found ? found.answer : undefined;
}

/** A key that a device asks its user for: the universal PIN and the application PINs (D.3.4), CHV1 and CHV2 (D.2.4). */
function isUserKey(name: string, mode: CardMode): boolean {
  const reference = keyReference(name, mode);
  if (reference === undefined) return false;
  if (mode === '2g') return reference === 1 || reference === 2;
  return (reference >= 0x01 && reference <= 0x08) || reference === UNIVERSAL_PIN;
}

/** True where a device's user can satisfy the condition. */
function userMay({ kind, alternatives }: AccessAnswer, mode: CardMode): boolean {
  return (
    kind === 'always' || (kind === 'keys' && alternatives.some(({ keys }) => keys.every((key) => isUserKey(key, mode))))
  );
}

function refsOf({ alternatives }: AccessAnswer): string {
  return alternatives.map(({ keys }) => keys.join(' and ')).join(' or ');
}

/** A rule that no device can satisfy (D.3.4, D.4.2, D.4.3). */
function unreachable(view: CardView, { path, read }: FileProbe): Finding[] {
  const { mode } = view.read.card;
  const answer = answerOf(read);
  if (answer === undefined || answer.kind !== 'keys' || userMay(answer, mode)) return [];
  const ref = refsOf(answer);
  return mode === '2g'
    ? [makeFinding('access-read-never', { file: path }, { file: path, condition: ref })]
    : [makeFinding('access-pin-unreachable', { file: path }, { file: path, ref })];
}

/** A rule that is not there allows nothing (TS 102 221 9.2.7). */
function lostRule({ path, read }: FileProbe): Finding[] {
  if (!('missing' in read)) return [];
  const { arr, record } = read.missing;
  return [makeFinding('access-arr-record-missing', { file: path }, { file: path, record, arr: hexWord(arr) })];
}

/** Only the issuer may change what devices bootstrap from (D.4.1, D.4.2, D.4.3). */
function modifiable(view: CardView, { path, update }: FileProbe): Finding[] {
  const answer = answerOf(update);
  if (answer === undefined || !userMay(answer, view.read.card.mode)) return [];
  const condition = answer.kind === 'always' ? 'nothing' : refsOf(answer);
  return [makeFinding('access-user-modifiable', { file: path }, { file: path, condition })];
}

/** The private flag says whether a device asks for the PIN before it reads (D.2.4, D.3.4). */
function flags(view: CardView): Finding[] {
  const chosen = chosenOf(view);
  const answer = answerOf(chosen?.probe?.read);
  if (chosen === undefined || answer === undefined) return [];
  const { object } = chosen;
  const where = { file: object.dodf, ...object.span };
  const marked = object.flags.private ? 'private' : 'not private';
  const needs = answer.kind === 'always' ? 'nothing' : refsOf(answer);
  const agree =
    object.flags.private === (answer.kind !== 'always') ||
    (answer.kind !== 'always' && !userMay(answer, view.read.card.mode));
  return agree ? [] : [makeFinding('dodf-flags-access-mismatch', where, { flags: marked, file: object.path, needs })];
}

/** Secrets that whoever holds the card can read (D.4.2). */
function openSecrets(view: CardView): Finding[] {
  const chosen = chosenOf(view);
  if (chosen?.file === undefined || answerOf(chosen.probe?.read)?.kind !== 'always') return [];
  const content = objectContent(view.read, chosen.object);
  const secrets = content?.message?.fields.filter((field) => field.secret && field.value !== '') ?? [];
  const [first] = secrets;
  if (content === undefined || first === undefined) return [];
  const names = [...new Set(secrets.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)))].join(', ');
  const file = chosen.object.path;
  return [makeFinding('access-secrets-open', { file, ...first.span }, { file, count: secrets.length, names })];
}

/** Habits of devices that the files do not serve: short file ids, blocks longer than the file (TS 102 221). */
function habits({ read, probe }: CardView): Finding[] {
  const out: Finding[] = [];
  const odf = probe.files.find(({ role }) => role === 'odf');
  if (read.card.mode === '3g' && odf !== undefined && odf.header.sfi === null)
    out.push(makeFinding('access-sfi-absent', { file: odf.path }, { file: odf.path }));
  const small = probe.files.find(({ block, role }) => role !== 'content' && block !== null && block !== 0x9000);
  if (small !== undefined && small.block !== null) {
    const details = { file: small.path, size: small.header.size ?? 0, sw: hexWord(small.block) };
    out.push(makeFinding('read-le-over-file', { file: small.path }, details));
  }
  return out;
}

/** Real access conditions against what the directories and the standard say of them. */
export function accessRules(view: CardView): readonly Finding[] {
  const { files } = view.probe;
  return [
    ...habits(view),
    ...flags(view),
    ...files.filter(({ role }) => role === 'content').flatMap((file) => unreachable(view, file)),
    ...files.flatMap(lostRule),
    ...files.flatMap((file) => modifiable(view, file)),
    ...openSecrets(view),
  ];
}
