import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe } from 'vitest';

/**
 * System parts that some tests need. A missing one skips those tests by name, with the install line in the suite's
 * title; `BOOTCARD_REQUIRE_ALL=1` (set by .ci/run) makes the skip a failure.
 */
const PARTS = {
  pcscd: {
    there: () =>
      onPath('pcscd') &&
      existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so') &&
      onPath('python3') &&
      onPath('gcc') &&
      onPath('ss'),
    install: 'apt install pcscd vsmartcard-vpcd libpcsclite-dev gcc python3 iproute2',
  },
  opensc: { there: () => onPath('pkcs15-tool'), install: 'apt install opensc' },
  scriptor: { there: () => onPath('scriptor'), install: 'apt install pcsc-tools' },
  pyscard: {
    there: () => pythonHas('smartcard'),
    install: 'apt install python3-pyscard',
  },
  vpicc: {
    there: () => existsSync('/usr/lib/python3/site-packages/virtualsmartcard') && pythonHas('Cryptodome'),
    install: 'apt install vsmartcard-vpicc python3-pycryptodome',
  },
  cardpeek: { there: () => onPath('cardpeek'), install: 'apt install cardpeek' },
  gcc: {
    there: () =>
      onPath('gcc') && onPath('pkg-config') && spawnSync('pkg-config', ['--exists', 'libpcsclite']).status === 0,
    install: 'apt install gcc pkg-config libpcsclite-dev',
  },
  pty: {
    there: () => process.platform === 'linux' && existsSync('/dev/ptmx') && existsSync('/dev/pts'),
    install: 'a Linux with /dev/pts',
  },
  libwbxml: { there: () => onPath('wbxml2xml') && onPath('xml2wbxml'), install: 'apt install libwbxml2-utils' },
  tshark: { there: () => onPath('tshark'), install: 'apt install tshark' },
  openssl: { there: () => onPath('openssl'), install: 'apt install openssl' },
  chromium: { there: () => chromiumPath() !== undefined, install: 'apt install chromium' },
} as const satisfies Record<string, { there: () => boolean; install: string }>;

export type SystemPart = keyof typeof PARTS;

/** True where Debian's Python can load the module. */
function pythonHas(module: string): boolean {
  return spawnSync('/usr/bin/python3', ['-c', `import ${module}`]).status === 0;
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/sbin', '/sbin')
    .some((folder) => folder !== '' && existsSync(`${folder}/${program}`));
}

/** Where Chromium is, from BOOTCARD_CHROMIUM or the usual places. */
export function chromiumPath(): string | undefined {
  return [
    process.env.BOOTCARD_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path));
}

export function missingParts(parts: readonly SystemPart[]): readonly SystemPart[] {
  return parts.filter((part) => !PARTS[part].there());
}

/** `describe` that runs only where every named part is installed. */
export function describeWith(parts: readonly SystemPart[], title: string, body: () => void): void {
  const missing = missingParts(parts);
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const needs = missing.map((part) => `${part} (${PARTS[part].install})`).join(', ');
  if (process.env.BOOTCARD_REQUIRE_ALL === '1') {
    describe(`${title} — needs ${needs}`, () => {
      throw new Error(`BOOTCARD_REQUIRE_ALL=1, but missing: ${needs}`);
    });
    return;
  }
  describe.skip(`${title} — needs ${needs}`, body);
}
