import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../electron/ipc/wire.ts';

describe('frames as text', () => {
  it('carries bytes at any depth', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(), (bytes, id) => {
        const frame = {
          kind: 'request' as const,
          id,
          name: 'plan.make' as const,
          params: { list: [{ message: bytes }], empty: null, text: '$bytes' },
        };
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
      }),
    );
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

  it('does not take hex that is not hex for bytes', () => {
    const frame = decodeFrame('{"kind":"event","name":"trace.exchange","data":{"$bytes":"xyz"}}');
    expect(frame).toEqual({ kind: 'event', name: 'trace.exchange', data: undefined });
  });
});
