import { randomUUID } from 'node:crypto';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { DOCUMENT_LIMIT } from '../ipc/document-contract.ts';

interface Upload {
  readonly name: string;
  readonly size: number;
  /** As long as what came, or up to twice that: many small chunks take no more memory than a few long ones. */
  buffer: Uint8Array;
  received: number;
}

/** Files on their way at once in a window, and the bytes that they may have together; the oldest is dropped for another. */
const MOST = 4;
const MOST_BYTES = DOCUMENT_LIMIT;

/** Files that one window hands over in chunks. What was not announced is not kept, and nothing is set aside for a promise. */
export class DocumentUploads {
  readonly #uploads = new Map<string, Upload>();
  #closed = false;

  /** Errors: `document-too-long`. @returns the upload's id */
  begin(name: string, size: number): Result<string> {
    if (this.#closed) return err(unknownUpload());
    if (size > DOCUMENT_LIMIT) return err(appError('document-too-long', { path: name, size, limit: DOCUMENT_LIMIT }));
    for (const [oldest] of this.#uploads)
      if (this.#uploads.size >= MOST || this.#announced() + size > MOST_BYTES) this.#uploads.delete(oldest);
    const id = randomUUID();
    this.#uploads.set(id, { name, size, buffer: new Uint8Array(), received: 0 });
    return ok(id);
  }

  /** Errors: `document-broken` where the chunk is empty or not the next one; the upload is over then. */
  chunk(id: string, offset: number, bytes: Uint8Array): Result<void> {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return err(unknownUpload());
    const { name, size, received } = upload;
    const end = received + bytes.length;
    if (offset !== received || bytes.length === 0 || end > size) {
      this.#uploads.delete(id);
      const reason = `${bytes.length} bytes from ${offset} came where ${received} was next, of ${size}`;
      return err(appError('document-broken', { path: name, reason }));
    }
    if (end > upload.buffer.length) {
      const longer = new Uint8Array(Math.min(size, Math.max(end, 2 * upload.buffer.length)));
      longer.set(upload.buffer);
      upload.buffer = longer;
    }
    upload.buffer.set(bytes, received);
    upload.received = end;
    return ok(undefined);
  }

  /** The whole file; the upload is over. Errors: `document-broken` where bytes are missing. */
  end(id: string): Result<{ readonly name: string; readonly bytes: Uint8Array }> {
    const upload = this.#uploads.get(id);
    if (upload === undefined) return err(unknownUpload());
    this.#uploads.delete(id);
    const { name, size, received, buffer } = upload;
    if (received !== size)
      return err(appError('document-broken', { path: name, reason: `${received} of ${size} bytes came` }));
    return ok({ name, bytes: buffer });
  }

  drop(id: string): void {
    this.#uploads.delete(id);
  }

  /** The window is gone: what it began is dropped, and nothing new is taken. */
  close(): void {
    this.#closed = true;
    this.#uploads.clear();
  }

  #announced(): number {
    return [...this.#uploads.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

function unknownUpload() {
  return appError('document-broken', { path: 'the file', reason: 'it was not announced, or another took its place' });
}
