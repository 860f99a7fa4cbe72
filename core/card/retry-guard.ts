import { appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import type { CardLink } from './card-link.ts';
import { gsm, uicc } from './commands.ts';
import { readSelectResponse2g } from './file-header.ts';
import { keyName } from './key-names.ts';

/** Remembers, across processes, which values a card has refused: as keyed hashes, never in clear. */
export interface RefusedKeys {
  has(iccid: string, reference: number, value: Secret): Promise<boolean>;
  add(iccid: string, reference: number, value: Secret): Promise<Result<void>>;
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
  if (sw === 0x9000) return ok({ kind: 'verified' });
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
 * The one way a credential reaches a card. The tries left are read first; fewer than 3, unknown, blocked, or a value that
 * this card refused before: nothing is sent. A refused value is remembered before anything else happens.
 */
export async function verifyKey(request: VerifyRequest): Promise<Result<void>> {
  const { link, mode, channel, reference, value, consent, refused } = request;
  const ref = keyName(reference, mode);
  const iccid = request.iccid ?? NO_ICCID;
  const tries = await readTries(link, mode, channel, reference);
  if (!tries.ok) return tries;
  if (tries.value.kind === 'verified') return ok(undefined);
  if (tries.value.kind === 'blocked') return err(appError('key-blocked', { ref }));
  if (await refused.has(iccid, reference, value)) return err(appError('key-known-refused', { ref }));
  if (tries.value.kind === 'known' && tries.value.tries < LEAST_TRIES && !consent.fewTries) {
    return err(appError('key-few-tries', { ref, tries: tries.value.tries, iccid }));
  }
  if (tries.value.kind === 'unknown' && !consent.triesUnknown)
    return err(appError('key-tries-unknown', { ref, iccid }));

  const answer = await value.reveal((bytes) =>
    link.send(mode === '2g' ? gsm.verify(reference, bytes) : uicc.verify(channel, reference, bytes)),
  );
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  if (sw === 0x9000 || sw >> 8 === 0x91) return ok(undefined);
  const wrongValue =
    mode === '2g'
      ? sw === 0x9804 || sw === 0x9840
      : sw >> 4 === 0x63c || sw === 0x6300 || sw === 0x6982 || sw === 0x6983;
  if (wrongValue) {
    const kept = await refused.add(iccid, reference, value);
    if (!kept.ok) return kept;
    const left = sw >> 4 === 0x63c ? `${sw & 0x0f} tries left` : 'tries left not known';
    return err(
      appError('key-refused', {
        ref,
        tries: sw === 0x9840 || sw === 0x6983 || sw === 0x63c0 ? 'it is blocked now' : left,
      }),
    );
  }
  return err(
    appError('card-error', {
      what: `VERIFY ${ref}`,
      sw: hexWord(sw),
      meaning: 'the value was not checked',
      advice: 'Check that this card has that key.',
    }),
  );
}
