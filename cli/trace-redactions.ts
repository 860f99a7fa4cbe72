import { fileSecrets } from '../core/bootstrap/file-secrets.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import type { Redaction } from '../core/transport/trace-file.ts';

/** Where in the recorded answers secrets stand: the read knows which exchange carried which bytes of which file. */
export function traceRedactions(read: ReadResult): readonly Redaction[] {
  const out: Redaction[] = [];
  for (const file of read.files) {
    for (const secret of fileSecrets(file, read.objects)) {
      for (const part of file.reads) {
        const from = Math.max(secret.offset, part.offset);
        const to = Math.min(secret.offset + secret.length, part.offset + part.length);
        if (from < to)
          out.push({ exchange: part.exchange, part: 'response', offset: from - part.offset, length: to - from });
      }
    }
  }
  return out;
}
