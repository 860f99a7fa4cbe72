import { hex } from '../../core/base/bytes.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { openLink } from '../../core/card/card-link.ts';
import { encodeDodf } from '../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../core/pkcs15/odf.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import { createTelecomImage, USIM_DIR_RECORD } from '../../core/virtual-card/telecom-image.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { messageOfSize } from '../support/scripted-message.ts';

/** Bytes on the line of one TPDU and its answer. */
interface Cost {
  readonly tpdus: number;
  readonly bytes: number;
}

const MESSAGE = 1024;
const FILE = 2048;
const RECORD = 48;
/** EF(ODF) and EF(DODF) of the bench card. */
const ODF = 32;
const DODF = 128;

const cost = (...tpdus: readonly (readonly [sent: number, received: number])[]): Cost => ({
  tpdus: tpdus.length,
  bytes: tpdus.reduce((sum, [sent, received]) => sum + sent + received, 0),
});
const round = (value: number) => Math.round(value * 1000) / 1000;
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

/**
 * The cheapest device-depth read as a list of TPDUs on T=0 (commands of TS 102 221 and TS 51.011, the PKCS#15 template in
 * record `k` of EF(DIR), no flags set), identification apart.
 */
function cheapest(mode: '2g' | '3g', k: number): Cost {
  const reads = Math.ceil(MESSAGE / 256);
  const header: readonly [number, number] = [5, 2];
  if (mode === '3g') {
    return cost(
      header, // READ RECORD 1 by SFI 1E with P3 = 00: 6Cxx
      ...times(k, [5, RECORD + 2] as const),
      [5, 3], // MANAGE CHANNEL open
      [5 + 12, 2], // SELECT by AID, P2 = 0C
      [7, 2],
      header,
      [5, ODF + 2],
      [7, 2],
      header,
      [5, DODF + 2],
      [7, 2],
      ...times(reads, [5, 258] as const),
      header, // MANAGE CHANNEL close
    );
  }
  const select: readonly (readonly [number, number])[] = [
    [7, 2],
    [5, 17],
  ];
  return cost(
    ...select,
    ...times(k, [5, RECORD + 2] as const),
    [7, 2], // SELECT of the one element of tag 51
    ...select,
    [5, ODF + 2],
    ...select,
    [5, DODF + 2],
    ...select,
    ...times(reads, [5, 258] as const),
  );
}

async function measure(mode: '2g' | '3g', records: readonly Uint8Array[]): Promise<Cost> {
  const message = messageOfSize(MESSAGE);
  const image = createTelecomImage({
    platform: mode === '3g' ? 'uicc' : 'sim',
    title: 'bench',
    efDir: { records },
    pkcs15: {
      files: [
        {
          fid: '5031',
          name: 'EF(ODF)',
          data: encodeOdf([{ kind: 'dataObjects', path: hex('6420') }], ODF),
          read: 'always',
          update: 'adm1',
        },
        {
          fid: '6420',
          name: 'EF(DODF)',
          data: encodeDodf(
            [{ form: 'opaque', label: 'DM Bootstrap', oid: OIDS.dmBootstrap, path: { path: hex('6421') } }],
            DODF,
          ),
          read: 'always',
          update: 'adm1',
        },
        { fid: '6421', name: 'EF(DM_Bootstrap)', data: message, size: FILE, read: 'always', update: 'adm1' },
      ],
    },
  });
  const port = createVirtualPort({ builtin: () => image, list: [] });
  const sum = { tpdus: 0, bytes: 0 };
  const transport = await port.connect('virtual:bench');
  if (!transport.ok) throw new Error(transport.error.code);
  const link = openLink(transport.value);
  const read = await readCard(link, { mode, depth: 'device' });
  if (!read.ok || read.value.chosen === null) throw new Error('the bench card does not read');
  // Counted apart: in 3G the READ of EF(ICCID); in 2G SELECT 3F00, SELECT and READ of EF(ICCID), SELECT 3F00, and at the end
  // SELECT 3F00 and the look for DF(CDMA).
  const extra = mode === '3g' ? cost([5, 12]) : cost([7, 2], [7, 2], [5, 12], [7, 2], [7, 2], [7, 2]);
  sum.tpdus = link.counters.count - extra.tpdus;
  sum.bytes = link.counters.sent + link.counters.received - extra.bytes;
  await port.close();
  return sum;
}

/** Device-depth read of a 1 kB message against the cheapest list: one JSON line a mode. */
async function bench(): Promise<readonly Record<string, string | number>[]> {
  const template = encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [0x7f50] });
  const cases = [
    { mode: '3g', records: [USIM_DIR_RECORD, template], k: 2 },
    { mode: '2g', records: [template], k: 1 },
  ] as const;
  const rows: Record<string, string | number>[] = [];
  for (const { mode, records, k } of cases) {
    const least = cheapest(mode, k);
    const actual = await measure(mode, records);
    rows.push({
      name: `read-cost-${mode}-t0`,
      tpdus: actual.tpdus,
      least_tpdus: least.tpdus,
      ratio_tpdus: round(actual.tpdus / least.tpdus),
      bytes: actual.bytes,
      least_bytes: least.bytes,
      ratio_bytes: round(actual.bytes / least.bytes),
    });
  }
  return rows;
}

for (const row of await bench()) process.stdout.write(`${JSON.stringify(row)}\n`);
