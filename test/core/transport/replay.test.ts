import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import { replayTransport } from '../../../core/transport/replay.ts';
import { redactTrace, type TraceFile, type TraceLine } from '../../../core/transport/trace-file.ts';

const line = (c: string, r: string, rest: Partial<TraceLine> = {}): TraceLine => ({
  t: 0,
  reader: 'r',
  c,
  r,
  us: 1,
  name: '',
  ...rest,
});
const traceOf = (...lines: TraceLine[]): TraceFile => ({
  header: { format: 'bootcard-trace/1', reader: 'r', atr: '3B00', protocol: 'T=0' },
  lines,
});
const replay = (...lines: TraceLine[]): CardTransport => replayTransport(traceOf(...lines), 'replay:x');

async function says(card: CardTransport, ...commands: string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const command of commands) {
    const answer = await card.transmit(hex(command));
    answers.push(answer.ok ? toHex(answer.value) : answer.error.code);
  }
  return answers;
}

const A = line('00A4000C022FE2', '9000');
const READ_A = line('00B0000001', 'AA9000');
const B = line('00A4000C022F05', '9000');
const READ_B = line('00B0000001', 'BB9000');
const commands = (...lines: TraceLine[]) => lines.map(({ c }) => c);

describe('replay', () => {
  it('answers as recorded', async () => {
    expect(await says(replay(A, READ_A, B, READ_B), ...commands(A, READ_A, B, READ_B))).toEqual([
      '9000',
      'AA9000',
      '9000',
      'BB9000',
    ]);
  });

  it('answers a read again and again, with what was selected then', async () => {
    expect(await says(replay(A, READ_A, B, READ_B), ...commands(A, READ_A, READ_A, B, READ_B, READ_B))).toEqual([
      '9000',
      'AA9000',
      'AA9000',
      '9000',
      'BB9000',
      'BB9000',
    ]);
  });

  it('lets reads be left out, and the whole be done twice', async () => {
    expect(await says(replay(A, READ_A, B, READ_B), ...commands(B, READ_B, A, READ_A))).toEqual([
      '9000',
      'BB9000',
      '9000',
      'AA9000',
    ]);
  });

  it('does not answer a read from another file', async () => {
    const card = replay(A, B, READ_B);
    const answer = [await says(card, A.c), await card.transmit(hex(READ_B.c))];
    expect(answer).toEqual([
      ['9000'],
      { ok: false, error: { code: 'replay-diverged', details: { command: '00B0000001', index: 1 } } },
    ]);
    expect(await says(card, B.c, READ_B.c)).toEqual(['9000', 'BB9000']);
  });

  it('does not answer a read from before what changed the file', async () => {
    const update = line('00D60000010F', '9000');
    expect(await says(replay(A, READ_A, update), ...commands(A, READ_A, update, READ_A))).toEqual([
      '9000',
      'AA9000',
      '9000',
      'replay-diverged',
    ]);
    expect(await says(replay(A, READ_A, update, READ_B), ...commands(A, READ_A, update, READ_A))).toEqual([
      '9000',
      'AA9000',
      '9000',
      'BB9000',
    ]);
  });

  it('takes any value for a masked credential, and never shows one', async () => {
    const card = replay(line('0020000A082A2A2A2A2A2A2A2A', '9000', { masked: [{ of: 'c', offset: 5, length: 8 }] }));
    expect(await says(card, '0020000A083132333435363738')).toEqual(['9000']);
    const other = await card.transmit(hex('0020000B083132333435363738'));
    expect(!other.ok && other.error.details.command).toBe('0020000B082A2A2A2A2A2A2A2A');
  });

  it('takes any value where a trace was redacted', async () => {
    const redacted = redactTrace(traceOf(line('00D6000003616263', '9000')), [
      { exchange: 0, part: 'command', offset: 6, length: 1 },
    ]);
    const card = replayTransport(redacted, 'replay:x');
    expect(await says(card, '00D6000003617A62', '00D6000003617A63')).toEqual(['replay-diverged', '9000']);
  });

  it('follows recorded resets, and begins anew where there is none', async () => {
    const reset = line('', '3B01', { name: 'COLD RESET' });
    const card = replay(A, READ_A, reset, A, READ_B);
    expect(await says(card, A.c, READ_A.c)).toEqual(['9000', 'AA9000']);
    await card.reset('cold');
    expect(toHex(card.atr)).toBe('3B01');
    expect(await says(card, A.c, READ_A.c)).toEqual(['9000', 'BB9000']);
    await card.reset('cold');
    expect(await says(card, A.c, READ_A.c)).toEqual(['9000', 'AA9000']);
  });

  it('repeats recorded failures', async () => {
    const card = replay(
      line('00A4000C022FE2', '', { error: 'card-removed' }),
      line('00A4000C022F05', '', { error: 'never heard of' }),
    );
    expect(await says(card, A.c, B.c)).toEqual(['card-removed', 'card-link']);
  });

  it('holds to the lines of its own reader', async () => {
    expect(await says(replay(line(A.c, '6A82', { reader: 'other' }), A), A.c)).toEqual(['9000']);
  });
});
