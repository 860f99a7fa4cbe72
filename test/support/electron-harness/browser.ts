import { CdpConnection } from './cdp.ts';

/** The connection to the Chromium that plays Electron's: one for the process. launch.ts says where it is. */
let connection: Promise<CdpConnection> | undefined;

export function browser(): Promise<CdpConnection> {
  const devtools = process.env.BOOTCARD_HARNESS_DEVTOOLS;
  if (devtools === undefined) throw new Error('the harness is started by launch.ts');
  connection ??= CdpConnection.open(devtools);
  return connection;
}
