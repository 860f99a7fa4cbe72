import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { openLink } from '../../core/card/card-link.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { askedOffset } from '../../renderer/model/asked-offset.ts';
import { cardModel, type FileModel } from '../../renderer/model/card-model.ts';
import { copiedBytes, fileCommand } from '../../renderer/model/copy-as.ts';
import { memoryTransport } from '../support/memory-transport.ts';

async function messageFile(): Promise<FileModel> {
  const image = builtinCard('uicc-3g');
  if (image === undefined) throw new Error('no built-in card');
  const card = memoryTransport(
    'virtual:uicc-3g',
    new VirtualCard(image),
    () => true,
    async () => undefined,
  );
  const read = await readCard(openLink(card), { mode: 'auto', depth: 'inspect' });
  if (!read.ok) throw new Error(read.error.code);
  const model = cardModel(read.value);
  const file = model.files.get(model.content ?? '');
  if (file === undefined) throw new Error('no message');
  return file;
}

describe('copied bytes', () => {
  it('are written as each program takes them', async () => {
    const file = await messageFile();
    const place = { offset: 0, length: 3 };
    const text = (format: Parameters<typeof copiedBytes>[2]) => copiedBytes(file, place, format, 'virtual:uicc').text;
    const bytes = file.file.bytes.subarray(0, 3);
    expect(text('hex')).toBe(
      Buffer.from(bytes)
        .toString('hex')
        .toUpperCase()
        .replaceAll(/(..)(?!$)/g, '$1 '),
    );
    expect(text('base64')).toBe(Buffer.from(bytes).toString('base64'));
    expect(JSON.parse(text('json'))).toMatchObject({ file: file.file.path, offset: 0, length: 3, masked: [] });
    expect(text('c')).toMatch(/^static const unsigned char ef_\w+_0000\[3\] = \{\n {4}0x\w\w, 0x\w\w, 0x\w\w\n\};\n$/);
    expect(text('command')).toMatch(/^bootcard files virtual:uicc /);
  });

  it.each(['hex', 'base64', 'json', 'c'] as const)('never carry a secret: %s', async (format) => {
    const file = await messageFile();
    const [secret] = file.secrets;
    if (secret === undefined) throw new Error('the message has no secret');
    const whole = copiedBytes(file, { offset: 0, length: file.file.bytes.length }, format, 'x');
    expect(whole.masked).toBe(file.secrets.reduce((sum, { length }) => sum + length, 0));
    const one = copiedBytes(file, secret, 'hex', 'x');
    expect(one.text).toBe(Array.from({ length: secret.length }, () => '2A').join(' '));
    const clear = Buffer.from(file.file.bytes.subarray(secret.offset, secret.offset + secret.length));
    expect(whole.text.replaceAll(/[\s,]|0x/g, '')).not.toContain(clear.toString('hex').toUpperCase());
  });

  it('name their file in a command that a shell takes', () => {
    expect(fileCommand("pcsc:O'Hara 3x21", { path: '3F007F506421', fid: '6421' })).toBe(
      "bootcard files 'pcsc:O'\\''Hara 3x21' 3F007F506421",
    );
    expect(fileCommand('virtual:uicc', { path: '7FFF6421', fid: '6421' })).toBe('bootcard files virtual:uicc 6421');
  });
});

describe('an offset as typed', () => {
  it('is hex, or counts from the cursor', () => {
    expect(['20D', '0x20d', '20Dh', '+10', '-1'].map((text) => askedOffset(text, 0x20, 0x400))).toEqual([
      0x20d, 0x20d, 0x20d, 0x30, 0x1f,
    ]);
  });

  it('is none outside the file, and for other words', () => {
    expect(['400', '-21', '', 'addr', '0x', '+'].map((text) => askedOffset(text, 0x20, 0x400))).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });
});
