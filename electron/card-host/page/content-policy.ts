import { randomBytes } from 'node:crypto';

/** Stands in the built page wherever the response's nonce belongs. */
export const NONCE_MARK = '__CSP_NONCE__';

/** A nonce as CSP level 3 wants it: 128 random bits at least, new in every response. */
export function makeNonce(): string {
  return randomBytes(18).toString('base64');
}

/**
 * Content Security Policy of the interface, the same in both shells: nothing but its own files, no `unsafe-*`.
 *
 * @param nonce allows the style and script elements of this one response.
 * @param sockets WebSocket addresses that the page may connect to; none in Electron.
 */
export function contentPolicy(nonce: string, sockets: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...sockets].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every response, of errors too. */
export function pageHeaders(nonce: string, sockets: readonly string[]): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentPolicy(nonce, sockets),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}
