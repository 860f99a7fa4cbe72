import { describe, expect, it } from 'vitest';
import { concat, hex, padEnd } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { encodeDirRecord, PKCS15_AID } from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { planObjects } from '../../../core/plan/objects.ts';
import { planProvision } from '../../../core/plan/provision.ts';
import { planRecovery } from '../../../core/plan/recover.ts';
import { planRestore } from '../../../core/plan/restore.ts';
import { restoredApplication, restoredFiles } from '../../../core/plan/restore-files.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import { planUnprovision } from '../../../core/plan/unprovision.ts';
import { bodyOf } from '../../support/bootstrap-card.ts';
import { runOptions } from '../../support/plan-runs.ts';
import { ADMIN, builtin, inspect, keeping, must, planFor, profileNamed } from '../../support/provision-runs.ts';
import { bareLink, putBack } from '../../support/tear-link.ts';

const CONTENT = '3F007F506421';
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' });
const PAGE = 16;

/** Pages of a plan: by its UPDATEs where no page is known, by the memory that they touch where one is. */
type Pages = (pageSize: number) => Promise<number>;

const planned =
  (name: string, make: (pageSize: number) => Parameters<typeof planFor>[1]): Pages =>
  async (pageSize) => {
    const { made, plan } = await planFor(builtin(name), make(pageSize), '3g');
    must(made);
    return plan.pages;
  };

/** A card whose write broke off behind the closed gate. */
async function broken() {
  const image = builtin('uicc-3g');
  const whole = await planFor(image, (link, read) => makePlan(link, read, 0, bodyWithMessage(NEXT)), '3g');
  const torn = bareLink({ ...image, faults: [{ kind: 'remove', at: 2, ins: 'D6' }] });
  const kept = keeping();
  await runPlan(torn.link, whole.read, whole.plan, runOptions(whole.plan, kept.store));
  return { image: putBack(torn), entry: { plan: whole.plan, done: 0, backup: '' }, kept: kept.bodies };
}

describe('the page size of a card’s memory counts in every plan', () => {
  it.each<[string, Pages]>([
    [
      'provision',
      planned(
        'uicc-3g-blank',
        (pageSize) => (link, read) =>
          planProvision(link, read, profileNamed('open'), [NEXT], { admin: ADMIN, pageSize }),
      ),
    ],
    [
      'unprovision',
      planned(
        'uicc-3g',
        (pageSize) => (link, read) => planUnprovision(link, read, { admin: ADMIN, deleteFiles: false, pageSize }),
      ),
    ],
    [
      'objects',
      planned(
        'uicc-3g',
        (pageSize) => (link, read) =>
          planObjects(
            link,
            read,
            { kind: 'add', message: NEXT, label: 'x', form: 'opaque' },
            { admin: ADMIN, deleteFiles: false, pageSize },
          ),
      ),
    ],
    [
      'a longer message',
      planned('uicc-3g', (pageSize) => (link, read) => {
        const long = defaultMessage({ ...NORDTEL, addr: `https://dm.nordtel.example/${'x'.repeat(1200)}` });
        return makePlan(
          link,
          read,
          0,
          bodyWithMessage(long),
          { way: 'auto', admin: ADMIN, deleteFiles: false },
          pageSize,
        );
      }),
    ],
    [
      'restore',
      async (pageSize) => {
        const { link } = bareLink(builtin('uicc-3g'));
        const read = await inspect(link, '3g');
        const body = padEnd(NEXT, bodyOf(builtin('uicc-3g'), CONTENT).length, 0xff);
        const made = must(await planRestore(link, read, [{ path: CONTENT, name: 'x', body }], undefined, pageSize));
        return made.plan.pages;
      },
    ],
    [
      'recover',
      async (pageSize) => {
        const { image, entry, kept } = await broken();
        return must(await planRecovery(bareLink(image).link, entry, kept, 'finish', undefined, pageSize)).pages;
      },
    ],
  ])('%s', async (_, pages) => {
    expect(await pages(PAGE)).toBeGreaterThan(await pages(0));
  });
});

describe('EF(ODF) among the files of a backup', () => {
  const path = hex('3F007F505099');
  const odf = encodeOdf([{ kind: 'dataObjects', path: hex('6420') }]);
  const roles = async (dir: Uint8Array) => {
    const { link } = bareLink(builtin('uicc-3g'));
    const read = await inspect(link, '3g');
    const length = read.files.find((file) => file.path === '3F002F00')?.recordLength ?? 0;
    const files = [
      { path: '3F002F00', name: 'EF(DIR)', body: padEnd(dir, length, 0xff) },
      { path: '3F007F505099', name: 'EF(5099)', body: padEnd(odf, 64, 0xff) },
      { path: '3F007F505031', name: 'EF(5031)', body: padEnd(odf, 64, 0xff) },
    ];
    const found = restoredFiles(read, files, restoredApplication(read, files));
    return found.filter(({ role }) => role === 'odf').map((file) => file.path);
  };

  it('is the one that its EF(DIR) names, else 5031', async () => {
    const template = { aid: PKCS15_AID, fids: [0x7f50] };
    expect(await roles(encodeDirRecord({ ...template, ddo: { odfPath: { path } } }))).toEqual(['3F007F505099']);
    expect(await roles(concat(encodeDirRecord(template)))).toEqual(['3F007F505031']);
  });
});
