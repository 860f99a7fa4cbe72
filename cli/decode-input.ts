import { Option } from 'commander';
import { decodeMessage } from '../core/bootstrap/message.ts';
import type { DecodeOptions, MessageView } from '../core/bootstrap/message-model.ts';

export const expectOption = () =>
  new Option(
    '--expect <what>',
    'dm: the file of a card that holds DM messages; any: a message of either profile, also from a push',
  ).choices(['dm', 'any']);

/**
 * Decodes a message from a file. Where it is not said what the file should be, a provisioning document is no fault: only
 * on a card can it stand in the wrong place.
 */
export function decodeInput(bytes: Uint8Array, options: DecodeOptions = {}): MessageView {
  const view = decodeMessage(bytes, 0, options);
  return options.expect === undefined && view.profile === 'cp'
    ? decodeMessage(bytes, 0, { ...options, expect: 'any' })
    : view;
}
