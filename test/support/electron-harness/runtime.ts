import { CdpConnection } from './cdp.ts';
import { type RunningChromium, startChromium } from './chromium.ts';

/** The browser behind the stand-in: one for the process, started before Electron is "ready". */
interface Runtime {
  readonly chromium: RunningChromium;
  readonly cdp: CdpConnection;
}

let started: Promise<Runtime> | undefined;

export function runtime(): Promise<Runtime> {
  started ??= start();
  return started;
}

async function start(): Promise<Runtime> {
  const executable = process.env.BOOTCARD_CHROMIUM;
  if (executable === undefined) throw new Error('the harness is started by launch.ts');
  const chromium = await startChromium(executable);
  return { chromium, cdp: await CdpConnection.open(chromium.devtools) };
}
