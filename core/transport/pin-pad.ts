import { concat } from '../base/bytes.ts';
import type { PinPadFeatures } from './card-transport.ts';

/**
 * Readers with keys of their own (PC/SC part 10, revision 2.02): the structures that tell such a reader where in a command the
 * PIN goes, and the list of what it can do. Numbers of several bytes are little-endian in the structures, big-endian in the list.
 */

/** Tags of the answer to GET_FEATURE_REQUEST (2.3). */
const FEATURES = { 6: 'verify', 7: 'modify' } as const;

/** Control codes by feature; what the reader has not is absent. */
export type FeatureCodes = Partial<Record<keyof PinPadFeatures, number>>;

/** TLVs of a tag, the length 4 and a control code. What is cut or of another length is left out. */
export function readFeatures(list: Uint8Array): FeatureCodes {
  const codes: FeatureCodes = {};
  for (let at = 0; at + 2 <= list.length; at += 2 + (list[at + 1] as number)) {
    const feature = FEATURES[list[at] as keyof typeof FEATURES];
    const value = list.subarray(at + 2, at + 6);
    if (feature === undefined || list[at + 1] !== 4 || value.length !== 4) continue;
    codes[feature] = value.reduce((sum, byte) => sum * 256 + byte, 0);
  }
  return codes;
}

/** Seconds until the reader gives up: for the first digit, and between digits. */
const TIMEOUT = 30;
const TIMEOUT_BETWEEN = 15;
/** b8 bytes as the unit, b7 to b4 the PIN at offset 0 of the data, left justified, b2 b1 = 10 ASCII digits. */
const ASCII_LEFT = 0x82;
/** A block of 8 bytes, without a length in it (TS 102 221 11.1.9). */
const BLOCK = 8;
const NO_LENGTH = 0x00;
const LEAST_DIGITS = 4;
const MOST_DIGITS = 8;
/** The entry ends with the reader's OK key. */
const ON_VALIDATION_KEY = 0x02;
/** The reader shows the messages that it has. */
const OWN_MESSAGES = 0xff;
const ENGLISH_US = 0x0409;
/** The present PIN is asked for, and the new one twice. */
const ASK_OLD_AND_CONFIRM = 0x03;
const FILLER = 0xff;

const word = (value: number) => Uint8Array.of(value & 0xff, value >> 8);

/** ulDataLength and abData: the command with FF in the place of the PINs. */
function template(header: Uint8Array, blocks: number): Uint8Array {
  const length = blocks * BLOCK;
  const data = concat(header, Uint8Array.of(length), new Uint8Array(length).fill(FILLER));
  return concat(word(data.length), word(0), data);
}

const HEAD = Uint8Array.of(TIMEOUT, TIMEOUT_BETWEEN, ASCII_LEFT, BLOCK, NO_LENGTH);
const DIGITS = word((LEAST_DIGITS << 8) | MOST_DIGITS);
const PROLOGUE = Uint8Array.of(0, 0, 0);

/** PIN_VERIFY_STRUCTURE (2.5.2). @param header CLA INS P1 P2 of a command with one PIN */
export function verifyStructure(header: Uint8Array): Uint8Array {
  return concat(
    HEAD,
    DIGITS,
    Uint8Array.of(ON_VALIDATION_KEY, OWN_MESSAGES),
    word(ENGLISH_US),
    Uint8Array.of(0),
    PROLOGUE,
    template(header, 1),
  );
}

/** PIN_MODIFY_STRUCTURE (2.5.3). @param header CLA INS P1 P2 of a command with the present PIN and the new one */
export function modifyStructure(header: Uint8Array): Uint8Array {
  return concat(
    HEAD,
    Uint8Array.of(0, BLOCK),
    DIGITS,
    Uint8Array.of(ASK_OLD_AND_CONFIRM, ON_VALIDATION_KEY, OWN_MESSAGES),
    word(ENGLISH_US),
    Uint8Array.of(0, 1, 2),
    PROLOGUE,
    template(header, 2),
  );
}

/** The command in a structure, as far as this machine knows it: FF where the reader puts the PIN. */
export function commandInStructure(structure: Uint8Array, kind: 'verify' | 'modify'): Uint8Array {
  return structure.subarray(kind === 'verify' ? 19 : 24);
}
