import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { decodeMessage } from '../bootstrap/message.ts';

export interface MessageAllowance {
  /** Take the bytes as they are, whatever a device would say to them: for tests of devices. */
  readonly allowFindings?: boolean;
}

/**
 * Says whether a message may be written to a card: one document from the first byte to the last, of a known profile, and
 * nothing wrong with it that makes a device reject it. Every way to a card goes through here.
 * @param object of the card that will hold it: a Client Provisioning document is a fault in the file of a DM object only.
 * @returns `message-invalid` with the offset, or `message-faulty` with the first finding. No bytes at all are never allowed.
 */
export function checkMessage(
  message: Uint8Array,
  object: { readonly dm: boolean },
  { allowFindings = false }: MessageAllowance,
): Result<void> {
  if (message.length === 0) return err(appError('message-invalid', { offset: 0, reason: 'it is empty' }));
  if (allowFindings) return ok(undefined);
  const view = decodeMessage(message);
  const fault = view.findings.find(
    ({ severity, code }) => severity === 'error' && (object.dm || code !== 'profile-cp-in-dm-file'),
  );
  if (view.document === null)
    return err(
      appError('message-invalid', {
        offset: fault?.where.offset ?? 0,
        reason: fault?.message ?? view.findings[0]?.message ?? 'it is no WBXML document',
      }),
    );
  if (fault !== undefined) return err(appError('message-faulty', { code: fault.code, reason: fault.message }));
  if (view.size < message.length)
    return err(
      appError('message-invalid', {
        offset: view.size,
        reason: `${message.length - view.size} bytes follow the end of the document`,
      }),
    );
  return view.profile === 'unknown'
    ? err(appError('message-invalid', { offset: 0, reason: 'it is neither a DM message nor Client Provisioning' }))
    : ok(undefined);
}
