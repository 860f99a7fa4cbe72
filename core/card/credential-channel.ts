import type { CommandApdu } from '../apdu/command.ts';
import type { Result } from '../base/result.ts';
import type { PinPad } from '../transport/card-transport.ts';
import type { Answer, CardLink } from './card-link.ts';

/**
 * The way of a credential to the card: past the gate that `CardLink` stands behind. Only the link may open it and only the
 * retry guard may use it; the import rules see to that.
 */
export interface CredentialChannel {
  send(command: CommandApdu): Promise<Result<Answer>>;
  /** The keys of the reader, where it has some. */
  pinPad(): PinPad | undefined;
}

const CHANNELS = new WeakMap<CardLink, CredentialChannel>();

/** For `openLink` alone. */
export function openCredentialChannel(link: CardLink, channel: CredentialChannel): void {
  CHANNELS.set(link, channel);
}

/** For the retry guard alone. @returns undefined for what `openLink` did not make */
export function credentialChannel(link: CardLink): CredentialChannel | undefined {
  return CHANNELS.get(link);
}
