import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSerialPort } from './serial-line.ts';

export interface SerialPortInfo {
  readonly path: string;
  /** Maker and product, as the USB device names itself; the path where it does not. */
  readonly title: string;
}

/**
 * Serial ports that look like a modem's: USB devices with a serial interface. Nothing is opened. A port that is not listed
 * (a module on a real line) is used by its name all the same.
 */
export async function listSerialPorts(): Promise<readonly SerialPortInfo[]> {
  return process.platform === 'linux' ? fromSysfs('/sys/class/tty') : fromBinding();
}

/**
 * Linux: what the kernel knows of its ttys (the binding asks a program, udevadm, that small systems do not have). Modems are
 * ttyUSB (option, qcserial, sierra) and ttyACM (CDC ACM).
 * @param folder `/sys/class/tty`
 */
export async function fromSysfs(folder: string): Promise<readonly SerialPortInfo[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^tty(USB|ACM)\d+$/.test(name));
  const number = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? 0);
  names.sort((a, b) => a.slice(0, 6).localeCompare(b.slice(0, 6)) || number(a) - number(b));
  return Promise.all(
    names.map(async (name) => {
      const path = `/dev/${name}`;
      return { path, title: titleOf(await usbWords(join(folder, name, 'device')), path) };
    }),
  );
}

const text = async (file: string) => (await readFile(file, 'utf8').catch(() => '')).trim();

/** The nearest folder upwards that has an idVendor is the USB device; the tty's own is one of its interfaces. */
async function usbWords(device: string): Promise<readonly string[]> {
  let folder = await realpath(device).catch(() => undefined);
  for (let level = 0; folder !== undefined && level < 4; level++) {
    if ((await text(join(folder, 'idVendor'))) !== '') {
      return Promise.all([text(join(folder, 'manufacturer')), text(join(folder, 'product'))]);
    }
    folder = join(folder, '..');
  }
  return [];
}

async function fromBinding(): Promise<readonly SerialPortInfo[]> {
  try {
    const { SerialPort } = await loadSerialPort();
    const ports = await SerialPort.list();
    return ports
      .filter(({ vendorId }) => vendorId !== undefined)
      .map(({ path, manufacturer = '' }) => {
        // macOS lists the dial-in name, which waits for a carrier when it is opened.
        const callOut = path.replace(/^\/dev\/tty\./, '/dev/cu.');
        return { path: callOut, title: titleOf([manufacturer], callOut) };
      });
  } catch {
    // Without the binding no port can be used either; opening one says why.
    return [];
  }
}

function titleOf(words: readonly string[], path: string): string {
  const known = words.filter((word, i) => word !== '' && words.indexOf(word) === i);
  return known.length === 0 ? path : `${known.join(' ')} (${path})`;
}
