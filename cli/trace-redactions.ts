import { objectContent } from '../core/bootstrap/object-content.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import type { Redaction } from '../core/transport/trace-file.ts';

/** Where in the recorded answers the message's secrets stand: the read knows which exchange carried which bytes. */
export function traceRedactions(read: ReadResult): readonly Redaction[] {
  const out: Redaction[] = [];
  for (const object of read.objects) {
    const content = objectContent(read, object);
    if (content === undefined) continue;
    for (const secret of content.secrets) {
      for (const part of content.file.reads) {
        const from = Math.max(secret.offset, part.offset);
        const to = Math.min(secret.offset + secret.length, part.offset + part.length);
        if (from < to)
          out.push({ exchange: part.exchange, part: 'response', offset: from - part.offset, length: to - from });
      }
    }
  }
  return out;
}
