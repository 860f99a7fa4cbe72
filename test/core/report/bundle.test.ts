import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../../core/base/bytes.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { FAULT_CARDS } from '../../../core/bootstrap/fault-cards.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { redactImage } from '../../../core/bootstrap/redact-image.ts';
import { findKnownFile } from '../../../core/card/known-files.ts';
import { isPersonal } from '../../../core/card/personal-files.ts';
import { diagnoseCard } from '../../../core/diagnosis/diagnose-card.ts';
import { dumpCard } from '../../../core/files/dump.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { buildReport } from '../../../core/report/build-report.ts';
import { type Bundle, makeBundle, serializeBundle } from '../../../core/report/bundle.ts';
import { cardFromTrace } from '../../../core/trace/trace-card.ts';
import { sourceOf } from '../../../core/trace/trace-source.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import { type TraceFile, traceLineOf } from '../../../core/transport/trace-file.ts';
import { type CardImage, parseCardImage } from '../../../core/virtual-card/card-image.ts';
import { cardOfEverything } from '../../support/card-of-everything.ts';
import { formsOfSecret } from '../../support/secret-forms.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const MADE = { created: '2026-11-21T12:00:00.000Z', version: '0', node: 'v0', os: 'none' };

/** Opens a card, and keeps what goes over the link. */
async function traced(image: CardImage) {
  const { link, exchanges, close } = await openVirtualLink(image);
  const reader = 'virtual:/home/lotte42/it.json';
  const header = { format: 'bootcard-trace/1', reader, atr: image.atr, protocol: 'T=0' } as const;
  const trace = (): TraceFile => ({ header, lines: exchanges.map((exchange) => traceLineOf(exchange, reader)) });
  return { link, trace, close };
}

async function rootOf(image: CardImage) {
  const { link, close } = await traced(image);
  const card = await diagnoseCard(link, { mode: 'auto' });
  await close();
  if (!card.ok) throw new Error(card.error.code);
  return card.value;
}

async function bundled(image: CardImage, keepIdentity = false): Promise<Bundle> {
  const { link, trace, close } = await traced(image);
  const card = await diagnoseCard(link, { mode: 'auto' });
  if (!card.ok) throw new Error(card.error.code);
  await link.transport.reset('warm');
  const dump = await dumpCard(link, { mode: 'auto' });
  await close();
  if (!dump.ok) throw new Error(dump.error.code);
  const { diagnosis, reads } = card.value;
  const report = buildReport(
    { source: { kind: 'image', name: 'it' }, made: MADE, diagnosis, devices: [], reads },
    { language: 'en', showSecrets: false },
  );
  const bundle = makeBundle({
    image,
    reads,
    trace: trace(),
    report,
    keepIdentity,
  });
  if (!bundle.ok) throw new Error(bundle.error.code);
  return bundle.value;
}

const IMSI = '001017654321098';
const SECRETS = { clientSecret: 'Merlin-7654321', serverSecret: 'Pellinore/98765' };

/** A healthy card with secrets that nothing else looks like, in every kind of place; its files can be read without a PIN. */
function cardWithSecrets(name: string): { image: CardImage; secrets: Map<string, Uint8Array> } {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(name);
  const secrets = new Map<string, Uint8Array>();
  const random = (label: string, length: number, seed: number) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (seed * 37 + i * 91 + 7) & 0xff);
    secrets.set(label, bytes);
    return bytes;
  };
  const credentials = image.credentials.map((item, i) => {
    const pin = String(58_317_264 + i * 1_013_507);
    const puk = String(81_726_354 + i * 2_017_109);
    secrets.set(`${item.ref} ${i}`, utf8(pin));
    secrets.set(`unblock of ${item.ref} ${i}`, utf8(puk));
    return {
      ...item,
      value: toHex(utf8(pin)),
      enabled: false,
      unblock: { value: toHex(utf8(puk)), tries: 9, maxTries: 10 },
    };
  });
  const message = defaultMessage({ ...NORDTEL, ...SECRETS });
  const digits = `9${IMSI}`;
  const imsi = Uint8Array.from([
    8,
    ...(digits.match(/../g) ?? []).map((pair) => Number(pair[0]) | (Number(pair[1]) << 4)),
  ]);
  secrets.set('imsi', utf8(IMSI));
  secrets.set('imsi on the card', imsi.subarray(1));
  const files = image.files.map((file) => {
    const { access2g: _, security: __, ...open } = file;
    if (file.path.endsWith('6F07')) return { ...open, data: toHex(imsi) };
    if (file.path !== '3F007F506421') return open;
    // A former message's rest stands behind the new one.
    return { ...open, data: toHex(message) + toHex(message.subarray(600)), size: 4096 };
  });
  const extra = [
    { path: '3F007F206F20', type: 'ef' as const, name: 'EF_Kc', data: toHex(random('Kc', 9, 3)) },
    { path: '3F006FEE', type: 'ef' as const, data: toHex(random('a file that nobody knows', 32, 11)) },
  ].filter(({ path }) => files.some((file) => file.path === path.slice(0, -4)));
  for (const { data } of extra) expect(data.length).toBeGreaterThan(0);
  if (!extra.some(({ path }) => path.endsWith('6F20'))) secrets.delete('Kc');
  for (const field of decodeMessage(message).fields) if (field.secret) secrets.set(field.path, utf8(field.value));
  secrets.set('client', utf8(SECRETS.clientSecret));
  return { image: { ...image, credentials, files: [...files, ...extra] }, secrets };
}

const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('a card with an object of every kind', () => {
  it.each([
    [{ platform: 'uicc', modes: 'both' }, '7F50'],
    [{ platform: 'uicc', modes: 'both' }, '7F80'],
    [{ platform: 'sim', modes: '2g' }, '7F50'],
    [{ platform: 'sim', modes: '2g' }, '7F80'],
  ] as const)(
    '%o in DF %s: none of its secrets is in the bundle, and the card still leads to its message',
    async (kind, folder) => {
      const { image, secrets } = cardOfEverything(kind, folder);
      const before = JSON.stringify(image);
      const bundle = await bundled(image);
      const bytes = serializeBundle(bundle);
      expect(secrets.size).toBeGreaterThan(14);
      // Whatever stands on the card can be found there by the forms that are looked for.
      for (const [label, value] of secrets)
        expect(before.includes(toHex(value)) || latin(value).includes(' '), label).toBe(true);
      for (const [label, value] of secrets)
        for (const form of formsOfSecret(value))
          expect(bytes.toLowerCase().includes(form.toLowerCase()), `${label}: ${form}`).toBe(false);
      const after = await rootOf(bundle.image);
      // Everyone may read it, so that the trace has it all: the card's one fault stays what it was.
      expect(after.diagnosis).toMatchObject({ verdict: 'ok', root: 'access-secrets-open' });
      expect(after.reads[0]?.objects.map(({ oid }) => oid)).toEqual([
        OIDS.dmBootstrap,
        OIDS.provBootstrap,
        OIDS.lwm2mBootstrap,
      ]);
    },
  );
});

describe('a support bundle', () => {
  const cards = BUILTIN_CARDS.filter(({ name }) => !name.endsWith('-blank')).map(({ name }) => name);

  it.each(cards)('has no secret of %s in any form', async (name) => {
    const { image, secrets } = cardWithSecrets(name);
    const before = JSON.stringify(image);
    expect(formsOfSecret(utf8(SECRETS.clientSecret)).some((form) => before.includes(form))).toBe(true);
    const bundle = await bundled(image);
    expect(bundle.trace?.lines.length).toBeGreaterThan(20);
    const text = serializeBundle(bundle);
    for (const [label, value] of secrets)
      for (const form of formsOfSecret(value))
        expect(text.toLowerCase().includes(form.toLowerCase()), `${label}: ${form}`).toBe(false);
    const at = text.indexOf('lotte42');
    expect(at < 0 ? '' : text.slice(at - 60, at + 20)).toBe('');
  });

  it('says where it masked, and keeps the identity where it is asked to, never a secret', async () => {
    const { image, secrets } = cardWithSecrets('uicc');
    const bundle = await bundled(image, true);
    expect(new Set(bundle.masked.map(({ what }) => what))).toEqual(new Set(['secret', 'unknown']));
    const text = serializeBundle(bundle);
    expect(text).toContain(toHex(secrets.get('imsi on the card') ?? new Uint8Array()));
    expect(text).not.toContain(toHex(utf8(SECRETS.clientSecret)));
    expect(text).not.toContain(toHex(secrets.get('Kc') ?? new Uint8Array([1])));
  });

  it('takes its own trace with it, which still shows the card', async () => {
    const { image } = cardWithSecrets('uicc');
    const { trace } = await bundled(image);
    if (trace === null) throw new Error('no trace');
    const card = cardFromTrace(new TraceView(sourceOf(trace)));
    expect(card.ok && card.value.image.files.some(({ path }) => path === '3F007F506421')).toBe(true);
  });

  it('opens as a card on which its keys are eight zeros', async () => {
    const bundle = await bundled(cardWithSecrets('sim').image);
    const image = parseCardImage(serializeBundle(bundle), 'it');
    if (!image.ok) throw new Error(image.error.code);
    expect(image.value.files.length).toBe(bundle.image.files.length);
    expect(image.value.credentials.every(({ value }) => value === '3030303030303030')).toBe(true);
  });

  it.each(FAULT_CARDS.map(({ name }) => name))('shows the same cause as %s', async (name) => {
    const image = builtinCard(name);
    if (image === undefined) throw new Error(name);
    const before = await rootOf(image);
    const objects = before.reads.flatMap((read) => read.objects);
    const after = await rootOf(
      redactImage(image, { objects, files: before.reads.flatMap((read) => read.files) }).image,
    );
    expect(after.diagnosis.root).toBe(before.diagnosis.root);
    // Stars where secrets were are told besides.
    const codes = after.diagnosis.findings.map(({ code }) => code).filter((code) => code !== 'profile-secret-masked');
    const own = before.diagnosis.findings.map(({ code }) => code).filter((code) => code !== 'profile-secret-masked');
    expect(codes).toEqual(own);
  });
});

describe('files about a person', () => {
  it('are told by their name', () => {
    for (const [path, aid] of [['3F007F206F07'], ['3F007F106F3A'], ['3F007F106F3C'], ['3F007F206F7E']] as [
      string,
      string?,
    ][]) {
      const known = findKnownFile({ path, ...(aid && { aid }) });
      expect(known && isPersonal(known), path).toBe(true);
    }
    const iccid = findKnownFile({ path: '3F002FE2' });
    expect(iccid && isPersonal(iccid)).toBe(false);
  });
});
