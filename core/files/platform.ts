import { hex, startsWith } from '../base/bytes.ts';
import { readAtr } from '../card/atr.ts';
import type { CardMode } from '../card/identify.ts';
import type { CardTree } from './card-tree.ts';

/** RIDs of 3GPP and 3GPP2 applications with their application codes: USIM, ISIM; CSIM (TS 101 220, TS 31.102). */
const UICC_APPLICATIONS = [hex('A0000000871002'), hex('A0000000871004'), hex('A0000003431002')];

/** True for an application that only a UICC has. */
export function isUiccApplication(aid: Uint8Array): boolean {
  return UICC_APPLICATIONS.some((known) => startsWith(aid, known));
}

const DF_CDMA = '3F007F25';

/**
 * Which card a tree is of. ISO class: a UICC. Class A0: a UICC in 2G mode where the ATR has the T=15 bytes that TS 102 221 6.3
 * asks for or EF(DIR) lists a UICC application; an R-UIM where DF(CDMA) answers (C.S0023 3.4); else a SIM.
 */
export function platformOf(tree: CardTree, mode: CardMode, atr: Uint8Array): 'sim' | 'ruim' | 'uicc' {
  if (mode === '3g' || readAtr(atr).t15 || tree.applications.some(({ aid }) => isUiccApplication(aid))) return 'uicc';
  return tree.nodes.some(({ path }) => path === DF_CDMA) ? 'ruim' : 'sim';
}
