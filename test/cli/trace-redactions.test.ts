import { expect, it } from 'vitest';
import { traceRedactions } from '../../cli/trace-redactions.ts';
import { hex, toHex, utf8 } from '../../core/base/bytes.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { encodeOdf } from '../../core/pkcs15/odf.ts';
import { tlv } from '../../core/tlv/ber-tlv.ts';
import { maskSpans } from '../../core/transport/redaction.ts';
import { cardWith } from '../support/bootstrap-card.ts';
import { openVirtualLink } from '../support/virtual-link.ts';

const KEY = utf8('0123456789ABCDEF');
/** SecretKey with its value in the record (PKCS#15 6.5). */
const RECORD = tlv(0xa0, hex('30030C0178'), hex('3003040101'), tlv(0xa1, tlv(0x30, tlv(0xa0, tlv(0x04, KEY)))));

it('a key that stands in its directory is masked in the trace, and nothing else of the directory', async () => {
  const odf = encodeOdf([
    { kind: 'dataObjects', path: hex('6420') },
    { kind: 'secretKeys', path: hex('4403') },
  ]);
  const others = [{ fid: '4403', name: 'EF(SKDF)', data: RECORD, read: 'always', update: 'adm1' }] as const;
  const card = await openVirtualLink(cardWith({ odf, others }));
  const read = await readCard(card.link, { mode: 'auto', strict: false, depth: 'inspect' });
  await card.close();
  if (!read.ok) throw new Error(read.error.code);
  const redactions = traceRedactions(read.value);
  const carrying = card.exchanges.filter(({ response }) => toHex(response).includes(toHex(KEY)));
  expect(carrying.length).toBeGreaterThan(0);
  for (const { index, response } of carrying) {
    const spans = redactions.filter(({ exchange, part }) => exchange === index && part === 'response');
    const shown = toHex(maskSpans(response, spans));
    expect(shown).not.toContain(toHex(KEY));
    expect(shown).toContain('30030C0178');
  }
});
