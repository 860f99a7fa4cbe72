import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { errorText } from '../../core/base/app-error.ts';
import { openInBrowser } from '../../electron/card-host/ui-server/open-in-browser.ts';
import { startUi } from '../../electron/card-host/ui-server/start-ui.ts';
import { electronAnswers, electronBinary } from '../packaging/electron-source.ts';
import { ROOT } from './build-all.ts';
import { ensureBuilt } from './ensure-built.ts';

const ELECTRON = join(ROOT, 'node_modules/electron');

/** An Electron that ends with an error sooner than this never showed a window, in milliseconds. */
const STILLBORN = 4000;

/**
 * `npm start`: the desktop app, or, where Electron cannot run, one line with the reason and the same interface in the
 * browser until Ctrl C. `--browser` asks for the latter.
 */
export async function startApp(): Promise<void> {
  await ensureBuilt();
  const reason = process.argv.includes('--browser') ? 'asked for with --browser' : await runElectron();
  if (reason === undefined) return;
  process.stderr.write(`Opening Bootcard in the browser: ${reason}.\n`);
  await runInBrowser();
}

/** @returns why Electron cannot run; undefined when it ran and was closed. */
async function runElectron(): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display';
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root';
  const binary = electronBinary(ROOT) ?? (await fetchElectron());
  if (binary === undefined) return "Electron's binary is not installed and cannot be downloaded here";
  const { ELECTRON_RUN_AS_NODE: _unused, ...env } = process.env;
  const started = Date.now();
  const code = await new Promise<number>((resolve) => {
    const child = spawn(binary, [ROOT], { stdio: 'inherit', env });
    child.on('error', () => resolve(-1));
    child.on('exit', (exit) => resolve(exit ?? 0));
  });
  if (code !== 0 && Date.now() - started < STILLBORN) return `Electron does not start here (exit code ${code})`;
  process.exitCode = code;
  return undefined;
}

/** Has Electron's package download its binary, when the place it comes from answers. */
async function fetchElectron(): Promise<string | undefined> {
  if (!(await electronAnswers())) return undefined;
  process.stderr.write('Downloading Electron, once …\n');
  await new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [join(ELECTRON, 'install.js')], { stdio: 'ignore' });
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
  return electronBinary(ROOT);
}

async function runInBrowser(): Promise<void> {
  const ui = await startUi({});
  if (!ui.ok) {
    const { message, next } = errorText(ui.error);
    process.stderr.write(`${message} ${next}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${ui.value.url}\nCtrl C ends it.\n`);
  openInBrowser(ui.value.url);
  const stop = (): void => void ui.value.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
