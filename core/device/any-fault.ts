import { FINDING_ROWS, type FindingCode, findingWords } from '../bootstrap/finding-rows.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import type { DeviceSession } from './device-session.ts';
import { rejected } from './rejection.ts';
import type { RetrievedMessage } from './retrieve.ts';

function isCode(code: string): code is FindingCode {
  return Object.hasOwn(FINDING_ROWS, code);
}

/** For a device that lets nothing pass: the first fault or hazard that the product would report of the message. */
export function anyFault(session: DeviceSession, message: RetrievedMessage) {
  const { findings } = decodeMessage(message.bytes, message.offset, {
    expect: message.profile === 'cp' ? 'any' : 'dm',
  });
  // The stars of a masked trace are not the card's.
  const stars = session.link.transport.redacted === true ? 'profile-secret-masked' : undefined;
  const finding = findings.find(({ kind, code }) => kind !== 'context' && code !== stars);
  if (finding === undefined || !isCode(finding.code)) return undefined;
  return rejected(
    'objects',
    'message-fault',
    { file: message.file, ...finding.where },
    {
      code: finding.code,
      finding: finding.message,
      findingZh: findingWords(finding.code, finding.details ?? {}, 'zh').message,
    },
  );
}
