import { type CommandApdu, parseResponse } from '../apdu/command.ts';
import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { modifyStructure, verifyStructure } from '../transport/pin-pad.ts';
import type { CredentialChannel } from './credential-channel.ts';
import type { KeyOutcome } from './key-acts.ts';
import { isPinReference } from './key-names.ts';
import { currentPins, readKeyState, triesLeft } from './key-state.ts';
import { keyCommand } from './pin-commands.ts';
import { attemptKey, type KeyRequest, nameOf } from './retry-guard.ts';

const headerOf = ({ cla, ins, p1, p2 }: CommandApdu) => Uint8Array.of(cla, ins, p1, p2);

/** Has the reader take the PINs in and send the command. */
async function typeAtReader(
  channel: CredentialChannel,
  command: CommandApdu,
  kind: 'verify' | 'modify',
  reader: string,
): Promise<Result<{ readonly sw: number }>> {
  const pad = channel.pinPad();
  if (pad === undefined) return err(appError('pin-pad-none', { reader }));
  const header = headerOf(command);
  const answer = await (kind === 'verify' ? pad.verify(verifyStructure(header)) : pad.modify(modifyStructure(header)));
  if (!answer.ok) return answer;
  const response = parseResponse(answer.value);
  return response === undefined
    ? err(appError('card-link', { reader, reason: 'an answer without a status word' }))
    : ok({ sw: response.sw });
}

/**
 * Verifies or changes a PIN that is typed at the reader, through the retry guard like any other. Nobody here sees the value:
 * the memory of refused values counts it, and cannot tell whether it is the same as before.
 * @returns `pin-pad-none` where the reader has no keys for that
 */
export async function typedKey(request: KeyRequest, act: 'verify' | 'change'): Promise<Result<KeyOutcome>> {
  const { link, mode, reference } = request;
  const { reader } = link.transport;
  const isPin = mode === '2g' ? reference === 1 || reference === 2 : isPinReference(reference);
  if (!isPin) return err(appError('key-act', { ref: nameOf(request, 'key'), act: `${act} (at the reader)` }));
  const kind = act === 'verify' ? 'verify' : 'modify';
  const features = await link.transport.pinPad?.features();
  if (features?.ok === false) return features;
  if (!features?.value[kind]) return err(appError('pin-pad-none', { reader }));
  const pins = await currentPins(link, request);
  if (!pins.ok) return pins;
  const state = await readKeyState(link, request, pins.value);
  if (!state.ok) return state;
  const { enabled, verified, tries } = state.value;
  if (act === 'verify' && (enabled === false || verified === true)) return ok('unchanged');
  if (enabled === false) return err(appError('key-off', { ref: nameOf(request, 'key') }));
  const done = await attemptKey(request, {
    act,
    counter: 'key',
    tries: tries === null && verified === true ? { kind: 'verified' } : triesLeft(tries),
    value: undefined,
    send: (channel) => typeAtReader(channel, keyCommand(request, act), kind, reader),
  });
  return done.ok ? ok('done') : done;
}
