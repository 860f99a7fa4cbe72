import type { Protocol } from '../apdu/command.ts';
import { concat, hex, utf8 } from '../base/bytes.ts';

const capabilities = (extended: boolean) => hex(extended ? 'BE2153' : 'BE2113');

/**
 * EF(ATR) of a card with extended lengths (ISO/IEC 7816-4 12.2.2): card capabilities 47, and in 7F66 the longest command
 * and response.
 */
export function efAtrContent(): Uint8Array {
  return concat(hex('4703'), capabilities(true), hex('7F660802027FFF02027FFF'));
}

/**
 * Answer to reset of a built card (ISO/IEC 7816-3 8.2): TA1 = 96 (512/32). A SIM or R-UIM offers T=0 alone and needs no
 * check byte. A UICC adds its voltage classes A, B, C by T=15 and historical bytes that announce SELECT by AID and four
 * logical channels assigned by the card (TS 102 221 6.3.2, 6.3.3).
 * @param extended bit 7 of the third capability byte: extended Lc and Le fields (ISO/IEC 7816-4 table 119)
 */
export function telecomAtr(platform: 'sim' | 'ruim' | 'uicc', protocol: Protocol, extended = false): Uint8Array {
  if (platform !== 'uicc') return concat(hex('3B989600'), utf8('BOOTCARD'));
  const td1 = protocol === 'T=0' ? 0x80 : 0x81;
  const historical = concat(hex('8031A073'), capabilities(extended), hex('67'), utf8('BOOTCAR'));
  const body = concat(Uint8Array.of(0x9f, 0x96, td1, 0x1f, 0xc7), historical);
  return concat(hex('3B'), body, Uint8Array.of(body.reduce((check, byte) => check ^ byte, 0)));
}
