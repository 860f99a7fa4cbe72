import { utf8 } from '../base/bytes.ts';
import { tlv } from '../tlv/ber-tlv.ts';

/*
 * TokenInfo ::= SEQUENCE { version INTEGER {v1(0)}, serialNumber OCTET STRING, manufacturerID UTF8String OPTIONAL,
 *   label [0] UTF8String OPTIONAL, tokenflags BIT STRING, … }  (PKCS#15 6.9)
 */
export interface TokenInfo {
  readonly serialNumber: Uint8Array;
  readonly manufacturer: string;
  readonly label: string;
}

/** EF(TokenInfo) 5032: OMA's steps do not need it, general PKCS#15 readers ask for it. No token flags are set. */
export function encodeTokenInfo(info: TokenInfo): Uint8Array {
  return tlv(
    0x30,
    tlv(0x02, Uint8Array.of(0)),
    tlv(0x04, info.serialNumber),
    tlv(0x0c, utf8(info.manufacturer)),
    tlv(0x80, utf8(info.label)),
    tlv(0x03, Uint8Array.of(0)),
  );
}
