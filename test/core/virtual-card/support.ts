import { hex, toHex } from '../../../core/base/bytes.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { createTelecomImage, type TelecomImageOptions } from '../../../core/virtual-card/telecom-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';

/** Sends commands one after the other; spaces in the hex are ignored. */
export function answers(card: VirtualCard, ...commands: string[]): string[] {
  return commands.map((command) => {
    const answer = card.transmit(hex(command));
    return typeof answer === 'string' ? answer : toHex(answer);
  });
}

/** Sends a command and compares: `[what it shows, command, answer]`. */
export type Step = readonly [what: string, command: string, answer: string];

export function run(card: VirtualCard, steps: readonly Step[]): string[] {
  return steps.map(([what, command]) => `${what}: ${command} → ${answers(card, command)[0]}`);
}

export function expected(steps: readonly Step[]): string[] {
  return steps.map(([what, command, answer]) => `${what}: ${command} → ${answer.replaceAll(' ', '')}`);
}

const FILES = [
  { fid: '5031', name: 'EF_ODF', data: hex('A706300404026420'), size: 32, read: 'always', update: 'adm1', sfi: 17 },
  {
    fid: '6421',
    name: 'EF_DM',
    data: Uint8Array.from({ length: 300 }, (_, i) => i & 0xff),
    read: 'pin1',
    update: 'adm1',
  },
  {
    fid: '6422',
    name: 'EF_LIN',
    data: hex('0102030411121314FFFFFFFF'),
    structure: 'linear',
    recordLength: 4,
    read: 'always',
    update: 'always',
  },
] as const;

export function imageOf(options: Partial<TelecomImageOptions> = {}, extra: readonly FileImage[] = []): CardImage {
  const image = createTelecomImage({ platform: 'uicc', title: 'Test card', pkcs15: { files: FILES }, ...options });
  return { ...image, files: [...image.files, ...extra] };
}

export const cardOf = (options: Partial<TelecomImageOptions> = {}, extra: readonly FileImage[] = []) =>
  new VirtualCard(imageOf(options, extra));
