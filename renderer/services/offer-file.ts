/** Milliseconds that a text stays for its download to begin. */
const KEPT = 60_000;

/**
 * Offers a text as a file: a browser puts it where its downloads go, the desktop app asks where.
 * @returns whether it is there in the end; null in a browser, which does not tell
 */
export function offerFile(name: string, text: string, type: string): Promise<boolean | null> {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  const ended = endOf(url);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
  return ended;
}

function endOf(url: string): Promise<boolean | null> {
  const shell = window.bootcard;
  if (shell === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    const end = shell.watchDownloads((which, saved) => {
      if (which !== url) return;
      end();
      resolve(saved);
    });
  });
}
