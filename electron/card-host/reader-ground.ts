import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a machine shows of that on which readers stand. */
export interface ReaderGround {
  readonly platform: NodeJS.Platform;
  /** Whether a program is there. */
  installed(program: string): boolean;
  /** The socket of pcscd. */
  socket(): 'there' | 'absent' | 'refused';
  /** Driver bundles of pcscd; null where the system brings its own. */
  drivers(): number | null;
  /** Names of USB devices of the chip card class; null where that cannot be told. */
  usbReaders(): readonly string[] | null;
  /** Serial ports of phones and modules that this user may not open. */
  refusedPorts(): readonly string[];
}

const SOCKETS = ['/run/pcscd/pcscd.comm', '/var/run/pcscd/pcscd.comm'];
const DRIVERS = ['/usr/lib/pcsc/drivers', '/usr/local/lib/pcsc/drivers', '/usr/lib64/pcsc/drivers'];
const USB = '/sys/bus/usb/devices';
/** USB class of chip card interfaces (USB-IF 0Bh). */
const CHIP_CARD = '0b';

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Interfaces stand beside their device: `1-2:1.0` beside `1-2`. */
function usbReaders(): readonly string[] {
  const found = names(USB).filter(
    (name) => name.includes(':') && text(join(USB, name, 'bInterfaceClass')) === CHIP_CARD,
  );
  return [...new Set(found.map((name) => name.split(':', 1)[0] ?? ''))].map((device) => {
    const words = [text(join(USB, device, 'manufacturer')), text(join(USB, device, 'product'))].filter(Boolean);
    return words.length > 0 ? words.join(' ') : `USB ${device}`;
  });
}

/** The machine that this runs on. */
export function thisMachine(): ReaderGround {
  const linux = platform() === 'linux';
  return {
    platform: platform(),
    installed: (program) => {
      const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
      return folders.some((folder) => existsSync(join(folder, program)));
    },
    socket: () => {
      const socket = process.env.PCSCLITE_CSOCK_NAME ?? SOCKETS.find((path) => existsSync(path));
      if (socket === undefined || !existsSync(socket)) return 'absent';
      return mayUse(socket) ? 'there' : 'refused';
    },
    drivers: () =>
      linux
        ? DRIVERS.flatMap((folder) => names(folder)).filter((name) => name.endsWith('.bundle') || name === 'serial')
            .length
        : null,
    usbReaders: () => (linux && existsSync(USB) ? usbReaders() : null),
    refusedPorts: () =>
      linux
        ? names('/dev')
            .filter((name) => /^tty(ACM|USB)\d+$/.test(name))
            .map((name) => join('/dev', name))
            .filter((path) => !mayUse(path))
        : [],
  };
}
