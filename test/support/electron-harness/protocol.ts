type SchemeHandler = (request: Request) => Promise<Response>;

interface Scheme {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean };
}

const schemes = new Map<string, SchemeHandler>();
const privileged = new Set<string>();

export const protocol = {
  registerSchemesAsPrivileged: (list: readonly Scheme[]): void => {
    for (const { scheme, privileges } of list) {
      if (privileges?.standard !== true || privileges.secure !== true)
        throw new Error(`${scheme} would have no origin`);
      privileged.add(scheme);
    }
  },
  handle: (scheme: string, handler: SchemeHandler): void => {
    if (!privileged.has(scheme)) throw new Error(`${scheme} was not declared before ready`);
    schemes.set(scheme, handler);
  },
};

/**
 * Chromium by itself knows no scheme of ours, so `app://bootcard/…` stands on the wire as `https://bootcard.app.invalid/…`,
 * which is answered before it reaches any network.
 */
const STAND_IN = /^https:\/\/([^/]+)\.([a-z]+)\.invalid(\/.*)?$/;

export function toBrowser(url: string): string {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url);
  return `https://${host}.${scheme.slice(0, -1)}.invalid${pathname}${search}${hash}`;
}

export function fromBrowser(url: string): string {
  const found = STAND_IN.exec(url);
  return found === null ? url : `${found[2]}://${found[1]}${found[3] ?? '/'}`;
}

/** What the scheme's handler answers; undefined for an address that Electron could not load either. */
export async function answerScheme(url: string, method: string): Promise<Response | undefined> {
  const own = fromBrowser(url);
  const handler = schemes.get(new URL(own).protocol.slice(0, -1));
  return handler?.(new Request(own, { method }));
}
