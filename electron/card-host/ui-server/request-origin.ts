import type { IncomingHttpHeaders } from 'node:http';

/**
 * Host names under which the server answers. Checked exactly, so that a name that somebody else's DNS points at
 * 127.0.0.1 (DNS rebinding) gets nothing.
 */
export function allowedHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** True when a plain request comes from our own page, or from the address bar (which sends no Origin). */
export function isOwnRequest(headers: IncomingHttpHeaders, port: number): boolean {
  const { host, origin } = headers;
  if (host === undefined || !allowedHosts(port).includes(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}

/** True when a WebSocket is opened by our own page: browsers always send Origin with it. */
export function isOwnUpgrade(headers: IncomingHttpHeaders, port: number): boolean {
  return headers.origin !== undefined && isOwnRequest(headers, port);
}
