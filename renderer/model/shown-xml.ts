import { decodeMessage } from '../../core/bootstrap/message.ts';
import { maskSecrets } from '../../core/bootstrap/message-edit.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';

const DOTS = '••••••••';
/** A text of asterisks alone, plain or in base64: how a masked value comes out of the decoder. */
const MASKED = />(?:\*+|(?:Kioq)+(?:Kg==|Kio=)?|Kg==|Kio=)</g;

function dotMasked(xml: string): string {
  return xml.replace(MASKED, `>${DOTS}<`).replace(/="\*+"/g, `="${DOTS}"`);
}

/**
 * A message as XML for people: dots stand where its secrets are, and their length is not told. It decodes the message
 * with its secrets masked, so it is for whoever shows it, not for every read.
 * @param bytes the message from its first byte, as `view` was decoded from
 */
export function shownXml(bytes: Uint8Array, view: MessageView): string {
  return dotMasked(view.secrets.length === 0 ? view.xml : decodeMessage(maskSecrets(bytes, view.secrets)).xml);
}
