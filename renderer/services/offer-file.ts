/** Milliseconds that a text stays for its download to begin. */
const KEPT = 60_000;

/** Offers a text as a file: a browser puts it where its downloads go, the desktop app asks where. */
export function offerFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}
