import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { CME_ERRORS, finalResult, LineSplitter } from '../../../electron/card-host/at/at-lines.ts';
import { parseFileAnswer, parseHexAnswer } from '../../../electron/card-host/at/card-commands.ts';
import { parsePortName } from '../../../electron/card-host/at/port-name.ts';
import { openFailure } from '../../../electron/card-host/at/serial-line.ts';
import { fromSysfs } from '../../../electron/card-host/at/serial-ports.ts';

describe('lines of a modem', () => {
  const sent = ['+CSIM: 4,"9000"', 'OK', '+CREG: 1,"00F1"', '+CME ERROR: 10'];

  it.each(['\r\n', '\n', '\r', '\r\r\n'])('are cut at %j, in whatever pieces they come', (end) => {
    const text = Buffer.from(sent.map((line) => `${end}${line}${end}`).join(''), 'latin1');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
        const splitter = new LineSplitter();
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const lines = places.slice(1).flatMap((to, i) => splitter.push(text.subarray(places[i], to)));
        expect(lines).toEqual(sent);
      }),
    );
  });

  it('that never end are not kept', () => {
    const splitter = new LineSplitter();
    for (let n = 0; n < 10; n++) splitter.push(Buffer.alloc(LineSplitter.longest, 0x41));
    expect(splitter.push(Buffer.from('\r'))[0]?.length).toBe(LineSplitter.longest);
  });

  it.each([
    ['OK', { kind: 'ok' }],
    ['ERROR', { kind: 'refused', reason: 'ERROR' }],
    ['COMMAND NOT SUPPORT', { kind: 'refused', reason: 'command not support' }],
    ['+CME ERROR: 10', { kind: 'refused', cme: 10, reason: 'SIM not inserted' }],
    ['+CME ERROR: SIM busy', { kind: 'refused', cme: 14, reason: 'SIM busy' }],
    ['+CME ERROR: sim pin required', { kind: 'refused', cme: 11, reason: 'SIM PIN required' }],
    ['+CME ERROR: 777', { kind: 'refused', cme: 777, reason: '+CME ERROR 777' }],
    ['+CME ERROR: no idea', { kind: 'refused', reason: 'no idea' }],
    ['+CMS ERROR: 310', { kind: 'refused', cme: 310, reason: '+CME ERROR 310' }],
    ['+CREG: 1', undefined],
    ['RING', undefined],
    ['OKAY', undefined],
  ])('%s ends a command: %o', (line, result) => {
    expect(finalResult(line)).toEqual(result);
  });

  it('errors mean the same in words as in numbers', () => {
    for (const [number, words] of Object.entries(CME_ERRORS)) {
      expect(finalResult(`+CME ERROR: ${words}`)).toEqual(finalResult(`+CME ERROR: ${number}`));
    }
  });
});

describe('answers of the card in them', () => {
  it.each([
    ['4,"9000"', '9000'],
    ['4,9000', '9000'],
    ['2,"9000"', '9000'],
    ['8, "0a0B9000"', '0A0B9000'],
    ['6,"9000"', undefined],
    ['4,"90"', undefined],
    ['4,"90G0"', undefined],
    ['', undefined],
  ])('+CSIM: %s', (text, bytes) => {
    const parsed = parseHexAnswer(text);
    expect(parsed && toHex(parsed)).toBe(bytes);
  });

  it.each([
    ['144,0,"9800"', '98009000'],
    ['144,0', '9000'],
    ['148, 4', '9404'],
    ['144,0,""', '9000'],
    ['300,0', undefined],
    ['144', undefined],
    ['144,0,"9"', undefined],
  ])('+CRSM: %s', (text, bytes) => {
    const parsed = parseFileAnswer(text);
    expect(parsed && toHex(parsed)).toBe(bytes);
  });
});

describe('names of ports', () => {
  it.each([
    ['at:/dev/ttyUSB2', '/dev/ttyUSB2', 115_200],
    ['at:/dev/ttyACM0?baud=9600', '/dev/ttyACM0', 9600],
    ['at:/dev/cu.usbmodem1101', '/dev/cu.usbmodem1101', 115_200],
    ['at:COM3', 'COM3', 115_200],
    ['at:COM12?baud=921600', 'COM12', 921_600],
  ])('%s', (name, path, baud) => {
    expect(parsePortName(name)).toEqual({ path, baud });
  });

  it.each(['at:', 'at:?baud=9600', 'at:COM3?baud=', 'at:COM3?baud=fast', 'at:COM3?parity=even', 'at:no such reader'])(
    '%s is none',
    (name) => {
      expect(parsePortName(name)).toBeUndefined();
    },
  );

  it.each([
    ['Error: Permission denied, cannot open /dev/ttyUSB2', 'at-port-denied'],
    ['Error Resource temporarily unavailable Cannot lock port', 'at-port-busy'],
    ['Error: Device or resource busy, cannot open /dev/ttyUSB2', 'at-port-busy'],
    ['Opening COM3: Access denied', 'at-port-busy'],
    ['Error: No such file or directory, cannot open /dev/ttyUSB2', 'reader-unknown'],
    ['Opening COM9: File not found', 'reader-unknown'],
    ['Error: Inappropriate ioctl for device', 'at-port-failed'],
  ])('the binding’s "%s" is %s', (message, code) => {
    expect(openFailure(message)).toBe(code);
  });

  it('are found in sysfs, with what the USB device calls itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootcard-sysfs-'));
    try {
      const usb = join(folder, 'devices', 'usb1', '1-4');
      mkdirSync(join(usb, '1-4:1.2', 'ttyUSB2'), { recursive: true });
      writeFileSync(join(usb, 'idVendor'), '2c7c\n');
      writeFileSync(join(usb, 'manufacturer'), 'Contract Works\n');
      writeFileSync(join(usb, 'product'), 'M-27007\n');
      const tty = join(folder, 'tty');
      for (const name of ['ttyUSB10', 'ttyUSB2', 'ttyACM0', 'ttyS0', 'tty1', 'console']) {
        mkdirSync(join(tty, name), { recursive: true });
      }
      symlinkSync(join(usb, '1-4:1.2', 'ttyUSB2'), join(tty, 'ttyUSB2', 'device'));
      expect(await fromSysfs(tty)).toEqual([
        { path: '/dev/ttyACM0', title: '/dev/ttyACM0' },
        { path: '/dev/ttyUSB2', title: 'Contract Works M-27007 (/dev/ttyUSB2)' },
        { path: '/dev/ttyUSB10', title: '/dev/ttyUSB10' },
      ]);
      expect(await fromSysfs(join(folder, 'nowhere'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
