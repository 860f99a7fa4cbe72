import { statusDetails, statusOutcome } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import type { Answer, CardLink } from './card-link.ts';
import { type CredentialChannel, credentialChannel } from './credential-channel.ts';
import { keyName, pukName } from './key-names.ts';
import { readTries, type TriesLeft } from './key-state.ts';
import { type KeyAct, type KeyPlace, keyCommand } from './pin-commands.ts';

export { readTries } from './key-state.ts';

/** What the memory of refused values knows of a key on a card. */
export interface Recollection {
  /** This very value was refused. */
  readonly refused: boolean;
  /**
   * This very value was sent and what the card said never came to be known here: the answer was lost, or the process was
   * killed. The tries left before that; null where the card did not tell them.
   */
  readonly unanswered?: { readonly tries: number | null };
  /** How many values of this key were refused, or may have been. */
  readonly values: number;
}

/**
 * Remembers, across processes, which values a card has refused: as keyed hashes, never in clear. A value is remembered
 * before it is sent, with the tries that were left, and forgotten when the card accepts it: after a lost answer or a killed
 * process the counter tells whether it was refused. Each call has happened on the disk when it answers.
 */
export interface RefusedKeys {
  /** @param reference as `memoryReference` has it */
  recall(iccid: string, reference: number, value: Secret): Promise<Result<Recollection>>;
  /** The value is about to be sent. @param tries left before it; null where the card does not tell */
  remember(iccid: string, reference: number, value: Secret, tries: number | null): Promise<Result<void>>;
  /** The card refused it. */
  refuse(iccid: string, reference: number, value: Secret): Promise<Result<void>>;
  forget(iccid: string, reference: number, value: Secret): Promise<Result<void>>;
}

/** What the user allows for this one card. */
export interface KeyConsent {
  /** Spend a try though fewer than 3 are left. */
  readonly fewTries: boolean;
  /** One attempt though the card does not tell how many are left. */
  readonly triesUnknown: boolean;
}

/** A key of a card, and what stands around an attempt with it. */
export interface KeyRequest extends KeyPlace {
  readonly link: CardLink;
  readonly iccid: string | null;
  readonly consent: KeyConsent;
  readonly refused: RefusedKeys;
}

export interface VerifyRequest extends KeyRequest {
  readonly value: Secret;
}

/** One attempt: what may be refused, and the command that carries it. */
export interface KeyAttempt {
  readonly act: KeyAct;
  /** `puk`: the counter of the unblock code is at stake, not that of the key. */
  readonly counter: 'key' | 'puk';
  readonly tries: TriesLeft;
  /** The value whose refusal would cost a try; undefined where it is typed at the reader. */
  readonly value: Secret | undefined;
  readonly send: (channel: CredentialChannel) => Promise<Result<Pick<Answer, 'sw'>>>;
}

const LEAST_TRIES = 3;
/** Cards without an ICCID share one memory of refused values: safer than none. */
const NO_ICCID = '-';
/** Status words of a reader with keys, before anything went to the card: nothing typed in time, cancelled, entries differ or do not fit. */
const PAD_SILENT: readonly number[] = [0x6400, 0x6401, 0x6402, 0x6403];

/**
 * A key's number in the memory of refused values: its reference in the ISO class, so that what was refused in one mode is not
 * sent in the other; an unblock code is 0100 above its PIN.
 */
export function memoryReference({ mode, reference }: KeyPlace, counter: 'key' | 'puk'): number {
  const iso = mode === '2g' && reference === 2 ? 0x81 : reference;
  return counter === 'puk' ? 0x100 | iso : iso;
}

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

/**
 * What became of a value whose answer is not known: a counter that stands no lower than before it was sent counted nothing
 * against it; one that stands lower did.
 */
function fateOf(tries: TriesLeft, { unanswered, refused }: Recollection): 'fresh' | 'refused' | 'unknown' {
  if (refused) return 'refused';
  if (unanswered === undefined) return 'fresh';
  if (tries.kind !== 'known' || unanswered.tries === null) return 'unknown';
  return tries.tries >= unanswered.tries ? 'fresh' : 'refused';
}

/** Says why a value is not sent; undefined where it may be. */
function objection(request: KeyRequest, attempt: KeyAttempt, known: Recollection): AppError | undefined {
  const { consent } = request;
  const { tries, counter, value } = attempt;
  const ref = nameOf(request, counter);
  const iccid = request.iccid ?? NO_ICCID;
  if (tries.kind === 'blocked') return appError(counter === 'puk' ? 'puk-blocked' : 'key-blocked', { ref });
  const fate = value === undefined ? 'fresh' : fateOf(tries, known);
  if (fate === 'refused') return appError('key-known-refused', { ref });
  if (fate === 'unknown' && !consent.fewTries) return appError('key-unanswered', { ref, iccid });
  if (tries.kind === 'known' && tries.tries < LEAST_TRIES && !consent.fewTries)
    return appError('key-few-tries', { ref, tries: tries.tries, iccid });
  if (tries.kind !== 'unknown') return undefined;
  if (!consent.triesUnknown) return appError('key-tries-unknown', { ref, iccid });
  // Consent to one attempt is spent with the first value that was refused: the counter may be at its end.
  return known.values > 0 && !consent.fewTries
    ? appError('key-attempt-spent', { ref, values: known.values, iccid })
    : undefined;
}

/** What the counter at stake is called. */
export function nameOf({ mode, reference }: KeyPlace, counter: 'key' | 'puk'): string {
  return counter === 'puk' ? pukName(reference, mode) : keyName(reference, mode);
}

const OTHER_LENGTH = {
  advice: 'The value was not compared and cost nothing. This key has another length: 8 or 16 bytes.',
  adviceZh: '该值未被比较，未消耗尝试次数。此密钥的长度不同：8 或 16 字节。',
};
const NO_SUCH_KEY = {
  advice: 'The value was not compared and cost nothing. Check that this card has that key.',
  adviceZh: '该值未被比较，未消耗尝试次数。请确认此卡有该密钥。',
};
const MAY_HAVE_COST = {
  advice: 'The value may have cost a try and is not sent to this card again.',
  adviceZh: '该值可能消耗了一次尝试，不会再次发送给此卡。',
};

/** What the card's answer to a value means for the user. */
function answerError(request: KeyRequest, { act, counter }: KeyAttempt, sw: number): AppError {
  const { mode } = request;
  const ref = nameOf(request, counter);
  const left = sw & 0x0f;
  if (sw >> 4 === 0x63c && sw !== 0x63c0)
    return appError('key-refused', { ref, tries: left === 1 ? 'one try left' : `${left} tries left` });
  if (sw === 0x9840 || sw === 0x6983 || sw === 0x63c0)
    return appError('key-refused', { ref, tries: 'it is blocked now' });
  if (sw === 0x9804 || sw === 0x6300 || sw === 0x6982)
    return appError('key-refused', { ref, tries: 'tries left not known' });
  if (PAD_SILENT.includes(sw))
    return appError('pin-pad-cancelled', { reader: request.link.transport.reader, sw: hexWord(sw) });
  const advice = notCompared(sw) ? (sw >> 8 === 0x67 ? OTHER_LENGTH : NO_SUCH_KEY) : MAY_HAVE_COST;
  return appError('card-error', {
    what: `${act.toUpperCase()} ${ref}`,
    ...statusDetails(sw, mode === '2g' ? '2g' : 'iso'),
    ...advice,
  });
}

/** What stands in the memory for a value that nobody here has seen: it counts among the values, and is never "the same". */
const UNSEEN = new Secret(new Uint8Array(0));

/**
 * The one way a credential reaches a card. Fewer than 3 tries, unknown, blocked, or a value that this card refused before:
 * nothing is sent. The value is remembered before it is sent, and forgotten only when the card accepts it or proves that it
 * did not look at it; a value whose answer was lost goes again only where the counter shows that nothing was counted.
 */
export async function attemptKey(request: KeyRequest, attempt: KeyAttempt): Promise<Result<void>> {
  const { link, refused } = request;
  const channel = credentialChannel(link);
  if (channel === undefined)
    return err(appError('key-unguarded', { reader: link.transport.reader, ins: attempt.act.toUpperCase() }));
  const iccid = request.iccid ?? NO_ICCID;
  const place = [iccid, memoryReference(request, attempt.counter), attempt.value ?? UNSEEN] as const;
  const known = await refused.recall(...place);
  if (!known.ok) return known;
  const error = objection(request, attempt, known.value);
  if (error !== undefined) return err(error);
  const kept = await refused.remember(...place, attempt.tries.kind === 'known' ? attempt.tries.tries : null);
  if (!kept.ok) return kept;
  const answer = await attempt.send(channel);
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  const accepted = statusOutcome(sw, request.mode === '2g' ? '2g' : 'iso') === 'ok';
  if (accepted || notCompared(sw) || (attempt.value === undefined && PAD_SILENT.includes(sw))) {
    const cleared = await refused.forget(...place);
    if (!cleared.ok) return cleared;
  } else {
    const noted = await refused.refuse(...place);
    if (!noted.ok) return noted;
  }
  return accepted ? ok(undefined) : err(answerError(request, attempt, sw));
}

/** What VERIFY carries: a block of 8 bytes (TS 102 221 11.1.9), or 16 where an issuer's keys are longer. */
export function blockError(ref: string, value: Secret): AppError | undefined {
  if (value.length === 8 || value.length === 16) return undefined;
  return appError('credential-invalid', { ref, reason: `${value.length} bytes instead of 8 or 16` });
}

/** Verifies a key. The tries left are read first; a key that is verified or switched off already costs nothing. */
export async function verifyKey(request: VerifyRequest): Promise<Result<void>> {
  const { link, mode, channel, reference, value } = request;
  const unfit = blockError(nameOf(request, 'key'), value);
  if (unfit !== undefined) return err(unfit);
  const tries = await readTries(link, mode, channel, reference);
  if (!tries.ok) return tries;
  if (tries.value.kind === 'verified') return ok(undefined);
  return attemptKey(request, {
    act: 'verify',
    counter: 'key',
    tries: tries.value,
    value,
    send: (way) => value.reveal((bytes) => way.send(keyCommand(request, 'verify', bytes))),
  });
}
