import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Command } from 'commander';
import { appError, errorText } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import type { ReaderState } from '../../core/transport/card-transport.ts';
import { loadSerialPort } from '../../electron/card-host/at/serial-line.ts';
import { readerChecks } from '../../electron/card-host/reader-checks.ts';
import type { ReaderCheck } from '../../electron/ipc/document-contract.ts';
import { reasonOf } from '../../electron/storage/error-reason.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { print, printJson, table } from '../output.ts';
import { VERSION } from '../version.ts';

interface Check {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'optional';
  readonly detail: string;
}

/** Programs that are not needed but useful beside Bootcard, with what installs them on Debian. */
const PROGRAMS = [
  { name: 'pkcs15-tool', use: 'OpenSC, reads what Bootcard wrote', install: 'apt install opensc' },
  { name: 'wbxml2xml', use: 'libwbxml, reads messages', install: 'apt install libwbxml2-utils' },
  { name: 'tshark', use: 'reads traces', install: 'apt install tshark' },
  { name: 'chromium', use: 'shows the interface', install: 'apt install chromium' },
] as const;

function onPath(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function folderCheck(folder: string): Check {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return { name: 'data folder', state: 'ok', detail: folder };
  } catch {
    return {
      name: 'data folder',
      state: 'missing',
      detail: `${folder} cannot be written: set BOOTCARD_DATA to a folder that can`,
    };
  }
}

const NAMES: Readonly<Record<string, string>> = {
  service: 'PC/SC',
  driver: 'reader driver',
  readers: 'readers',
  serial: 'serial rights',
};

/** What the app says of readers under "Check again". Bootcard works without any: nothing that is missing here is a fault. */
function readerRows(checks: readonly ReaderCheck[], readers: readonly ReaderState[]): readonly Check[] {
  const cards = readers.filter(({ kind, card }) => kind === 'pcsc' && card === 'present').length;
  return checks.map(({ id, state, what, next }): Check => {
    const more = id === 'readers' && state === 'ok' ? `With a card: ${cards}.` : next?.en;
    return {
      name: NAMES[id] ?? id,
      state: state === 'ok' ? 'ok' : 'optional',
      detail: [what.en, more].filter((part) => part !== undefined).join(' '),
    };
  });
}

/** Ports are listed, never opened: what is in them is for the user to try. */
async function serialCheck(readers: readonly ReaderState[]): Promise<Check> {
  const name = 'serial ports';
  try {
    await loadSerialPort();
  } catch (problem) {
    const { message, next } = errorText(appError('at-binding', { reason: reasonOf(problem) }));
    return { name, state: 'optional', detail: `${message} ${next}` };
  }
  const ports = readers.filter((reader) => reader.kind === 'at');
  const titles = ports.map((port) => port.title).join(', ');
  return { name, state: 'ok', detail: ports.length === 0 ? 'none that looks like a modem' : titles };
}

async function doctor(context: CliContext, options: { json?: boolean }): Promise<Result<ExitCode>> {
  const state = await context.readers().hub.list();
  const { readers } = state;
  const checks: readonly Check[] = [
    { name: 'Bootcard', state: 'ok', detail: VERSION },
    { name: 'Node', state: 'ok', detail: `${process.versions.node}, ${process.platform} ${process.arch}` },
    folderCheck(context.dataFolder),
    ...readerRows(readerChecks(state), readers),
    await serialCheck(readers),
    ...PROGRAMS.map(({ name, use, install }): Check => {
      const path = onPath(name);
      if (path === undefined) return { name, state: 'optional', detail: `not installed (${use}): ${install}` };
      const version =
        name === 'chromium'
          ? ''
          : (spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 5000 }).stdout?.split('\n')[0] ?? '');
      return { name, state: 'ok', detail: [path, version].filter(Boolean).join(', ') };
    }),
  ];
  if (options.json) printJson({ checks });
  else
    print(
      table(checks.map((check) => [{ ok: '✔', missing: '✖', optional: '○' }[check.state], check.name, check.detail])),
    );
  return ok(checks.some((check) => check.state === 'missing') ? EXIT.usage : EXIT.good);
}

export function addDoctorVerb(program: Command, act: Act): void {
  program
    .command('doctor')
    .description('what this machine has, and what it lacks')
    .option('--json', 'as JSON')
    .action(act((context, options: { json?: boolean }) => doctor(context, options)));
}
