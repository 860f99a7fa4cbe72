import { toHex } from '../base/bytes.ts';
import { ok } from '../base/result.ts';
import { sliceSpan } from '../base/span.ts';
import { charsetName, isAsciiBased, UTF_8 } from '../wbxml/charset.ts';
import { decodeWbxml, type WbxmlDecoding } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { WBXML_FAULTS } from '../wbxml/fault.ts';
import { publicIdText, SYNCML_12, showPublicId } from '../wbxml/public-ids.ts';
import type { DeviceSession } from './device-session.ts';
import { rejected, type Taken } from './rejection.ts';
import type { RetrievedMessage } from './retrieve.ts';

type Decoded = Extract<WbxmlDecoding, { ok: true }>;

/**
 * True where every client can read the text: it is in UTF-8, or all of it is in the characters that UTF-8 shares with the
 * charset that the header names.
 */
function isReadable({ document, tokens }: Decoded, bytes: Uint8Array): boolean {
  const { charset, stringTable } = document;
  if (charset === null || charset === UTF_8) return true;
  if (!isAsciiBased(charset)) return false;
  const texts = tokens.filter(({ kind }) => kind === 'text').map(({ span }) => sliceSpan(bytes, span));
  return [stringTable, ...texts].every((text) => text.every((byte) => byte < 0x80));
}

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
  if (checks !== 'none' && !isReadable(decoding, bytes))
    return rejected('message', 'wbxml-charset', header, { charset: charsetName(document.charset ?? 0) });
  return ok(document);
}
