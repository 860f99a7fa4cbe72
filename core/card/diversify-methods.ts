/**
 * Ways from a master key and an ICCID to a card's own key. A row is a whole scheme: how the ICCID becomes bytes, which
 * algorithm runs over them, what of its result is the key. Issuers differ in nothing else, so a scheme that is missing is a
 * row, not code.
 */

/** Forms of the ICCID, its digits as EF(ICCID) has them: a check digit that the file leaves out is left out here too. */
export const ICCID_FORMS = {
  ascii: 'the digits in ASCII, one a byte',
  bcd: 'ten bytes, two digits a byte in reading order, F as filler',
  swapped: 'the ten bytes of EF(ICCID): two digits a byte, low nibble first, F as filler (TS 102 221 13.2)',
  'bcd-block': 'eight bytes: the last 16 digits, two a byte in reading order, zeros before a shorter number',
  'swapped-block': 'eight bytes: the last eight of EF(ICCID)',
} as const;
export type IccidForm = keyof typeof ICCID_FORMS;

export const ALGORITHMS = {
  'aes-cmac': {
    title: 'AES-CMAC',
    clause: 'NIST SP 800-38B 6.2, RFC 4493',
    keyLengths: [16, 24, 32],
  },
  '3des': {
    title: 'Triple DES, ECB, two or three keys',
    clause: 'NIST SP 800-67 3.2',
    keyLengths: [16, 24],
  },
} as const;
export type Algorithm = keyof typeof ALGORITHMS;

export const OUTPUTS = {
  left: { length: 8, text: 'the first eight bytes' },
  block: { length: 8, text: 'the eight bytes' },
  whole: { length: 16, text: 'all 16 bytes' },
  complement: {
    length: 16,
    text: 'the eight bytes, then those of the block with every bit inverted (as EMV Book 2 A1.4.1 has it)',
  },
  digits: {
    length: 8,
    text: 'the first eight bytes as a number, most significant first, modulo 100000000: eight ASCII digits',
  },
} as const;
export type Output = keyof typeof OUTPUTS;

interface DiversifyRow {
  readonly name: string;
  readonly algorithm: Algorithm;
  readonly input: IccidForm;
  readonly output: Output;
}

export const DIVERSIFY_METHODS = [
  { name: 'aes-cmac-ascii-8', algorithm: 'aes-cmac', input: 'ascii', output: 'left' },
  { name: 'aes-cmac-ascii-16', algorithm: 'aes-cmac', input: 'ascii', output: 'whole' },
  { name: 'aes-cmac-ascii-digits', algorithm: 'aes-cmac', input: 'ascii', output: 'digits' },
  { name: 'aes-cmac-bcd-8', algorithm: 'aes-cmac', input: 'bcd', output: 'left' },
  { name: 'aes-cmac-bcd-16', algorithm: 'aes-cmac', input: 'bcd', output: 'whole' },
  { name: 'aes-cmac-bcd-digits', algorithm: 'aes-cmac', input: 'bcd', output: 'digits' },
  { name: 'aes-cmac-swapped-8', algorithm: 'aes-cmac', input: 'swapped', output: 'left' },
  { name: 'aes-cmac-swapped-16', algorithm: 'aes-cmac', input: 'swapped', output: 'whole' },
  { name: 'aes-cmac-swapped-digits', algorithm: 'aes-cmac', input: 'swapped', output: 'digits' },
  { name: '3des-bcd-8', algorithm: '3des', input: 'bcd-block', output: 'block' },
  { name: '3des-bcd-16', algorithm: '3des', input: 'bcd-block', output: 'complement' },
  { name: '3des-bcd-digits', algorithm: '3des', input: 'bcd-block', output: 'digits' },
  { name: '3des-swapped-8', algorithm: '3des', input: 'swapped-block', output: 'block' },
  { name: '3des-swapped-16', algorithm: '3des', input: 'swapped-block', output: 'complement' },
  { name: '3des-swapped-digits', algorithm: '3des', input: 'swapped-block', output: 'digits' },
] as const satisfies readonly DiversifyRow[];

export type DiversifyMethod = (typeof DIVERSIFY_METHODS)[number];

export function diversifyMethod(name: string): DiversifyMethod | undefined {
  return DIVERSIFY_METHODS.find((method) => method.name === name);
}
