import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long the page that leads to the address stays: time for a browser to start, in milliseconds. */
const STAYS = 30_000;

/**
 * Opens an address in the user's browser, where there is one; `BOOTCARD_NO_OPEN=1` keeps it from doing so. The address holds
 * the token and is no argument of a program, which every user of the machine could see in the list of processes: a page that
 * only its owner can read leads to it.
 */
export function openInBrowser(url: string): void {
  if (process.env.BOOTCARD_NO_OPEN === '1') return;
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-open-'));
  const page = join(folder, 'bootcard.html');
  const command = opener(page);
  if (command === undefined) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${url}"><title>Bootcard</title>\n`,
    { mode: 0o600 },
  );
  const forget = () => rmSync(folder, { recursive: true, force: true });
  setTimeout(forget, STAYS).unref();
  process.once('exit', forget);
  const [program, ...args] = command;
  // The address stands on the terminal anyway: a missing program is no failure.
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(page: string): readonly [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open', page];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', page];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', page] : undefined;
}
