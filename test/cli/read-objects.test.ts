import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, hex, padEnd, toHex, utf8 } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { encodePinObject } from '../../core/pkcs15/aodf.ts';
import { type DataObjectSpec, encodeDataObject } from '../../core/pkcs15/dodf.ts';
import { encodeOdf } from '../../core/pkcs15/odf.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { type CardParts, cardWith, DM_OBJECT } from '../support/bootstrap-card.ts';
import { runCli } from '../support/run-cli.ts';
import { vectorIn, vectorsOf } from '../support/vectors.ts';

const CP = vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes;
const LWM2M = vectorIn(vectorsOf('lwm2m.json'), 'lwm2m-bootstrap-anjay').bytes;
const KEY = utf8('3x@mpl3P5K53cr3tK3y');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-objects-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const always = { read: 'always', update: 'adm1' } as const;
const object = (oid: string, path: string, label: string): DataObjectSpec => ({
  form: 'opaque',
  label,
  oid,
  path: { path: hex(path) },
});

async function read(name: string, parts: CardParts, ...options: string[]) {
  const path = join(folder, `${name}.card.json`);
  writeFileSync(path, serializeCardImage(cardWith(parts)));
  return runCli(['read', `virtual:${path}`, ...options], { env: { BOOTCARD_DATA: join(folder, 'data') } });
}

interface ReadJson {
  readonly objects: readonly {
    readonly oid: string;
    readonly direct: boolean;
    readonly pin: { readonly label: string; readonly reference: number } | null;
    readonly hex: string | null;
    readonly length: number | null;
    readonly message: { readonly profile: string } | null;
  }[];
  readonly message: { readonly profile: string; readonly accounts: readonly { readonly serverId: string }[] } | null;
}

describe('bootcard read, objects by their OID', () => {
  it('a card of Client Provisioning only gives its document, and no error', async () => {
    const dodf = [object(OIDS.provBootstrap, '6422', 'Bootstrap'), object(OIDS.provConfig1, '6423', 'Config 1')];
    const others = [
      { fid: '6422', name: 'Bootstrap', data: padEnd(CP, 150, 0xff), ...always },
      { fid: '6423', name: 'Config 1', data: padEnd(CP, 150, 0xff), ...always },
    ];
    const run = await read('cp', { dodf, others }, '--json');
    expect(run.code).toBe(0);
    const json = JSON.parse(run.stdout) as ReadJson;
    expect(json.message).toMatchObject({ profile: 'cp' });
    expect(json.objects.map((item) => [item.oid, item.message?.profile ?? null])).toEqual([
      [OIDS.provBootstrap, 'cp'],
      [OIDS.provConfig1, null],
    ]);
    expect([json.objects[0]?.length, json.objects[0]?.hex?.slice(0, 16)]).toEqual([CP.length, toHex(CP).slice(0, 16)]);
    const all = JSON.parse((await read('cp', { dodf, others }, '--all', '--json')).stdout) as ReadJson;
    expect(all.objects.map((item) => item.message?.profile)).toEqual(['cp', 'cp']);
  });

  it('the key of an LwM2M object is masked in every form', async () => {
    const dodf = [DM_OBJECT, object(OIDS.lwm2mBootstrap, '6432', 'LwM2M')];
    const others = [{ fid: '6432', name: 'LwM2M', data: padEnd(LWM2M, 200, 0xff), ...always }];
    for (const form of ['--json', '--hex']) {
      const run = await read('lwm2m', { dodf, others }, '--all', form);
      const shown = run.stdout.replace(/\s/g, '').toUpperCase();
      expect(shown).toContain('0002007A000000005E08');
      expect([form, shown.includes(toHex(KEY).slice(0, 16)), shown.includes('3X@MPL3')]).toEqual([form, false, false]);
    }
    const open = await read('lwm2m', { dodf, others }, '--all', '--json', '--show-secrets');
    expect((JSON.parse(open.stdout) as ReadJson).objects[1]?.hex).toBe(toHex(LWM2M));
    const text = await read('lwm2m', { dodf, others }, '--all');
    expect(text.stdout).toContain('/0/1/0 LwM2M Server URI  coaps://eu.iot.avsystem.cloud:5684');
    expect(text.stdout).toContain(`/0/1/5 Secret Key  ${'*'.repeat(KEY.length)}`);
  });

  it('a message in the DODF itself is shown with its secrets masked', async () => {
    const { path: _, ...named } = DM_OBJECT;
    const record = encodeDataObject({ ...named, direct: defaultMessage() });
    const run = await read('direct', { dodf: concat(record, hex('FFFF')) }, '--json');
    expect(run.code).toBe(1);
    const json = JSON.parse(run.stdout) as ReadJson;
    expect(json.objects).toMatchObject([{ direct: true, length: defaultMessage().length }]);
    expect(json.message?.accounts[0]?.serverId).toBe('nordtel');
    expect(run.stdout).not.toContain(toHex(utf8(NORDTEL.clientSecret)));
    const written = await runCli(['plan', `virtual:${join(folder, 'direct.card.json')}`, '-'], {
      env: { BOOTCARD_DATA: join(folder, 'data') },
      input: defaultMessage(),
    });
    expect([written.code, written.stderr + written.stdout]).toEqual([2, expect.stringContaining('3F007F506420')]);
  });

  it('says which PIN EF(AODF) names', async () => {
    const pin = encodePinObject({
      label: 'Global PIN',
      ownAuthId: hex('07'),
      pinFlags: ['initialized'],
      type: 'ascii-numeric',
      minLength: 4,
      storedLength: 8,
      reference: 1,
    });
    const parts: CardParts = {
      odf: encodeOdf(
        [
          { kind: 'authObjects', path: hex('4401') },
          { kind: 'dataObjects', path: hex('6420') },
        ],
        64,
      ),
      dodf: [{ ...DM_OBJECT, authId: hex('07') }],
      others: [{ fid: '4401', name: 'EF(AODF)', data: pin, ...always }],
    };
    const run = await read('pin', parts, '--all', '--json');
    expect((JSON.parse(run.stdout) as ReadJson).objects[0]?.pin).toMatchObject({ label: 'Global PIN', reference: 1 });
    expect((await read('pin', parts, '--all')).stdout).toContain('EF(AODF): PIN Global PIN, reference 01');
  });
});
