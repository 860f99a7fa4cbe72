import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { diversifyMethod } from '../../core/card/diversify-methods.ts';
import vectors from '../fixtures/vectors/diversify.json' with { type: 'json' };
import { describeWith } from '../support/requires.ts';

/** Everything below is written against the method's words and OpenSSL alone: nothing of the product computes here. */

function openssl(args: readonly string[], input: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync('openssl', args, { input });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}

function cmac(key: string, message: Buffer): Buffer {
  const cipher = `AES-${key.length * 4}-CBC`;
  const text = openssl(['mac', '-cipher', cipher, '-macopt', `hexkey:${key}`, 'CMAC'], message)
    .toString()
    .trim();
  return Buffer.from(text, 'hex');
}

const des = (key: string, block: Buffer) =>
  openssl(['enc', '-des-ede3', '-K', key.length === 32 ? key + key.slice(0, 16) : key, '-nopad'], block);

const filled = (iccid: string) => iccid.padEnd(20, 'F');
const swapped = (iccid: string) => Buffer.from(filled(iccid).replace(/(.)(.)/g, '$2$1'), 'hex');
const inverted = (block: Buffer) => Buffer.from(block.map((byte) => ~byte & 0xff));

const INPUTS: Readonly<Record<string, (iccid: string) => Buffer>> = {
  ascii: (iccid) => Buffer.from(iccid, 'ascii'),
  bcd: (iccid) => Buffer.from(filled(iccid), 'hex'),
  swapped,
  'bcd-block': (iccid) => Buffer.from(iccid.slice(-16), 'hex'),
  'swapped-block': (iccid) => swapped(iccid).subarray(2),
};

function byOpenssl(name: string, iccid: string, master: string): Buffer {
  const method = diversifyMethod(name);
  const input = INPUTS[method?.input ?? '']?.(iccid);
  if (method === undefined || input === undefined) throw new Error(name);
  const result = method.algorithm === 'aes-cmac' ? cmac(master, input) : des(master, input);
  if (method.output === 'whole') return result;
  if (method.output === 'complement') return Buffer.concat([result, des(master, inverted(input))]);
  const left = result.subarray(0, 8);
  return method.output === 'digits'
    ? Buffer.from(String(left.readBigUInt64BE() % 100_000_000n).padStart(8, '0'))
    : left;
}

describeWith(['openssl'], 'diversification beside OpenSSL', () => {
  it.each(vectors)('$method of $iccid', ({ method, iccid, master, key }) => {
    expect(byOpenssl(method, iccid, master).toString('hex').toUpperCase()).toBe(key);
  });
});
