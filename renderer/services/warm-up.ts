import { decodeMessage } from '../../core/bootstrap/message.ts';
import { isWholeMessage, MESSAGE_TEMPLATES, templateMessage } from '../../core/bootstrap/message-templates.ts';

/** Milliseconds until the window has shown that a card is being read. */
const AFTER = 50;

let begun = false;

/**
 * Has the browser compile what takes a message apart, once, while the first card is read and the window waits for it: a
 * function that runs for the first time takes several times as long, and the message is waited for when the last byte is there.
 */
export function warmUp(): void {
  if (begun) return;
  begun = true;
  setTimeout(() => {
    const template = MESSAGE_TEMPLATES.find(isWholeMessage);
    const made = template && templateMessage(template);
    if (made?.ok) decodeMessage(made.value);
  }, AFTER);
}
