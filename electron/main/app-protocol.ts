import { protocol } from 'electron';
import { pageResponse } from '../card-host/page/page-files.ts';
import { APP_HOST, APP_SCHEME } from '../ipc/shell-channels.ts';

/** Must run before Electron is ready: a standard, secure scheme has an origin, and with it a working `'self'` in the CSP. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built interface under `app://bootcard/`, with the same checks and policy as the browser's server. */
export function serveInterface(root: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== APP_HOST || request.method !== 'GET') return new Response(null, { status: 403 });
    const page = await pageResponse(root, pathname, []);
    return new Response(new Uint8Array(page.body), { status: page.status, headers: { ...page.headers } });
  });
}
