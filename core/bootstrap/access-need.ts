import { isFilled } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { FileAct } from '../card/access-acts.ts';
import { type AccessAnswer, type ArrRecord, whoMay } from '../card/access-rule.ts';
import type { FileHeader, PinState } from '../card/file-header.ts';
import type { CardWalker } from './walker.ts';

/** How an access answer was found, and what stood in the way. */
export type AccessFound =
  | { readonly answer: AccessAnswer }
  | { readonly missing: { readonly arr: number; readonly record: number } }
  | { readonly unknown: true };

/** EF(ARR) under the MF and in an application (TS 102 221 13.4, 10.7). */
const EF_ARR_MF = 0x2f06;
const EF_ARR_DF = 0x6f06;

/** The record that a header points at; the EF(ARR) nearest to the file counts: the application's own, then that of the MF. */
async function arrRecord(
  walker: CardWalker,
  access: Extract<FileHeader['access'], { kind: 'arr' }>,
): Promise<Result<ArrRecord>> {
  const fids = access.fid === null ? [EF_ARR_DF, EF_ARR_MF] : [access.fid];
  let seen: ArrRecord = { kind: 'no-file' };
  for (const fid of fids) {
    for (const from of ['application', 'mf'] as const) {
      const record = await walker.readRecord({ from, fids: [fid] }, access.record);
      if (!record.ok) return record;
      const { data, reach } = record.value;
      if (data.length > 0 && !isFilled(data, 0xff)) return ok({ kind: 'record', bytes: data });
      if (reach !== 'missing' || data.length > 0) seen = { kind: 'no-record' };
    }
  }
  return ok(seen);
}

/**
 * What must be verified before `act` on a file whose header is known; reads the EF(ARR) record where the header points to one.
 * @param pins states of the PINs where they are known: one that is switched off need not be verified
 */
export async function accessOf(
  walker: CardWalker,
  header: FileHeader,
  act: FileAct,
  pins: readonly PinState[] = [],
): Promise<Result<AccessFound>> {
  const context = pins.length > 0 ? { pins } : {};
  const { access } = header;
  if (access.kind === 'unknown') return ok({ unknown: true });
  if (access.kind !== 'arr') return ok({ answer: whoMay(header, act, context) });
  const arr = await arrRecord(walker, access);
  if (!arr.ok) return arr;
  if (arr.value.kind !== 'record') return ok({ missing: { arr: access.fid ?? EF_ARR_MF, record: access.record } });
  return ok({ answer: whoMay(header, act, { ...context, arr: arr.value }) });
}
