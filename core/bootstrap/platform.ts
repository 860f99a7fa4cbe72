import { statusOutcome } from '../apdu/status-words.ts';
import { ok, type Result } from '../base/result.ts';
import { readAtr } from '../card/atr.ts';
import type { CardLink } from '../card/card-link.ts';
import { gsm } from '../card/commands.ts';
import type { CardMode } from '../card/identify.ts';
import { isUiccApplication } from '../files/platform.ts';
import { readDir } from '../pkcs15/ef-dir.ts';
import type { CardFile, CardIdentity } from './read-result.ts';

const DF_CDMA = 0x7f25;

function listsUiccApplication(dir: CardFile | undefined): boolean {
  if (dir === undefined) return false;
  const records = readDir(dir.bytes, dir.recordLength);
  return records.some((record) => record.kind === 'template' && record.aid !== null && isUiccApplication(record.aid));
}

/**
 * Which card this is. ISO class: a UICC. Class A0: a UICC in 2G mode where the ATR has the T=15 bytes that TS 102 221 6.3
 * asks for or EF(DIR) lists a UICC application; an R-UIM where DF(CDMA) answers (C.S0023 3.4); else a SIM.
 * Begins and ends with the MF selected.
 */
export async function findPlatform(
  link: CardLink,
  mode: CardMode,
  dir: CardFile | undefined,
): Promise<Result<CardIdentity['platform']>> {
  if (mode === '3g' || readAtr(link.transport.atr).t15 || listsUiccApplication(dir)) return ok('uicc');
  const cdma = await link.send(gsm.select(DF_CDMA), 'leave');
  if (!cdma.ok) return cdma;
  if (statusOutcome(cdma.value.sw, '2g') === 'error') return ok('sim');
  const back = await link.send(gsm.select(0x3f00), 'leave');
  return back.ok ? ok('ruim') : back;
}
