import { toHex } from '../base/bytes.ts';
import { ok } from '../base/result.ts';
import { charsetName } from '../wbxml/charset.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { WBXML_FAULTS } from '../wbxml/fault.ts';
import { publicIdText, SYNCML_12, showPublicId } from '../wbxml/public-ids.ts';
import type { DeviceSession } from './device-session.ts';
import { rejected, type Taken } from './rejection.ts';
import type { RetrievedMessage } from './retrieve.ts';

/** Charsets that every client can read: UTF-8, and US-ASCII which is part of it. */
const CHARSETS: readonly number[] = [106, 3];

/** Step 8: the WBXML document of a message, of the versions and with the header that 5.5.4 allows. */
export function decodeDocument(session: DeviceSession, message: RetrievedMessage): Taken<WbxmlDocument> {
  const { bytes, offset, file, profile } = message;
  const { checks, publicId } = session.habits;
  const version = bytes[offset] ?? 0;
  const where = { file, offset, length: 1 };
  if (version > 3 || (version < 1 && checks !== 'none'))
    return rejected('message', 'wbxml-not', where, { start: toHex(bytes.subarray(offset, offset + 4), ' ') });
  const decoding = decodeWbxml(bytes, offset);
  if (!decoding.ok) {
    const { fault } = decoding;
    const details = { offset: fault.offset, problem: WBXML_FAULTS[fault.reason] };
    return rejected('message', 'wbxml-undecodable', { file, offset: fault.offset, length: 0 }, details);
  }
  const { document } = decoding;
  const header = { file, offset: document.header.offset, length: document.header.length };
  const is = document.vocabulary === 'prov' ? 'cp' : 'dm';
  if (is !== profile && !(checks === 'none' && session.habits.messages.includes(is)))
    return rejected('message', 'message-other-profile', header, {
      profile: is === 'cp' ? 'Client Provisioning' : 'DM',
    });
  if (is === 'dm' && publicId !== 'any') {
    const text = publicIdText(document);
    const named = document.publicId.number === SYNCML_12.number || (text === SYNCML_12.fpi && publicId !== 'number');
    if (!named) return rejected('message', 'wbxml-public-id', header, { publicId: showPublicId(document) });
  }
  const { charset } = document;
  if (checks !== 'none' && charset !== null && !CHARSETS.includes(charset))
    return rejected('message', 'wbxml-charset', header, { charset: charsetName(charset) });
  return ok(document);
}
