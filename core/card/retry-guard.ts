import { statusOutcome, statusText } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import type { CardLink } from './card-link.ts';
import { gsm, uicc } from './commands.ts';
import { readSelectResponse2g } from './file-header.ts';
import { keyName } from './key-names.ts';

/** What the memory of refused values knows of a key on a card. */
export interface Recollection {
  /** This very value was refused, or sent without an answer that cleared it. */
  readonly refused: boolean;
  /** How many values of this key were. */
  readonly values: number;
}

/**
 * Remembers, across processes, which values a card has refused: as keyed hashes, never in clear. A value is remembered
 * before it is sent and forgotten when the card accepts it, so that a lost answer or a killed process cannot make it be
 * sent twice. Each call has happened on the disk when it answers.
 */
export interface RefusedKeys {
  recall(iccid: string, reference: number, value: Secret): Promise<Result<Recollection>>;
  remember(iccid: string, reference: number, value: Secret): Promise<Result<void>>;
  forget(iccid: string, reference: number, value: Secret): Promise<Result<void>>;
}

/** What the user allows for this one card. */
export interface KeyConsent {
  /** Spend a try though fewer than 3 are left. */
  readonly fewTries: boolean;
  /** One attempt though the card does not tell how many are left. */
  readonly triesUnknown: boolean;
}

/** State of a key before a value is sent. */
export type TriesLeft =
  | { readonly kind: 'known'; readonly tries: number }
  | { readonly kind: 'verified' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'unknown' };

const LEAST_TRIES = 3;

/** CHV1 and CHV2 from the status bytes of the current DF (TS 51.011 9.2.2); an empty VERIFY would cost a try in class A0. */
async function tries2g(link: CardLink, reference: number): Promise<Result<TriesLeft>> {
  if (reference !== 1 && reference !== 2) return ok({ kind: 'unknown' });
  const status = await link.send(gsm.status(22));
  if (!status.ok) return status;
  const header = readSelectResponse2g(status.value.data);
  const pin = header.ok ? header.value.pins.find((item) => item.reference === reference) : undefined;
  if (pin?.triesLeft === undefined) return ok({ kind: 'unknown' });
  if (!pin.enabled) return ok({ kind: 'verified' });
  return ok(pin.triesLeft === 0 ? { kind: 'blocked' } : { kind: 'known', tries: pin.triesLeft });
}

/** Empty VERIFY (TS 102 221 11.1.9): 63Cx tries left, 9000 verified or disabled, 6983 blocked, anything else unknown. */
async function tries3g(link: CardLink, channel: number, reference: number): Promise<Result<TriesLeft>> {
  const answer = await link.send(uicc.verifyEmpty(channel, reference));
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  if (statusOutcome(sw, 'iso') === 'ok') return ok({ kind: 'verified' });
  if (sw === 0x6983 || sw === 0x63c0) return ok({ kind: 'blocked' });
  if (sw >> 4 === 0x63c) return ok({ kind: 'known', tries: sw & 0x0f });
  return ok({ kind: 'unknown' });
}

/** Tries left of a key; sends no value and costs nothing. */
export function readTries(
  link: CardLink,
  mode: '2g' | '3g',
  channel: number,
  reference: number,
): Promise<Result<TriesLeft>> {
  return mode === '2g' ? tries2g(link, reference) : tries3g(link, channel, reference);
}

export interface VerifyRequest {
  readonly link: CardLink;
  readonly mode: '2g' | '3g';
  readonly channel: number;
  readonly iccid: string | null;
  readonly reference: number;
  readonly value: Secret;
  readonly consent: KeyConsent;
  readonly refused: RefusedKeys;
}

/** Cards without an ICCID share one memory of refused values: safer than none. */
const NO_ICCID = '-';

/**
 * Status words that prove that the card did not compare the value: unknown instruction or class, wrong length or
 * parameters, no such key (TS 102 221 10.2.1.5, TS 51.011 9.4). All others may have cost a try.
 */
function notCompared(sw: number): boolean {
  const sw1 = sw >> 8;
  return (
    sw1 === 0x6d ||
    sw1 === 0x6e ||
    sw1 === 0x67 ||
    sw1 === 0x68 ||
    sw1 === 0x6b ||
    sw === 0x6a86 ||
    sw === 0x6a88 ||
    sw === 0x9802
  );
}

/** Says why a value is not sent; undefined where it may be. */
function objection(request: VerifyRequest, tries: TriesLeft, known: Recollection): AppError | undefined {
  const { mode, reference, consent } = request;
  const ref = keyName(reference, mode);
  const iccid = request.iccid ?? NO_ICCID;
  if (tries.kind === 'blocked') return appError('key-blocked', { ref });
  if (known.refused) return appError('key-known-refused', { ref });
  if (tries.kind === 'known' && tries.tries < LEAST_TRIES && !consent.fewTries)
    return appError('key-few-tries', { ref, tries: tries.tries, iccid });
  if (tries.kind !== 'unknown') return undefined;
  if (!consent.triesUnknown) return appError('key-tries-unknown', { ref, iccid });
  // Consent to one attempt is spent with the first value that was refused: the counter may be at its end.
  return known.values > 0 && !consent.fewTries
    ? appError('key-attempt-spent', { ref, values: known.values, iccid })
    : undefined;
}

/** What the card's answer to a value means for the user. */
function answerError(mode: '2g' | '3g', ref: string, sw: number): AppError {
  if (sw >> 4 === 0x63c && sw !== 0x63c0) return appError('key-refused', { ref, tries: `${sw & 0x0f} tries left` });
  if (sw === 0x9840 || sw === 0x6983 || sw === 0x63c0)
    return appError('key-refused', { ref, tries: 'it is blocked now' });
  if (sw === 0x9804 || sw === 0x6300 || sw === 0x6982)
    return appError('key-refused', { ref, tries: 'tries left not known' });
  const meaning = statusText(sw, mode === '2g' ? '2g' : 'iso');
  const advice = notCompared(sw)
    ? 'The value was not compared and cost nothing. Check that this card has that key.'
    : 'The value may have cost a try and is not sent to this card again.';
  return appError('card-error', { what: `VERIFY ${ref}`, sw: hexWord(sw), meaning, advice });
}

/**
 * The one way a credential reaches a card. The tries left are read first; fewer than 3, unknown, blocked, or a value that
 * this card refused before: nothing is sent. The value is remembered before it is sent, and forgotten only when the card
 * accepts it or proves that it did not look at it.
 */
export async function verifyKey(request: VerifyRequest): Promise<Result<void>> {
  const { link, mode, channel, reference, value, refused } = request;
  const iccid = request.iccid ?? NO_ICCID;
  const tries = await readTries(link, mode, channel, reference);
  if (!tries.ok) return tries;
  if (tries.value.kind === 'verified') return ok(undefined);
  const known = await refused.recall(iccid, reference, value);
  if (!known.ok) return known;
  const error = objection(request, tries.value, known.value);
  if (error !== undefined) return err(error);
  const kept = await refused.remember(iccid, reference, value);
  if (!kept.ok) return kept;
  const answer = await value.reveal((bytes) =>
    link.send(mode === '2g' ? gsm.verify(reference, bytes) : uicc.verify(channel, reference, bytes)),
  );
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  const accepted = statusOutcome(sw, mode === '2g' ? '2g' : 'iso') === 'ok';
  if (accepted || notCompared(sw)) {
    const cleared = await refused.forget(iccid, reference, value);
    if (!cleared.ok) return cleared;
  }
  return accepted ? ok(undefined) : err(answerError(mode, keyName(reference, mode), sw));
}
