import { errorText } from '../base/app-error.ts';
import type { FindingPlace } from '../base/finding.ts';
import { ok } from '../base/result.ts';
import { clausesOf } from '../card/access-expression.ts';
import { type ArrRecord, whoMay } from '../card/access-rule.ts';
import type { FileAccess, FileHeader, PinState } from '../card/file-header.ts';
import { verifyGiven } from '../card/given-keys.ts';
import { isPinReference, keyName, keyReference } from '../card/key-names.ts';
import { currentPins, readTries } from '../card/key-state.ts';
import { findByAuthId, readAodf } from '../pkcs15/aodf.ts';
import type { Odf } from '../pkcs15/odf.ts';
import { resolvePath } from '../pkcs15/path.ts';
import type { DeviceSession } from './device-session.ts';
import { type DeviceFile, placeOf, readDirectoryFile } from './read-file.ts';
import { broken, rejected, type Taken } from './rejection.ts';

/** EF(ARR) in an application and under the MF (TS 102 221 10.7, 13.4): the nearer one counts. */
const EF_ARR_DF = 0x6f06;
const EF_ARR_MF = 0x2f06;

/** Of each list one PIN has to be verified. */
type Wanted = readonly (readonly string[])[];

/** A file that asks for the cardholder, and what is known of it. */
export interface HolderContext {
  readonly file: DeviceFile;
  readonly header: FileHeader | null;
  /** authId of the record that leads to it. */
  readonly authId: Uint8Array | null;
  readonly odf: Odf | null;
}

/**
 * Step 6: cardholder verification, as flags or the card ask for it (D.2.4, D.3.4). The PIN is the user's: where none is given
 * the way ends here; none is guessed. Other files may be current afterwards.
 */
export async function verifyHolder(session: DeviceSession, context: HolderContext): Promise<Taken<void>> {
  const wanted =
    session.habits.pin === 'aodf' ? await wantedByAodf(session, context) : await wantedByRule(session, context);
  if (!wanted.ok) return wanted;
  if (wanted.value.length === 0) {
    session.note('nothing has to be verified');
    return ok(undefined);
  }
  return verify(session, context, wanted.value);
}

async function verify(session: DeviceSession, { file }: HolderContext, wanted: Wanted): Promise<Taken<void>> {
  const { link, mode, channel, iccid, keys } = session;
  const refs = wanted.map((list) => list.join(' or ')).join(' and ');
  const where = { file: placeOf(session, file) };
  const verified = await session.through(`VERIFY ${refs}`, () =>
    verifyGiven({ link, mode, channel, iccid, keys }, wanted),
  );
  if (verified.ok) return verified.value ? ok(undefined) : notGiven(session, where, wanted, refs);
  const { error } = verified;
  if (error.code === 'key-blocked') return rejected('pin', 'pin-blocked', where, { refs });
  if (!error.code.startsWith('key-') && !error.code.startsWith('credential-')) return broken(error);
  const details = { reason: errorText(error).message, reasonZh: errorText(error, 'zh').message };
  return rejected('pin', 'pin-refused', where, details);
}

/** No PIN came from the user: one that is blocked was never asked for. */
async function notGiven(
  session: DeviceSession,
  where: FindingPlace,
  wanted: Wanted,
  refs: string,
): Promise<Taken<never>> {
  const { link, mode, channel } = session;
  for (const ref of wanted.flat()) {
    const reference = keyReference(ref, mode) ?? 0;
    const tries = await session.through(`tries left of ${ref}`, () => readTries(link, mode, channel, reference));
    if (!tries.ok) return broken(tries.error);
    if (tries.value.kind === 'blocked') return rejected('pin', 'pin-blocked', where, { refs: ref });
  }
  return rejected('pin', 'pin-not-given', where, { refs });
}

/** PIN states stand in what the application's DF answered to SELECT; a card that left them out is asked by STATUS. */
async function pinStates(session: DeviceSession): Promise<Taken<readonly PinState[]>> {
  const told = session.applicationHeader?.pins ?? [];
  if (told.length > 0) return ok(told);
  const { link, mode, channel } = session;
  const pins = await session.through('STATUS', () => currentPins(link, { mode, channel }));
  return pins.ok ? pins : broken(pins.error);
}

/** Class A0: CHV1 (D.2.4). ISO class: the PINs that the file's own rule names (D.3.4). */
async function wantedByRule(session: DeviceSession, context: HolderContext): Promise<Taken<Wanted>> {
  const pins = await pinStates(session);
  if (!pins.ok) return pins;
  if (session.mode === '3g') return wantedByFcp(session, context, pins.value);
  const chv1 = pins.value.find((pin) => pin.reference === 1);
  if (chv1 === undefined || !chv1.enabled) return ok([]);
  if (chv1.triesLeft === 0) {
    const where = { file: placeOf(session, context.file) };
    return rejected('pin', 'pin-blocked', where, { refs: 'pin1' });
  }
  return ok([['pin1']]);
}

async function wantedByFcp(
  session: DeviceSession,
  { file, header }: HolderContext,
  pins: readonly PinState[],
): Promise<Taken<Wanted>> {
  const place = { file: placeOf(session, file) };
  const details = { file: file.name };
  // A header without a rule names no PIN; whether the file can be read is the card's answer to the READ.
  if (header === null || header.access.kind === 'unknown') return ok([]);
  const arr = header.access.kind === 'arr' ? await arrRecord(session, header.access) : ok(undefined);
  if (!arr.ok) return arr;
  if (arr.value !== undefined && arr.value.kind !== 'record' && header.access.kind === 'arr')
    return rejected('pin', 'access-rule-missing', place, { ...details, record: header.access.record });
  const answer = whoMay(header, 'read', { pins, ...(arr.value !== undefined && { arr: arr.value }) });
  if (answer.kind === 'always') return ok([]);
  if (answer.kind === 'never') return rejected('pin', 'access-never', place, details);
  if (answer.kind === 'unknown') return rejected('pin', 'access-out-of-reach', place, { ...details, refs: 'no PIN' });
  const clauses = clausesOf(answer);
  // A PIN that the application does not list is none that the device can ask for (TS 102 221 9.5.2).
  const listed = (reference: number) =>
    session.habits.pin === 'refusal' || pins.length === 0 || pins.some((pin) => pin.reference === reference);
  const askable = (ref: string) => {
    const reference = keyReference(ref, '3g') ?? 0;
    return isPinReference(reference) && listed(reference);
  };
  const wanted = clauses.map((refs) => refs.filter(askable));
  const missing = clauses[wanted.findIndex((refs) => refs.length === 0)];
  return missing === undefined
    ? ok(wanted)
    : rejected('pin', 'access-out-of-reach', place, { ...details, refs: missing.join(' or ') });
}

/** The record of EF(ARR) that a header points at. */
async function arrRecord(
  session: DeviceSession,
  { fid, record }: Extract<FileAccess, { kind: 'arr' }>,
): Promise<Taken<ArrRecord>> {
  let seen: ArrRecord = { kind: 'no-file' };
  for (const id of fid === null ? [EF_ARR_DF, EF_ARR_MF] : [fid]) {
    for (const from of ['application', 'mf'] as const) {
      const selected = await session.selectFile({ from, fids: [id] });
      if (!selected.ok) return selected;
      if (selected.value.reach !== 'ok') continue;
      const read = await session.readRecord(record, selected.value.header?.recordLength || 256);
      if (!read.ok) return read;
      if (read.value.data.length > 0 && read.value.data[0] !== 0xff)
        return ok({ kind: 'record', bytes: read.value.data });
      seen = { kind: 'no-record' };
    }
  }
  return ok(seen);
}

/** The PIN that EF(AODF) has under the record's authId. */
async function wantedByAodf(session: DeviceSession, { file, authId, odf }: HolderContext): Promise<Taken<Wanted>> {
  const pins = await pinStates(session);
  if (!pins.ok) return pins;
  const where = { file: placeOf(session, file) };
  const entry = odf?.entries.find((item) => item.kind === 'authObjects' && item.path !== undefined);
  const target = entry?.path && resolvePath(entry.path.path, session.application?.fids ?? []);
  // Without EF(AODF) or an authId there is nothing to follow: PIN1 is meant (D.2.4).
  const reference = await referenceOf(session, authId, target);
  if (!reference.ok) return reference;
  if (reference.value === null) return rejected('pin', 'pin-unknown', where);
  const found = reference.value;
  const state = pins.value.find((pin) => pin.reference === found);
  return ok(state !== undefined && !state.enabled ? [] : [[keyName(found, session.mode)]]);
}

async function referenceOf(
  session: DeviceSession,
  authId: Uint8Array | null,
  target: ReturnType<typeof resolvePath>,
): Promise<Taken<number | null>> {
  if (authId === null || target === undefined) return ok(1);
  const read = await readDirectoryFile(session, { name: 'EF(AODF)', target }, () => false);
  if (!read.ok) return read;
  const pin = findByAuthId(readAodf(read.value).objects, authId)?.pin;
  return ok(pin === undefined ? null : pin.reference);
}
