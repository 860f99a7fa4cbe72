import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { padEnd, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../../electron/card-host/vpcd-client.ts';
import { bodyOf, cardWith } from '../../support/bootstrap-card.ts';
import { untilSeen } from '../../support/pcsc/served-cards.ts';
import { type PcscStack, startPcscStack } from '../../support/pcsc/stack.ts';
import { describeWith } from '../../support/requires.ts';
import { type CliRun, runCli } from '../../support/run-cli.ts';

const CONTENT = '3F007F506421';
const MESSAGES = ['NordTel North', 'NordTel South'].map((name) => defaultMessage({ ...NORDTEL, name }));
const ROUNDS = 2;

describeWith(['pcscd'], 'two processes that write to one card through PC/SC', () => {
  let stack: PcscStack;
  let served: ServedCard;
  const card = new VirtualCard(cardWith());
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-two-flashes-'));
  const reader = () => stack.readers[0]?.name ?? '';

  beforeAll(async () => {
    for (const [i, message] of MESSAGES.entries()) writeFileSync(join(folder, `${i}.wbxml`), message);
    stack = await startPcscStack(1);
    const server = await serveCard(card, { host: '127.0.0.1', port: stack.readers[0]?.port ?? 0 });
    if (!server.ok) throw new Error(server.error.code);
    served = server.value;
    await untilSeen(stack, [reader()]);
  });
  afterAll(async () => {
    served?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param data the data folder: without a common one no lock file keeps the two apart */
  const flash = (i: number, data: string) =>
    runCli(['flash', `pcsc:${reader()}`, `${i}.wbxml`, '--json', '--key', 'adm1=hex:3132333435363738'], {
      cwd: folder,
      env: { ...stack.env, BOOTCARD_DATA: join(folder, data) },
    });
  const outcome = ({ stdout }: CliRun) => {
    const { result, error } = JSON.parse(stdout) as { result?: string; error?: { code: string } };
    return result ?? error?.code ?? '';
  };
  const whole = (message: Uint8Array | undefined) => toHex(padEnd(message ?? new Uint8Array(), 2048, 0xff));

  it.each<[string, (i: number) => string]>([
    ['of one user', () => 'data'],
    ['of two users', (i) => `data-${i}`],
  ])('%s: who says verified wrote all of it, and what is on the card is never a mixture', async (_name, data) => {
    let written = 0;
    let present = toHex(bodyOf(card.image(), CONTENT));
    for (let round = 0; round < ROUNDS; round++) {
      const runs = await Promise.all([flash(0, data(0)), flash(1, data(1))]);
      const outcomes = runs.map(outcome);
      const done = MESSAGES.flatMap((message, i) =>
        ['verified', 'unchanged'].includes(outcomes[i] ?? '') ? [whole(message)] : [],
      );
      const now = toHex(bodyOf(card.image(), CONTENT));
      expect([outcomes, [...done, present]]).toEqual([outcomes, expect.arrayContaining([now])]);
      // Whoever does not end well wrote nothing: half a message would be told as that.
      expect(outcomes).not.toContain('interrupted');
      expect(outcomes).not.toContain('failed');
      written += done.length;
      present = now;
    }
    expect(written).toBeGreaterThan(0);
    const alone = await flash(0, data(0));
    expect(['verified', 'unchanged']).toContain(outcome(alone));
  });
});
