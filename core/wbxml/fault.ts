/** Why a WBXML document stops decoding. */
export const WBXML_FAULTS = {
  truncated: 'the bytes end in the middle of the document',
  'integer-too-long': 'an mb_u_int32 has more than 5 bytes or does not fit 32 bits',
  'opaque-overrun': 'an OPAQUE claims more bytes than there are',
  'table-overrun': 'the string table claims more bytes than there are',
  'table-reference': 'a reference points outside the string table',
  'string-open': 'a string has no terminating 00',
  'no-root': 'there is no root element',
  'attribute-token': 'a token stands where only attributes may',
  'too-much-text': 'its strings, counted at every reference, are too long together',
  'too-deep': 'elements are nested too deeply',
  'too-many-nodes': 'the document has too many nodes',
} as const satisfies Record<string, string>;

export type WbxmlFaultReason = keyof typeof WBXML_FAULTS;

export interface WbxmlFault {
  /** First byte that does not decode, counted from the start of the bytes that the decoder was given. */
  readonly offset: number;
  readonly reason: WbxmlFaultReason;
}
