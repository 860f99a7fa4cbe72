const STORED = 'bootcard-token';

/**
 * The token from the address's fragment. It leaves the address bar at once (bookmarks, screenshots, shared links) and
 * stays with this tab only, so that a reload works.
 * @returns null when neither the address nor this tab has one.
 */
export function takeToken(page: Window): string | null {
  const match = /(?:^#|&)token=([^&]+)/.exec(page.location.hash);
  if (match?.[1] === undefined) return page.sessionStorage.getItem(STORED);
  const token = decodeURIComponent(match[1]);
  page.sessionStorage.setItem(STORED, token);
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  return token;
}
