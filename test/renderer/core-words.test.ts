import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILTIN_CARDS, builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS } from '../../core/bootstrap/fault-cards.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { decodeKnownFile } from '../../core/card/decode-known-file.ts';
import { FILE_DECODERS } from '../../core/card/file-decoders/decoders.ts';
import * as services from '../../core/card/file-decoders/service-names.ts';
import type { DecoderName } from '../../core/card/known-file.ts';
import type { Asn1TypeRow } from '../../core/pkcs15/asn1-type.ts';
import { ACCESS_CONTROL_TYPES } from '../../core/pkcs15/types-access-control.ts';
import { COMMON_TYPES } from '../../core/pkcs15/types-common.ts';
import { DIRECTORY_TYPES } from '../../core/pkcs15/types-directory.ts';
import { KEY_TYPES } from '../../core/pkcs15/types-key.ts';
import { type Browse, NOTHING_BROWSED } from '../../renderer/model/browsed-files.ts';
import { allFindings, type CardModel, cardModel } from '../../renderer/model/card-model.ts';
import { wordsOf } from '../../renderer/model/diagnose-findings.ts';
import { tokensIn } from '../../renderer/model/inspect.ts';
import { meaningGroups } from '../../renderer/model/meaning-rows.ts';
import { labelWords, previewWords } from '../../renderer/model/node-words.ts';
import { ownWords } from '../../renderer/model/own-words.ts';
import { everyNode } from '../../renderer/model/tree-model.ts';
import { type CoreWords, coreWords } from '../../renderer/text/core-words.ts';
import { english } from '../support/english-phrases.ts';
import { Random } from '../support/random.ts';
import { readImage } from '../support/read-image.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { openStage, type Stage, windowOf } from '../support/stage/stage.ts';

const zh = coreWords('zh');

/** Every phrase about a card that Explore has said. */
function saidOf(model: CardModel): readonly string[] {
  const phrases: string[] = [];
  const note: CoreWords = (phrase) => {
    phrases.push(phrase);
    return phrase;
  };
  for (const node of everyNode(model.root)) {
    labelWords(node, note);
    previewWords(node, note);
  }
  for (const file of model.files.values()) {
    tokensIn(file, { offset: 0, length: file.file.bytes.length }, note);
    meaningGroups(file, note);
  }
  return phrases;
}

/** Two English words in a row, other than a command of the command line. */
const PROSE = /\b(?!bootcard )[a-z]{2,} [a-z]{2,}\b/;

/** The facts of the chain; the last is the account's own name. */
function factsOf({ steps }: ReadResult): readonly string[] {
  return steps.flatMap(({ id, title, fact }) => (id === 'dmAcc' ? [title] : [title, fact]));
}

describe('words of the core in Chinese', () => {
  let stage: Stage;
  beforeAll(() => {
    stage = openStage(SCENARIOS.plain);
  });
  afterAll(() => stage.close());

  it.each(BUILTIN_CARDS)('say everything of all files of the built-in card $name', async ({ name }) => {
    const host = windowOf(stage);
    const opened = await host.call('card.open', { reader: `virtual:${name}`, mode: 'auto' });
    if (!opened.ok) throw new Error(opened.error.code);
    const { session, read } = opened.value;
    const found = await host.call('files.browse', { session });
    if (!found.ok) throw new Error(found.error.code);
    const bodies: Browse['bodies'] extends ReadonlyMap<string, infer Body> ? Map<string, Body> : never = new Map();
    for (const { path, kind } of found.value.files) {
      const body = kind === 'ef' ? await host.call('files.read', { session, path }) : null;
      if (body?.ok) bodies.set(path, body.value);
    }
    const model = cardModel(read, undefined, { ...NOTHING_BROWSED, files: found.value.files, bodies });
    expect(english([...saidOf(model), ...factsOf(read)])).toEqual([]);
  });

  it('say everything of the cards with a fault, in each class', async () => {
    const phrases: string[] = [];
    const sentences: string[] = [];
    for (const { name, modes } of FAULT_CARDS) {
      const image = builtinCard(name);
      if (image === undefined) throw new Error(name);
      for (const mode of modes === 'both' ? (['2g', '3g'] as const) : [modes]) {
        const { result } = await readImage(image, { depth: 'inspect', mode });
        phrases.push(...saidOf(cardModel(result)), ...factsOf(result));
        for (const finding of allFindings(result)) {
          const { message, device, fix } = wordsOf(finding, 'zh');
          sentences.push(message, device ?? '', fix ?? '');
        }
      }
    }
    expect(english(phrases)).toEqual([]);
    expect([...new Set(sentences)].filter((sentence) => PROSE.test(sentence))).toEqual([]);
  });

  it.each(Object.keys(FILE_DECODERS) as DecoderName[])(
    'say what the decoder %s says, whatever the bytes',
    (decoder) => {
      const random = new Random(7);
      const file = { ...NOBODY, decoder };
      const phrases: string[] = [];
      for (let turn = 0; turn < 300; turn++) {
        const bytes = Uint8Array.from(
          random.times(1, 60, () => (random.chance(40) ? random.below(9) : random.below(256))),
        );
        const { nodes, tokens } = decodeKnownFile(file, { kind: 'transparent', bytes });
        const own = ownWords(tokens, bytes.length);
        const add = (list: typeof nodes): void => {
          for (const node of list) {
            phrases.push(node.label);
            if (!own(node).preview && node.children.length === 0) phrases.push(node.preview ?? '');
            add(node.children);
          }
        };
        add(nodes);
        for (const { kind, meaning } of tokens) if (kind !== 'text') phrases.push(meaning);
      }
      expect(english(phrases)).toEqual([]);
    },
  );

  it('say every service, and every enumeration and flag of PKCS#15', () => {
    const rows: readonly Asn1TypeRow[] = [COMMON_TYPES, DIRECTORY_TYPES, KEY_TYPES, ACCESS_CONTROL_TYPES].flatMap(
      (table) => Object.values(table),
    );
    const enumerated = rows.flatMap((row) =>
      row.kind === 'flags' ? row.bits : row.kind === 'enum' ? Object.values(row.values) : [],
    );
    expect(enumerated.length).toBeGreaterThan(40);
    expect(english([...Object.values(services).flat(), ...enumerated].flatMap((word) => word ?? []))).toEqual([]);
  });

  it('leave English, and what no table knows, as it is', () => {
    const en = coreWords('en');
    for (const phrase of ['22 bytes FF', 'empty', 'record 2']) expect(en(phrase)).toBe(phrase);
    for (const phrase of ['Ada Lovelace', 'https://dm.example/', 'a phrase of no table', ''])
      expect(zh(phrase)).toBe(phrase);
  });

  it.each([
    ['22 bytes FF', '22 字节 FF'],
    ['2F00, record 2 of 3', '2F00，记录 2，共 3 条'],
    ['6420, private, modifiable → 6421', '6420，私有，可修改 → 6421'],
    ['Value, page 2 (DM DDF), has content', 'Value，代码页 2（DM DDF），有内容'],
    ['read: always; update: pin1 and adm1, or adm2', '读：始终；更新：pin1 和 adm1，或 adm2'],
    ['label, UTF8String', 'label, UTF8String'],
    ['access read', '访问条件：读'],
    ['enabled, 3 of 3 tries left, unblocking 10 of 10', '启用，剩余 3 次，共 3 次，解锁剩余 10 次，共 10 次'],
    [
      'services 1 to 8: 2 fixed dialling numbers, 4 service dialling numbers',
      '服务 1 至 8：2 固定拨号号码，4 业务拨号号码',
    ],
  ])('say %s', (phrase, words) => expect(zh(phrase)).toBe(words));
});

const NOBODY = {
  fid: '0000',
  name: 'EF(Nobody)',
  symbol: 'EF_Nobody',
  title: { en: '', zh: '' },
  structure: 'transparent',
  clause: '',
  secret: false,
} as const;
