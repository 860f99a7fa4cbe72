import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { ICNS_KINDS, ICO_SIZES, icnsFile, icoFile, LINUX_SIZES } from '../packaging/icon-files.ts';

/**
 * Makes the app's icons from their drawings, with the system's Chromium: `node build/scripts/write-icons.ts [chromium]`.
 * Needed only when a drawing changes; the results are kept in the repository.
 */
const FOLDER = new URL('../packaging/', import.meta.url);
/** Up to this side in pixels a drawing of its own is used, whose lines lie on whole pixels. */
const SMALL = 48;

const sizes = [...new Set([...ICO_SIZES, ...LINUX_SIZES, ...ICNS_KINDS.map(({ size }) => size)])];
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const pictures = new Map<number, Uint8Array>();
for (const size of sizes) {
  const svg = readFileSync(new URL(size <= SMALL ? 'icon-small.svg' : 'icon.svg', FOLDER), 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  pictures.set(size, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();

const picture = (size: number): Uint8Array => pictures.get(size) ?? new Uint8Array();
mkdirSync(new URL('icons/', FOLDER), { recursive: true });
for (const size of LINUX_SIZES) writeFileSync(new URL(`icons/${size}x${size}.png`, FOLDER), picture(size));
writeFileSync(new URL('icon.ico', FOLDER), icoFile(ICO_SIZES.map((size) => ({ size, png: picture(size) }))));
writeFileSync(new URL('icon.icns', FOLDER), icnsFile(picture));
