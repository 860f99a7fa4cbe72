import { randomUUID } from 'node:crypto';
import { appError } from '../../core/base/app-error.ts';
import { concat } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { DOCUMENT_LIMIT } from '../ipc/document-contract.ts';

interface Upload {
  readonly name: string;
  readonly size: number;
  readonly chunks: Uint8Array[];
  received: number;
}

/** Files on their way at once in a window; the oldest is dropped for another. */
const MOST = 4;

/** Files that one window hands over in chunks. What was not announced is not kept, and nothing is set aside for a promise. */
export class DocumentUploads {
  readonly #uploads = new Map<string, Upload>();

  /** Errors: `document-too-long`. @returns the upload's id */
  begin(name: string, size: number): Result<string> {
    if (size > DOCUMENT_LIMIT) return err(appError('document-too-long', { path: name, size, limit: DOCUMENT_LIMIT }));
    const [oldest] = this.#uploads.keys();
    if (this.#uploads.size >= MOST && oldest !== undefined) this.#uploads.delete(oldest);
    const id = randomUUID();
    this.#uploads.set(id, { name, size, chunks: [], received: 0 });
    return ok(id);
  }

  /** Errors: `document-broken` where the chunk is not the next one; the upload is over then. */
  chunk(id: string, offset: number, bytes: Uint8Array): Result<void> {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return err(unknownUpload());
    if (offset !== upload.received || offset + bytes.length > upload.size) {
      this.#uploads.delete(id);
      const reason = `bytes from ${offset} came where ${upload.received} was next, of ${upload.size}`;
      return err(appError('document-broken', { path: upload.name, reason }));
    }
    upload.chunks.push(bytes);
    upload.received += bytes.length;
    return ok(undefined);
  }

  /** The whole file; the upload is over. Errors: `document-broken` where bytes are missing. */
  end(id: string): Result<{ readonly name: string; readonly bytes: Uint8Array }> {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return err(unknownUpload());
    this.#uploads.delete(id);
    const { name, size, received, chunks } = upload;
    if (received !== size)
      return err(appError('document-broken', { path: name, reason: `${received} of ${size} bytes came` }));
    return ok({ name, bytes: concat(...chunks) });
  }

  drop(id: string): void {
    this.#uploads.delete(id);
  }
}

function unknownUpload() {
  return appError('document-broken', { path: 'the file', reason: 'it was not announced, or another took its place' });
}
