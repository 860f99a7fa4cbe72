import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromUtf8, toHex, utf8 } from '../../../core/base/bytes.ts';
import { decodeFrame, encodeFrame } from '../../../electron/ipc/wire.ts';

const bytesOf = (maxLength: number) => fc.uint8Array({ maxLength, size: 'max' });
/** A message that the other end got: its own copy, somewhere in a larger buffer. */
function sent(message: string | Uint8Array): string | Uint8Array {
  if (typeof message === 'string') return message;
  const buffer = new Uint8Array(message.length + 7);
  buffer.set(message, 5);
  return buffer.subarray(5, 5 + message.length);
}

describe('frames', () => {
  it('carry bytes at any depth, short and long ones', () => {
    fc.assert(
      fc.property(bytesOf(64), bytesOf(3000), bytesOf(3000), fc.nat(), (short, long, other, id) => {
        const frame = {
          kind: 'request' as const,
          id,
          name: 'plan.make' as const,
          params: { list: [{ message: long, short }], empty: null, text: '$bytes', other, chinese: '字节' },
        };
        const message = encodeFrame(frame);
        expect(typeof message).toBe(Math.max(long.length, other.length) < 1024 ? 'string' : 'object');
        expect(decodeFrame(sent(message))).toEqual(frame);
      }),
    );
  });

  it('with long bytes are as long as those and their text', () => {
    const frame = { kind: 'event' as const, name: 'trace.exchange' as const, data: new Uint8Array(2000).fill(7) };
    const text = '{"kind":"event","name":"trace.exchange","data":{"$raw":[0,2000]}}';
    const message = encodeFrame(frame) as Uint8Array;
    expect(toHex(message.subarray(0, 4))).toBe('00000041');
    expect(fromUtf8(message.subarray(4, 4 + text.length))).toBe(text);
    expect(message.subarray(4 + text.length)).toEqual(frame.data);
  });

  it('name no bytes that they do not have', () => {
    const text = (place: string) => utf8(`{"kind":"event","name":"trace.exchange","data":{"$raw":${place}}}`);
    const framed = (place: string) => concat(Uint8Array.of(0, 0, 0, text(place).length), text(place), utf8('abc'));
    expect(decodeFrame(framed('[1,2]'))).toMatchObject({ data: utf8('bc') });
    for (const place of ['[1,3]', '[4,0]', '[-1,2]', '[0.5,1]', '[0]', '"0"', '[9007199254740991,9007199254740991]'])
      expect(decodeFrame(framed(place)), place).toMatchObject({ data: undefined });
    expect(decodeFrame(`{"kind":"event","name":"trace.exchange","data":{"$raw":[0,1]}}`)).toMatchObject({
      data: undefined,
    });
  });

  it('are none where a binary message is cut, or is any other bytes', () => {
    const whole = encodeFrame({ kind: 'event', name: 'trace.exchange', data: new Uint8Array(1024) }) as Uint8Array;
    for (let end = 0; end < whole.length - 1024; end++) expect(decodeFrame(whole.subarray(0, end))).toBeUndefined();
    fc.assert(fc.property(bytesOf(200), (bytes) => decodeFrame(bytes) === undefined));
  });

  it('writes bytes in upper-case hex under one key', () => {
    const text = encodeFrame({ kind: 'event', name: 'trace.exchange', data: Uint8Array.of(0xa4, 0x01) });
    expect(text).toBe('{"kind":"event","name":"trace.exchange","data":{"$bytes":"A401"}}');
  });

  it('answers undefined for what is no frame', () => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"kind":"hello"}',
      '{"kind":"hello","token":""}',
      '{"kind":"request","id":-1,"name":"app.info","params":{}}',
      '{"kind":"request","id":1,"name":"nothing","params":{}}',
    ]) {
      expect(decodeFrame(text), text).toBeUndefined();
    }
  });

  const nested = (levels: number, open = '[', close = ']') =>
    `{"kind":"event","name":"trace.exchange","data":${open.repeat(levels)}0${close.repeat(levels)}}`;

  it('answers undefined for what is deeper than any frame, and for what is deeper than a stack', () => {
    expect(decodeFrame(nested(150))).toMatchObject({ kind: 'event' });
    for (const levels of [300, 50_000, 400_000]) {
      expect(decodeFrame(nested(levels)), `${levels} lists`).toBeUndefined();
      expect(decodeFrame(nested(levels, '{"a":', '}')), `${levels} objects`).toBeUndefined();
      const text = utf8(nested(levels));
      const head = new Uint8Array(4);
      new DataView(head.buffer).setUint32(0, text.length);
      expect(decodeFrame(concat(head, text)), `${levels} in bytes`).toBeUndefined();
    }
    expect(decodeFrame('['.repeat(1_000_000))).toBeUndefined();
  });

  it('does not take hex that is not hex for bytes', () => {
    const frame = decodeFrame('{"kind":"event","name":"trace.exchange","data":{"$bytes":"xyz"}}');
    expect(frame).toEqual({ kind: 'event', name: 'trace.exchange', data: undefined });
  });
});
