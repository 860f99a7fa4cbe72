import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { QUIRKS, type Quirks } from '../../../core/virtual-card/quirks.ts';
import { USIM_DIR_RECORD } from '../../../core/virtual-card/telecom-image.ts';
import { cardWith, ICCID, TEMPLATE } from '../../support/bootstrap-card.ts';
import { chosenContent, readImage } from '../../support/read-image.ts';

type Row = readonly [quirks: Quirks, also?: { readonly protocol: 'T=1' }];

/** Cards on which a tolerant reader finds what it finds on a card without the quirk. */
const ROWS: readonly Row[] = [
  [{ noLogicalChannels: true }],
  [{ noLogicalChannels: '6D00' }],
  [{ maxChannels: 0 }],
  [{ maxChannels: 1 }],
  [{ noChannelClose: true }],
  [{ noChannelClose: '6D00' }],
  [{ noChannelCommands: true }],
  [{ noChannelCommands: '6881' }],
  [{ channelStartsAt: '3F007F10' }],
  [{ channelStartsAt: '3F007F50' }],
  [{ wrongClass: '6D00' }],
  [{ wrongClass: '6800' }],
  [{ unknownIns: ['F2'] }],
  [{ unknownIns: ['70', 'F2'] }],
  [{ unknownIns: ['20'] }],
  [{ noP2_0C: true }],
  [{ answersP2_0C: true }],
  [{ answersP2_0C: true }, { protocol: 'T=1' }],
  [{ selectFciOnly: true }],
  [{ selectFciOnly: true }, { protocol: 'T=1' }],
  [{ fciTag: true }],
  [{ fcpOmits: ['80'] }],
  [{ fcpOmits: ['82', '83', '8A', 'C6'] }],
  [{ fcpPadding: 'FFFF' }],
  [{ fcpPadding: '0000' }, { protocol: 'T=1' }],
  [{ shortDirectory: true }],
  [{ noSelectByPath: true }],
  [{ aidSelection: 'full' }],
  [{ aidSelection: 'partial' }],
  [{ noSfi: true }],
  [{ noSfi: '6A86' }],
  [{ readPastEnd: '6700' }],
  [{ readPastEnd: '6282' }],
  [{ readPastEnd: 'FF' }],
  [{ readPastEnd: '6700' }, { protocol: 'T=1' }],
  [{ recordLengthUntold: true }],
  [{ le00Refused: true }],
  [{ le00Refused: true }, { protocol: 'T=1' }],
  [{ maxResponse: 64 }],
  [{ maxResponse: 64 }, { protocol: 'T=1' }],
  [{ maxResponse: 64, maxResponseTold: true }],
  [{ maxResponse: 48, recordLengthUntold: true, readPastEnd: '6700' }],
  [{ maxCommand: 32 }],
  [{ updateAlign: 16 }],
  [{ getResponseLong: true }],
  [{ lengthUntold: true }],
  [{ lengthUntold: true, getResponseLong: true }],
  [{ trailingLe: true }],
  [{ emptyDirRecord: 'notFound' }],
  [{ emptyDirRecord: 'skip' }],
  [{ emptyVerify: '6700' }],
  [{ proactive: '20' }],
  [{ noLogicalChannels: true, noP2_0C: true, noSfi: true, noSelectByPath: true, fciTag: true, readPastEnd: '6282' }],
];

const named = ROWS.map(([quirks, also = {}]) => [JSON.stringify({ ...quirks, ...also }), quirks, also] as const);

describe.each(['3g', '2g'] as const)('the reader in %s mode reads a card that', (mode) => {
  it.each(named)('has %s', async (_, quirks, also) => {
    // A deleted application has left a blank record before the template.
    const efDir = { records: [USIM_DIR_RECORD, new Uint8Array(0), TEMPLATE] };
    const { result } = await readImage(cardWith({ modes: mode, efDir, ...also, quirks }), { mode });
    const message = defaultMessage();
    expect(toHex(chosenContent(result).subarray(0, message.length))).toBe(toHex(message));
    expect(result.card.iccid).toBe(ICCID);
  });
});

describe('the quirks under test', () => {
  it('are those of the table', () => {
    const tested = new Set(ROWS.flatMap(([quirks]) => Object.keys(quirks)));
    expect([...tested].sort()).toEqual(Object.keys(QUIRKS).sort());
  });
});
