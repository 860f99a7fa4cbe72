import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, where there is one; `BOOTCARD_NO_OPEN=1` keeps it from doing so. */
export function openInBrowser(url: string): void {
  if (process.env.BOOTCARD_NO_OPEN === '1') return;
  const command = opener(url);
  if (command === undefined) return;
  const [program, ...args] = command;
  // The address stands on the terminal anyway: a missing program is no failure.
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

function opener(url: string): readonly [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined;
}
