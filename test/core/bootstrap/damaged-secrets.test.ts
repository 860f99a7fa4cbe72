import { expect, it } from 'vitest';
import { toHex, utf8 } from '../../../core/base/bytes.ts';
import { hasErrors } from '../../../core/base/finding.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { maskSecrets } from '../../../core/bootstrap/message-edit.ts';
import { messageToXml } from '../../../core/bootstrap/message-xml.ts';

const MESSAGE = defaultMessage();
const VALUES = [NORDTEL.clientSecret, NORDTEL.serverSecret];
const HEX = VALUES.map((text) => toHex(utf8(text)));
/** A secret within base64: whatever stands before it, one of three alignments shows. */
const TEXT = VALUES.flatMap((text) => [
  text,
  toHex(utf8(text)),
  ...[0, 1, 2].map((k) =>
    Buffer.from('x'.repeat(k) + text)
      .toString('base64')
      .slice(k > 0 ? 4 : 0, -4),
  ),
]);
const firstName = toHex(MESSAGE).indexOf(toHex(utf8('AAuthSecret'))) / 2;

/** What stays readable of a message that is shown masked. */
function leaksOf(bytes: Uint8Array): readonly string[] {
  const view = decodeMessage(bytes);
  const shown = toHex(maskSecrets(bytes, view.secrets));
  const xml = messageToXml(view, { secrets: 'mask' });
  return [...HEX.filter((secret) => shown.includes(secret)), ...TEXT.filter((secret) => xml.includes(secret))];
}

it.each([0x00, 0x01, 0x42, 0xff])(
  'a byte before the secrets damaged to %i: what is then in error is masked still',
  (value) => {
    let errors = 0;
    for (let at = 0; at < firstName; at++) {
      const damaged = MESSAGE.slice();
      damaged[at] = value;
      if (!hasErrors(decodeMessage(damaged).findings)) continue;
      errors += 1;
      expect([at, leaksOf(damaged)]).toEqual([at, []]);
    }
    expect(errors).toBeGreaterThan(50);
  },
);

it('a message cut anywhere is masked, but for a secret that the cut itself hides the end of', () => {
  for (let length = 1; length < MESSAGE.length; length++) {
    const cut = MESSAGE.subarray(0, length);
    expect([length, leaksOf(cut)]).toEqual([length, []]);
  }
});

it('a healthy message has the secrets of its fields and no others', () => {
  const view = decodeMessage(MESSAGE);
  const fields = view.fields.filter((field) => field.secret);
  expect(fields.length).toBe(4);
  expect(view.secrets.length).toBe(4);
  expect(leaksOf(MESSAGE)).toEqual([]);
});
