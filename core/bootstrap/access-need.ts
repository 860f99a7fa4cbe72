import { ok, type Result } from '../base/result.ts';
import { type AccessAnswer, compactAccess, expandedAccess, type FileAct, nibbleAccess } from '../card/access-rule.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { CardWalker } from './walker.ts';

/** How an access answer was found, and what stood in the way. */
export type AccessFound =
  | { readonly answer: AccessAnswer }
  | { readonly missing: { readonly arr: number; readonly record: number } }
  | { readonly unknown: true };

/** EF(ARR) under the MF and in an application (TS 102 221 13.4, 10.7). */
const EF_ARR_MF = 0x2f06;
const EF_ARR_DF = 0x6f06;

/** What must be verified before `act` on a file whose header is known; reads the EF(ARR) record where the header points to one. */
export async function accessOf(walker: CardWalker, header: FileHeader, act: FileAct): Promise<Result<AccessFound>> {
  const { access } = header;
  switch (access.kind) {
    case 'nibbles':
      return ok({ answer: nibbleAccess(access[act]) });
    case 'compact':
      return ok({ answer: compactAccess(access.bytes, act) });
    case 'expanded':
      return ok({ answer: expandedAccess(access.bytes, act) });
    case 'unknown':
      return ok({ unknown: true });
    case 'arr': {
      // The EF(ARR) nearest to the file counts: the application's own, then that of the MF.
      const fids = access.fid === null ? [EF_ARR_DF, EF_ARR_MF] : [access.fid];
      for (const fid of fids) {
        for (const from of ['application', 'mf'] as const) {
          const record = await walker.readRecord({ from, fids: [fid] }, access.record);
          if (!record.ok) return record;
          if (record.value.data.length > 0) return ok({ answer: expandedAccess(record.value.data, act) });
        }
      }
      return ok({ missing: { arr: access.fid ?? EF_ARR_MF, record: access.record } });
    }
  }
}
