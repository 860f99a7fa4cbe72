import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';
import { type DocElement, elementsOf } from '../../../core/syncml/element.ts';
import { draftOfSync } from '../../../core/syncml/from-model.ts';
import {
  COMMAND_NAMES,
  type PlainElement,
  type SyncAddress,
  type SyncCommandModel,
  type SyncData,
  type SyncMessageModel,
  type SyncMeta,
} from '../../../core/syncml/model.ts';
import { syncModelOf } from '../../../core/syncml/to-model.ts';
import { elementsOfXml } from '../../../core/syncml/xml-element.ts';
import { decodeWbxml } from '../../../core/wbxml/decode.ts';
import { writeXml } from '../../../core/xml/write.ts';

function fromXml(xml: string): DocElement {
  const bytes = utf8(xml);
  const root = elementsOfXml(bytes, { offset: 0, length: bytes.length });
  if (!root.ok) throw new Error(JSON.stringify(root.error));
  return root.value;
}

function fromBytes(bytes: Uint8Array): DocElement {
  const decoding = decodeWbxml(bytes);
  const root = decoding.ok ? elementsOf(decoding.document, bytes) : undefined;
  if (root === undefined) throw new Error('does not decode');
  return root;
}

/** Properties that may be there or not: an absent one has no key at all. */
function maybe<T extends object>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const text = fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '<', '&', ']]>', 'é', '😀', '.', '/', '\n') });
const vendor: fc.Arbitrary<PlainElement> = fc.oneof(
  text.map((value) => ({ name: 'VendorX', children: [], text: value })),
  text.map((value) => ({ name: 'VendorY', children: [{ name: 'Inside', children: [], text: value }], text: '' })),
);
const rest = fc.array(vendor, { minLength: 1, maxLength: 2 });
const yes = fc.constant<true>(true);
const address = maybe<Required<SyncAddress>>({ locUri: text, locName: text, rest });
const meta = maybe<Required<SyncMeta>>({
  format: fc.constantFrom('chr', 'xml', 'node', ''),
  type: fc.constantFrom('text/plain', 'a/b', ''),
  size: text,
  nextNonce: text,
  rest,
});
const data: fc.Arbitrary<SyncData> = fc.oneof(
  text.map((value) => ({ kind: 'text' as const, text: value })),
  rest.map((elements) => ({ kind: 'elements' as const, elements })),
);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((value) => ({ kind: 'bytes' as const, bytes: value }));
const cred = maybe({ meta, data, rest });
const item = fc.oneof(
  maybe({
    target: address,
    source: address,
    sourceParent: address,
    targetParent: address,
    meta,
    data,
    moreData: yes,
    rest,
  }),
  fc.record({ meta: fc.constant({ format: 'bin' }), data: bytes }),
);
const items = fc.array(item, { minLength: 1, maxLength: 2 });
const plainCommand = fc
  .tuple(
    fc.constantFrom(...COMMAND_NAMES),
    maybe({
      cmdId: text,
      msgRef: text,
      cmdRef: text,
      cmd: text,
      targetRefs: fc.array(text, { minLength: 1, maxLength: 2 }),
      sourceRefs: fc.array(text, { minLength: 1, maxLength: 2 }),
      noResp: yes,
      archive: yes,
      sftDel: yes,
      lang: text,
      cred,
      chal: meta,
      meta,
      correlator: text,
      data,
      items,
      rest,
    }),
  )
  .map(([name, more]): SyncCommandModel => ({ kind: 'command', name, ...more }));
const command = fc.oneof(
  plainCommand,
  fc
    .tuple(
      fc.constantFrom('Atomic' as const, 'Sequence' as const),
      fc.array(plainCommand, { minLength: 1, maxLength: 2 }),
    )
    .map(([name, commands]): SyncCommandModel => ({ kind: 'command', name, commands })),
);
const other = vendor.map((element) => ({ kind: 'other' as const, element }));
const message: fc.Arbitrary<SyncMessageModel> = fc
  .tuple(
    fc.option(
      maybe({
        verDtd: text,
        verProto: text,
        sessionId: text,
        msgId: text,
        target: address,
        source: address,
        respUri: text,
        noResp: yes,
        cred,
        meta,
        rest,
      }),
    ),
    fc.option(fc.array(fc.oneof(command, other), { maxLength: 3 })),
    fc.boolean(),
    maybe({ rest }),
  )
  .map(([header, body, final, more]) => ({ header, body, final: final && body !== null, ...more }));

describe('the typed model of a message', () => {
  it('reads from XML as it was written', () => {
    fc.assert(
      fc.property(message, fc.constantFrom(null, 2), (model, indent) => {
        expect(syncModelOf(fromXml(writeXml(draftOfSync(model), { indent })))).toEqual(model);
      }),
      { numRuns: 300 },
    );
  });

  it('reads from WBXML as it was written', () => {
    fc.assert(
      fc.property(message, (model) => {
        const encoded = messageFromXml(writeXml(draftOfSync(model)));
        if (!encoded.ok) throw new Error(JSON.stringify(encoded.error));
        expect(syncModelOf(fromBytes(encoded.value))).toEqual(model);
      }),
      { numRuns: 300 },
    );
  });

  it('of the default message has what it was made of', () => {
    const model = syncModelOf(fromBytes(defaultMessage()));
    expect(model).toMatchObject({
      header: { verDtd: '1.2', verProto: 'DM/1.2', source: { locUri: 'https://dm.nordtel.example/' } },
      body: [{ name: 'Add', cmdId: '1', items: [{ target: { locUri: './Inbox' }, meta: { format: 'bin' } }] }],
      final: true,
    });
    const encoded = model && messageFromXml(writeXml(draftOfSync(model)));
    expect(encoded?.ok && syncModelOf(fromBytes(encoded.value))).toEqual(model);
  });

  it('keeps what stands twice or at a wrong place', () => {
    const xml =
      '<SyncML><SyncHdr><MsgID>1</MsgID><MsgID>2</MsgID></SyncHdr><SyncBody><Final/><Add/></SyncBody></SyncML>';
    expect(syncModelOf(fromXml(xml))).toEqual({
      header: { msgId: '1', rest: [{ name: 'MsgID', children: [], text: '2' }] },
      body: [
        { kind: 'other', element: { name: 'Final', children: [], text: '' } },
        { kind: 'command', name: 'Add' },
      ],
      final: false,
    });
    expect(syncModelOf(fromXml('<MgmtTree/>'))).toBeUndefined();
  });
});
