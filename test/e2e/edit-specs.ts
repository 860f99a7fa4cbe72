import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { NORDTEL } from '../../core/bootstrap/default-message.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

const EDITORS = ['form', 'tree', 'xml', 'hex', 'mapping'] as const;

const DDF = `<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName/><DFProperties><AccessType><Get/></AccessType>
<DFFormat><node/></DFFormat><Occurrence><OneOrMore/></Occurrence><DFType><DDFName>urn:example:mo:meter:1.0</DDFName></DFType></DFProperties>
<Node><NodeName>Interval</NodeName><DFProperties><AccessType><Get/></AccessType><DefaultValue>60</DefaultValue>
<Description>Seconds between two readings.</Description><DFFormat><int/></DFFormat><DFType><MIME>text/plain</MIME></DFType></DFProperties></Node>
</Node></MgmtTree>`;

/** One message in four views, through the real window of a shell. */
export function editSpecs(start: Driver): void {
  const user = specApp(start);
  const { id } = user;

  const field = (path: string) => id(`field-${path}`);
  const node = (path: string) => user.page.locator(`[data-testid="edit-node"][data-path="${path}"]`);

  async function edit(reader: string, cards: readonly string[] = []): Promise<void> {
    await user.start(cards);
    await user.open(reader);
    await id('tab-edit').click();
  }

  it('keeps form, tree, XML and bytes in step, and undoes through all of them', async () => {
    await edit('virtual:uicc-3g');
    await field('NordTel/Name').fill('North');
    await user.press('Alt+2');
    await node('NordTel/Name').click();
    await soon(() => id('node-value').inputValue()).toBe('North');
    await id('node-value').fill('South');
    await user.press('Alt+3');
    const xml = id('xml-text');
    await soon(() => xml.textContent()).toContain('<SyncML');
    await xml.click();
    await user.press('Control+End');
    await user.type('<Oops');
    await soon(() => id('plan-write').isDisabled()).toBe(true);
    await user.press('Alt+1');
    await id('held-xml').waitFor();
    expect(await field('NordTel/Name').inputValue()).toBe('South');
    await id('undo').click();
    expect(await id('held-xml').count()).toBe(0);

    await user.press('Alt+4');
    await user.cell(36).click();
    await user.press('Delete');
    await user.press('Alt+1');
    await id('unwhole').waitFor();
    await id('go-broken').click();
    await id('hex-place').waitFor();
    for (let step = 0; step < 3; step++) await user.press('Control+z');
    await user.press('Alt+1');
    await soon(() => field('NordTel/Name').inputValue()).toBe('NordTel');
    expect(await id('change-sum').textContent()).toContain('Nothing differs');
    await user.press('Control+Shift+z');
    await soon(() => field('NordTel/Name').inputValue()).toBe('North');
  });

  it('shows no secret in any view, also in bytes that are no message', async () => {
    await edit('virtual:uicc-3g');
    const { clientSecret, serverSecret, clientNonce } = NORDTEL;
    const forms = [clientSecret, serverSecret].flatMap((secret) => [secret, toHex(utf8(secret), ' ')]);
    const shown = async (): Promise<string> => (await user.page.locator('.edit').innerText()).replaceAll(/\s+/g, ' ');
    const clean = async (): Promise<void> => {
      const text = await shown();
      for (const form of [...forms, toHex(clientNonce, ' ')]) expect(text).not.toContain(form);
    };
    for (const editor of EDITORS) {
      await id(`editor-${editor}`).click();
      if (editor === 'xml') await id('xml-text').waitFor();
      await clean();
    }
    await field('NordTel/AppAuth/1/AAuthSecret').waitFor({ state: 'detached' });
    await id('editor-hex').click();
    await user.cell(40).click();
    await user.press('Delete');
    await id('hex-editor').press('Control+End');
    await soon(() => shown()).toContain('••');
    await clean();
    await id('as-bytes').click();
    await clean();
  });

  it('starts an empty card from a template, completes it by the form, and writes it', async () => {
    const path = join(user.folder, 'blank.card.json');
    const image = builtinCard('fault-file-blank');
    if (image === undefined) throw new Error('no built-in card');
    writeFileSync(path, serializeCardImage(image));
    await edit(`virtual:${path}`, [path]);
    await id('unwhole').waitFor();
    await id('start-template').click();
    await id('template-start-account-nap').click();
    await field('Operator/ServerID').waitFor();
    await id('another-AppAddr/<X>').click();
    await soon(() => id('plan-reason').textContent()).toContain('not valid');
    await field('Operator/AppAddr/2/Addr').fill('https://dm2.operator.example/');
    await id('remove-section-Operator/AppAddr/1').click();
    await field('SyncHdr/Source/LocURI').fill('https://dm2.operator.example/');
    for (const at of ['1', '2']) {
      await field(`Operator/AppAuth/${at}/AAuthSecret`).fill(`Heron-${at}`);
      await field(`Operator/AppAuth/${at}/AAuthData`).fill('hex:0102030405060708');
    }
    await soon(() => id('plan-write').isEnabled()).toBe(true);
    await id('plan-write').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await id('tab-explore').click();
    await soon(() => user.verdict('dmAcc')).toBe('ok');
  });

  it('changes the tree by keyboard alone, and says what the other profile would lose', async () => {
    await edit('virtual:uicc-3g');
    await user.press('Alt+2');
    await id('tree-editor').focus();
    await user.press('Insert');
    await user.press('F2');
    await user.press('Control+a');
    await user.type('Ext');
    await id('node-format').selectOption('node');
    await id('tree-editor').focus();
    await user.press('Insert');
    await user.press('Enter');
    await user.type('own value');
    await soon(() => node('NordTel/Ext/New').textContent()).toContain('own value');
    await id('tree-editor').focus();
    await user.press('Alt+ArrowLeft');
    await node('NordTel/New').waitFor();
    await user.press('Delete');
    await soon(() => node('NordTel/New').count()).toBe(0);
    await user.press('Alt+5');
    await id('mapping-made').waitFor();
    expect(await id('mapping-lost').textContent()).toContain('AAuthPref');
    await id('mapping-take').click();
    await soon(() => user.page.locator('[data-testid^="field-APPLICATION"]').count()).toBeGreaterThan(0);
    await user.press('Control+z');
    await soon(() => field('NordTel/Name').inputValue()).toBe('NordTel');
  });

  it('makes a form of a description that is loaded', async () => {
    const path = join(user.folder, 'meter.ddf');
    writeFileSync(path, DDF);
    await edit('virtual:uicc-3g');
    await id('from-template').click();
    await id('ddf-file').setInputFiles(path);
    await soon(() => id('ddf-loaded').textContent()).toContain('meter.ddf');
    await id('template-meter').click();
    await soon(() => field('meter/Interval').inputValue()).toBe('60');
    await field('meter/Interval').focus();
    await soon(() => id('field-foot').textContent()).toContain('Seconds between two readings.');
    await id('remove-section-meter').click();
    await soon(() => id('change-sum').textContent()).toContain('Nothing differs');
  });
}
