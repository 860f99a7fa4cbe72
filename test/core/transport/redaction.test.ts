import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { Exchange } from '../../../core/transport/exchange.ts';
import { maskCommand } from '../../../core/transport/redaction.ts';
import { traceLineOf, traceText } from '../../../core/transport/trace-file.ts';
import { traceTransport } from '../../../core/transport/tracing.ts';

const ins = fc.constantFrom(0x20, 0x21, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2c, 0x2d);

describe('masking of credentials', () => {
  it.each([
    ['VERIFY in class A0', 'A020000108 31323334FFFFFFFF', 'A0200001082A2A2A2A2A2A2A2A', [{ offset: 5, length: 8 }]],
    ['VERIFY on channel 1', '0120000108 31323334FFFFFFFF', '01200001082A2A2A2A2A2A2A2A', [{ offset: 5, length: 8 }]],
    ['VERIFY on channel 19', '4F20000108 31323334FFFFFFFF', '4F200001082A2A2A2A2A2A2A2A', [{ offset: 5, length: 8 }]],
    ['with Le', '002000010431323334 00', '00200001042A2A2A2A2A', [{ offset: 5, length: 5 }]],
    ['P3 too large', '0020000108313233', '00200001082A2A2A', [{ offset: 5, length: 3 }]],
    ['P3 too small', '002000010131323334', '00200001012A2A2A2A', [{ offset: 5, length: 4 }]],
    ['extended length', '00200001000004 31323334', '00200001002A2A2A2A2A2A', [{ offset: 5, length: 6 }]],
    ['empty VERIFY', '0020000100', '0020000100', []],
    ['case 1', '00200001', '00200001', []],
    ['UPDATE BINARY', '00D600000431323334', '00D600000431323334', []],
  ])('%s', (_, command, masked, spans) => {
    const answer = maskCommand(hex(command));
    expect(toHex(answer.masked)).toBe(masked);
    expect(answer.spans).toEqual(spans);
  });

  it('lets no byte of a credential through, in any class and shape', async () => {
    // Credential bytes from F0 on cannot be mistaken for a header, a length or the mask.
    const secret = fc.array(fc.integer({ min: 0xf0, max: 0xff }), { minLength: 1, maxLength: 32 });
    const small = fc.nat(0x1f);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(0xef),
        ins,
        small,
        secret,
        fc.boolean(),
        fc.boolean(),
        async (cla, code, reference, bytes, lies, le) => {
          const p3 = lies ? reference : bytes.length;
          const command = Uint8Array.from([cla, code, 0, reference, p3, ...bytes, ...(le ? [0] : [])]);
          const sent: Uint8Array[] = [];
          const recorded: Exchange[] = [];
          const done = async () => ok(undefined);
          const inner: CardTransport = {
            reader: 'x',
            atr: hex('3B00'),
            protocol: 'T=0',
            transmit: async (tpdu) => {
              sent.push(tpdu);
              return ok(hex('9000'));
            },
            reset: done,
            beginTransaction: done,
            endTransaction: done,
            disconnect: async () => {},
          };
          const traced = traceTransport(inner, {
            clock: () => 0,
            record: (exchange) => recorded.push(exchange),
          });
          await traced.transmit(command);
          expect(sent).toEqual([command]);
          const kept = recorded.flatMap((exchange) => [...exchange.command]);
          expect(kept.filter((byte) => byte >= 0xf0)).toEqual([]);
          expect(kept.length).toBe(command.length);
        },
      ),
    );
  });

  it('masks once more when a line is written', () => {
    const exchange: Exchange = {
      index: 0,
      command: hex('00200001083132333435363738'),
      response: hex('9000'),
      at: 1,
      took: 2,
      masked: [],
    };
    expect(traceText(traceLineOf(exchange, 'r'))).not.toContain('3132');
  });
});
