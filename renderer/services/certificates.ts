import type { CertificateWords } from '../../core/bootstrap/explain-words.ts';
import type { FileRole, ReadResult } from '../../core/bootstrap/read-result.ts';

/** Files in which a certificate may stand: in a file of its own, in a directory, in EF(ODF) itself. */
const HOLD: ReadonlySet<FileRole> = new Set(['certificate', 'cdf', 'odf']);

let loaded: CertificateWords | undefined;

/** What reads certificates, once a card was read that has some; see `loadCertificates`. */
export function certificatesReader(): CertificateWords | undefined {
  return loaded;
}

/** A certificate with its keys and its signature takes more than this many bytes. */
const mayHold = ({ role, bytes }: ReadResult['files'][number]) => HOLD.has(role) && bytes.length > 256;

/** Loads what reads certificates where the card has files that may hold some: few cards do, and it is heavy. */
export async function loadCertificates(read: ReadResult): Promise<void> {
  if (loaded === undefined && read.files.some(mayHold)) {
    loaded = (await import('../../core/bootstrap/certificate-words.ts')).certificateWords;
  }
}
