import { statusOutcome } from '../apdu/status-words.ts';
import { ok, type Result } from '../base/result.ts';
import type { CardLink } from './card-link.ts';
import { gsm, uicc } from './commands.ts';
import { type PinState, readFcp, readSelectResponse2g } from './file-header.ts';
import { isPinReference } from './key-names.ts';
import { type KeyPlace, keyCommand } from './pin-commands.ts';

/** State of a key before a value is sent. */
export type TriesLeft =
  | { readonly kind: 'known'; readonly tries: number }
  | { readonly kind: 'verified' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'unknown' };

/** A counter of tries; null: the card does not tell. 0 is blocked. */
export type Tries = number | null;

/** What a card tells of one PIN or key. null: it does not tell. */
export interface KeyState {
  readonly reference: number;
  /** false: the card does not ask for it. */
  readonly enabled: boolean | null;
  readonly verified: boolean | null;
  readonly tries: Tries;
  /** Tries left of the unblock code; absent where there is none. */
  readonly unblock?: Tries;
  /** 3G: the universal PIN stands in for application PINs that are switched off. */
  readonly replaces?: boolean;
}

const USAGE_USER = 0x08;

/** CHV1 and CHV2 from the status bytes of the current DF (TS 51.011 9.2.2); an empty VERIFY would cost a try in class A0. */
async function chvStates(link: CardLink): Promise<Result<readonly PinState[]>> {
  const status = await link.send(gsm.status(22));
  if (!status.ok) return status;
  const header = readSelectResponse2g(status.value.data);
  return ok(header.ok ? header.value.pins : []);
}

const UNTOLD = { enabled: null, verified: null, tries: null } as const;

function state2g(reference: number, pins: readonly PinState[]): KeyState {
  const pin = pins.find((item) => item.reference === reference);
  if (pin === undefined || !pin.initialised) return { reference, ...UNTOLD };
  return {
    reference,
    enabled: pin.enabled,
    verified: null,
    tries: pin.triesLeft ?? null,
    ...(pin.unblockInitialised && { unblock: pin.unblockTriesLeft ?? null }),
  };
}

/** Answer to a command that only asks: 63Cx tries left, 6983 blocked; others tell no number. */
function counterOf(sw: number): Tries {
  if (sw === 0x6983) return 0;
  return sw >> 4 === 0x63c ? sw & 0x0f : null;
}

/**
 * Empty VERIFY (TS 102 221 11.1.9): 63Cx tries left, 9000 verified or disabled, 6983 blocked, anything else unknown.
 * @param pin what the PIN status template says: it alone tells a verified key from one that is switched off
 */
async function state3g(link: CardLink, place: KeyPlace, pin: PinState | undefined): Promise<Result<KeyState>> {
  const answer = await link.send(keyCommand(place, 'verify'));
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  const open = statusOutcome(sw, 'iso') === 'ok';
  const enabled = pin?.enabled ?? null;
  const tries = counterOf(sw);
  return ok({
    reference: place.reference,
    enabled,
    verified: open ? (enabled === null ? null : enabled) : tries === null ? null : false,
    tries,
    ...(pin?.usage !== undefined && { replaces: (pin.usage & USAGE_USER) !== 0 }),
  });
}

/** PIN states of the current DF of a channel; empty where it does not tell them. */
export async function currentPins(link: CardLink, { mode, channel }: Omit<KeyPlace, 'reference'>) {
  if (mode === '2g') return chvStates(link);
  const status = await link.send(uicc.status(channel));
  if (!status.ok) return status;
  const header = readFcp(status.value.data);
  return ok(header.ok ? header.value.pins : []);
}

/** Tries left of a PIN's unblock code: UNBLOCK without data (TS 102 221 11.1.13), or the status bytes of class A0. */
export async function readUnblockTries(link: CardLink, place: KeyPlace): Promise<Result<Tries>> {
  if (place.mode === '2g') {
    const pins = await chvStates(link);
    return pins.ok ? ok(state2g(place.reference, pins.value).unblock ?? null) : pins;
  }
  const answer = await link.send(keyCommand(place, 'unblock'));
  return answer.ok ? ok(counterOf(answer.value.sw)) : answer;
}

/** Everything that a card tells of one key; sends no value and costs nothing. */
export async function readKeyState(
  link: CardLink,
  place: KeyPlace,
  pins: readonly PinState[],
): Promise<Result<KeyState>> {
  if (place.mode === '2g') return ok(state2g(place.reference, pins));
  const pin = pins.find((item) => item.reference === place.reference);
  const state = await state3g(link, place, pin);
  if (!state.ok || !isPinReference(place.reference)) return state;
  const unblock = await readUnblockTries(link, place);
  return unblock.ok ? ok({ ...state.value, unblock: unblock.value }) : unblock;
}

/** Tries left of a key; sends no value and costs nothing. */
export async function readTries(
  link: CardLink,
  mode: '2g' | '3g',
  channel: number,
  reference: number,
): Promise<Result<TriesLeft>> {
  if (mode === '2g') {
    if (reference !== 1 && reference !== 2) return ok({ kind: 'unknown' });
    const pins = await chvStates(link);
    if (!pins.ok) return pins;
    const { enabled, tries } = state2g(reference, pins.value);
    if (enabled === false) return ok({ kind: 'verified' });
    return ok(triesLeft(tries));
  }
  const answer = await link.send(keyCommand({ mode, channel, reference }, 'verify'));
  if (!answer.ok) return answer;
  return ok(
    statusOutcome(answer.value.sw, 'iso') === 'ok' ? { kind: 'verified' } : triesLeft(counterOf(answer.value.sw)),
  );
}

export function triesLeft(tries: Tries): TriesLeft {
  if (tries === null) return { kind: 'unknown' };
  return tries === 0 ? { kind: 'blocked' } : { kind: 'known', tries };
}
