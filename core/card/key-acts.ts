import { type AppError, appError } from '../base/app-error.ts';
import { concat } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { isPinReference } from './key-names.ts';
import { currentPins, type KeyState, readKeyState, readUnblockTries, type TriesLeft, triesLeft } from './key-state.ts';
import { type KeyAct, keyCommand } from './pin-commands.ts';
import {
  attemptKey,
  blockError,
  type KeyRequest,
  memoryReference,
  nameOf,
  type RefusedKeys,
  type VerifyRequest,
} from './retry-guard.ts';

/** What came of an act: done, or the key was in that state already and nothing was sent. */
export type KeyOutcome = 'done' | 'unchanged';

export interface NewValueRequest extends KeyRequest {
  /** The present value, or for `unblockKey` the unblock code. */
  readonly value: Secret;
  readonly next: Secret;
}

const BLOCK = 8;

function unfit(request: KeyRequest, act: KeyAct): Result<never> {
  return err(appError('key-act', { ref: nameOf(request, 'key'), act }));
}

/** Enabling and disabling is for PINs; in class A0 for CHV1 alone (TS 51.011 8.11, 8.12). Keys have no unblock code. */
function fits({ mode, reference }: KeyRequest, act: KeyAct): boolean {
  if (act === 'verify' || act === 'change') return true;
  if (mode === '2g') return reference === 1 || (act === 'unblock' && reference === 2);
  return isPinReference(reference);
}

/**
 * A PIN that nobody could type is never set: 4 to 8 digits, filled up with FF (TS 102 221 9.5.1). A key keeps its length: a
 * card would compare another one with what it never saw.
 */
function newValueError(request: NewValueRequest, act: KeyAct): AppError | undefined {
  const { value, next, mode, reference } = request;
  const ref = nameOf(request, 'key');
  const wrong = (reason: string) => appError('credential-invalid', { ref, reason });
  const oldError = blockError(nameOf(request, act === 'unblock' ? 'puk' : 'key'), value);
  if (oldError !== undefined) return oldError;
  if (next.length !== value.length)
    return wrong(`the new value has ${next.length} bytes, the present one ${value.length}`);
  const isPin = mode === '2g' ? reference === 1 || reference === 2 : isPinReference(reference);
  if (!isPin) return undefined;
  if (next.length !== BLOCK) return wrong(`${next.length} bytes instead of ${BLOCK}`);
  const digits = next.reveal((bytes) => {
    const end = bytes.indexOf(0xff);
    const filled = end < 0 || bytes.subarray(end).every((byte) => byte === 0xff);
    const text = end < 0 ? bytes : bytes.subarray(0, end);
    return filled && text.length >= 4 && text.every((byte) => byte >= 0x30 && byte <= 0x39);
  });
  return digits ? undefined : wrong('a new PIN is 4 to 8 digits, filled up with FF');
}

async function stateOf(request: KeyRequest): Promise<Result<KeyState>> {
  const pins = await currentPins(request.link, request);
  return pins.ok ? readKeyState(request.link, request, pins.value) : pins;
}

/**
 * Tries of a key whose value is compared though it is verified. Where the card tells that it is verified, and not merely
 * switched off, its counter is full: the last comparison gave all tries back (TS 102 221 9.5.1).
 */
function triesOf({ tries, verified }: KeyState): TriesLeft {
  return tries === null && verified === true ? { kind: 'verified' } : triesLeft(tries);
}

/** The new value is the right one from now on, even if it was a wrong guess once. */
async function clear(refused: RefusedKeys, request: NewValueRequest): Promise<Result<KeyOutcome>> {
  const cleared = await refused.forget(request.iccid ?? '-', memoryReference(request, 'key'), request.next);
  return cleared.ok ? ok('done') : cleared;
}

/** Gives a key a new value: CHANGE with the present one. A PIN that is switched off cannot be changed. */
export async function changeKey(request: NewValueRequest): Promise<Result<KeyOutcome>> {
  const wrong = newValueError(request, 'change');
  if (wrong !== undefined) return err(wrong);
  const state = await stateOf(request);
  if (!state.ok) return state;
  if (state.value.enabled === false) return err(appError('key-off', { ref: nameOf(request, 'key') }));
  const { value, next } = request;
  const changed = await attemptKey(request, {
    act: 'change',
    counter: 'key',
    tries: triesOf(state.value),
    value,
    send: (way) =>
      value.reveal((old) => next.reveal((bytes) => way.send(keyCommand(request, 'change', concat(old, bytes))))),
  });
  return changed.ok ? clear(request.refused, request) : changed;
}

/**
 * Gives a PIN a new value by its unblock code, with all its tries, and switches it on. The code has tries of its own (10 as a
 * rule), and the card is of no more use to its PIN when they are gone.
 */
export async function unblockKey(request: NewValueRequest): Promise<Result<KeyOutcome>> {
  if (!fits(request, 'unblock')) return unfit(request, 'unblock');
  const wrong = newValueError(request, 'unblock');
  if (wrong !== undefined) return err(wrong);
  const tries = await readUnblockTries(request.link, request);
  if (!tries.ok) return tries;
  const { value, next } = request;
  const unblocked = await attemptKey(request, {
    act: 'unblock',
    counter: 'puk',
    tries: triesLeft(tries.value),
    value,
    send: (way) =>
      value.reveal((puk) => next.reveal((bytes) => way.send(keyCommand(request, 'unblock', concat(puk, bytes))))),
  });
  return unblocked.ok ? clear(request.refused, request) : unblocked;
}

async function setEnabled(request: VerifyRequest, act: 'enable' | 'disable'): Promise<Result<KeyOutcome>> {
  if (!fits(request, act)) return unfit(request, act);
  const wrong = blockError(nameOf(request, 'key'), request.value);
  if (wrong !== undefined) return err(wrong);
  const state = await stateOf(request);
  if (!state.ok) return state;
  if (state.value.enabled === (act === 'enable')) return ok('unchanged');
  const { value } = request;
  const done = await attemptKey(request, {
    act,
    counter: 'key',
    tries: triesOf(state.value),
    value,
    send: (way) => value.reveal((bytes) => way.send(keyCommand(request, act, bytes))),
  });
  return done.ok ? ok('done') : done;
}

/** Switches a PIN on: the card asks for it from now on. */
export function enableKey(request: VerifyRequest): Promise<Result<KeyOutcome>> {
  return setEnabled(request, 'enable');
}

/** Switches a PIN off: what it opens is open to everybody. */
export function disableKey(request: VerifyRequest): Promise<Result<KeyOutcome>> {
  return setEnabled(request, 'disable');
}
