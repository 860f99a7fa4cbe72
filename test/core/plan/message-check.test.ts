import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';
import { checkMessage } from '../../../core/plan/message-check.ts';

const GOOD = defaultMessage();
const DM = { dm: true };
const OTHER = { dm: false };

function bytesOf(xml: string): Uint8Array {
  const made = messageFromXml(xml);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}
const PROVISIONING = bytesOf(
  '<wap-provisioningdoc><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="PROVIDER-ID" value="op.example.com"/><parm name="ADDR" value="https://x.example/"/></characteristic></wap-provisioningdoc>',
);
const NO_ACCOUNT = bytesOf(defaultMessageXml().replace('urn:oma:mo:oma-dm-dmacc:1.0', 'urn:oma:mo:other:1.0'));

describe('what may be written to a card', () => {
  it('a good message, and Client Provisioning in a file of its own', () => {
    expect(checkMessage(GOOD, DM, {})).toEqual({ ok: true, value: undefined });
    expect(checkMessage(PROVISIONING, OTHER, {})).toEqual({ ok: true, value: undefined });
  });

  it.each([
    ['no bytes', new Uint8Array(), 'message-invalid'],
    ['FF only', new Uint8Array(16).fill(0xff), 'message-invalid'],
    ['noise', hex('DEADBEEF'), 'message-invalid'],
    ['XML', utf8(defaultMessageXml()), 'message-invalid'],
    ['a message cut short', GOOD.subarray(0, GOOD.length - 20), 'message-invalid'],
    ['a message with bytes behind it', concat(GOOD, hex('FF')), 'message-invalid'],
    ['a message in the initial state', concat(hex('FF'), GOOD.subarray(1)), 'message-invalid'],
    ['a message without an account', NO_ACCOUNT, 'message-faulty'],
    ['Client Provisioning in the file of DM', PROVISIONING, 'message-faulty'],
  ])('not %s', (_, message, code) => {
    expect(checkMessage(message, DM, {})).toMatchObject({ ok: false, error: { code } });
    // Whoever tests devices may write anything but nothing.
    expect(checkMessage(message, DM, { allowFindings: true }).ok).toBe(message.length > 0);
  });
});
