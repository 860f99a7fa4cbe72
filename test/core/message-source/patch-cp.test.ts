import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { readProvisioning } from '../../../core/bootstrap/message-cp.ts';
import { type MessageEdit, patchMessage } from '../../../core/bootstrap/message-patch.ts';
import { applyJsonPatch, parseJsonPatch } from '../../../core/bootstrap/message-patch-json.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';
import { allCharacteristics } from '../../../core/cp/document.ts';
import { CHARACTERISTIC_ROWS, characteristicRow } from '../../../core/cp/document-rows.ts';
import { provisioningCorpus } from '../../support/provisioning-corpus.ts';

function fromXml(xml: string): Uint8Array {
  const made = messageFromXml(xml);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

function patched(bytes: Uint8Array, ...edits: MessageEdit[]): Uint8Array {
  const result = patchMessage(bytes, edits);
  if (!result.ok) throw new Error(JSON.stringify([edits, result.error]));
  return result.value;
}

const fieldsOf = (bytes: Uint8Array) => decodeMessage(bytes).fields.map(({ path, value }) => [path, value]);
const valueAt = (bytes: Uint8Array, path: string) => new Map(fieldsOf(bytes) as [string, string][]).get(path);
const charsOf = (bytes: Uint8Array) =>
  allCharacteristics(readProvisioning(decodeMessage(bytes).document)?.characteristics ?? []);

const MESSAGE = fromXml(`<wap-provisioningdoc version="1.1">
  <characteristic type="NAPDEF"><parm name="NAPID" value="N"/><parm name="BEARER" value="GSM-GPRS"/></characteristic>
  <characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="NAME" value="Op"/>
    <characteristic type="APPADDR"><parm name="ADDR" value="http://a.example/"/></characteristic></characteristic>
</wap-provisioningdoc>`);
const CORPUS = provisioningCorpus(30).map(fromXml);

describe('edits of a provisioning document', () => {
  it('a parm added and removed again leaves every byte as it was', () => {
    let count = 0;
    for (const message of CORPUS)
      for (const { type, path } of charsOf(message))
        for (const row of characteristicRow(type)?.parms ?? []) {
          const added = patchMessage(message, [{ op: 'add', path: `${path}/${row.name}`, value: 'ü <1>' }]);
          // An identifier changes the path of its own characteristic; others stand there already.
          if (!added.ok) continue;
          count++;
          expect(valueAt(added.value, `${path}/${row.name}`)).toBe('ü <1>');
          const back = patched(added.value, { op: 'remove', path: `${path}/${row.name}` });
          expect(toHex(back)).toBe(toHex(message));
        }
    expect(count).toBeGreaterThan(100);
  });

  it('a characteristic made with its parm and removed again leaves every byte as it was', () => {
    for (const message of CORPUS)
      for (const { type, parms, occurrence } of CHARACTERISTIC_ROWS.filter((row) => row.parents.includes(''))) {
        if (occurrence === 'ZeroOrOne') continue;
        const [first] = parms;
        const path = `${type}[77]`;
        const added = patchMessage(message, [{ op: 'add', path: `${path}/${first?.name}`, value: '77' }]);
        if (added.ok) expect(toHex(patched(added.value, { op: 'remove', path }))).toBe(toHex(message));
      }
    const path = 'NAPDEF[Second]';
    const added = patched(MESSAGE, { op: 'add', path: `${path}/NAP-ADDRESS`, value: 'apn.example' });
    expect(valueAt(added, `${path}/NAPID`)).toBe('Second');
    expect(patched(added, { op: 'remove', path })).toEqual(MESSAGE);
  });

  it('every parm and every characteristic can be taken out, and nothing else goes with it', () => {
    for (const message of CORPUS.slice(0, 20)) {
      for (const { path } of decodeMessage(message).fields)
        expect(fieldsOf(patched(message, { op: 'remove', path }))).toHaveLength(fieldsOf(message).length - 1);
      const [{ path, element } = { path: '', element: null }] = charsOf(message);
      const after = patched(message, { op: 'remove', path });
      expect(element).not.toBeNull();
      expect(charsOf(after).length).toBeLessThan(charsOf(message).length);
    }
  });

  it('a parm stands before the characteristics of its own; one that is missing is made', () => {
    const after = patched(
      MESSAGE,
      { op: 'add', path: 'APPLICATION[w7]/PROVIDER-ID', value: 'op' },
      { op: 'add', path: 'APPLICATION[w7]/APPADDR/PORT/PORTNBR', value: '443' },
      { op: 'add', path: 'APPLICATION[w7]/INIT', value: '' },
    );
    const { xml } = decodeMessage(after);
    expect(xml.indexOf('PROVIDER-ID')).toBeLessThan(xml.indexOf('APPADDR'));
    expect(xml).toContain('<parm name="INIT"/>');
    expect(valueAt(after, 'APPLICATION[w7]/APPADDR/PORT/PORTNBR')).toBe('443');
  });

  it.each([
    ['add', 'APPLICATION[w7]/NAME', 'already'],
    ['add', 'APPLICATION[w7]/NAME[2]', 'only once'],
    ['add', 'APPLICATION[w7]/NOTHING', 'no parm NOTHING'],
    ['add', 'NAPDEF[N]/APPADDR/ADDR', 'cannot stand in NAPDEF'],
    ['add', 'NOTHING/ADDR', 'none called NOTHING'],
    ['add', 'NAME', 'stands in a characteristic'],
    ['add', 'NAPDEF[N]', 'add its parms'],
    ['remove', 'NAPDEF[N]/NAME', 'no such'],
  ] as const)('%s %s is refused: %s', (op, path, reason) => {
    const first = { op: 'remove', path: 'NAPDEF[N]/BEARER' } as const;
    const result = patchMessage(MESSAGE, [first, { op, path, value: 'a' }]);
    expect(result).toMatchObject({ ok: false, error: { code: 'edit-impossible' } });
    expect(JSON.stringify(result)).toContain(reason);
  });

  it('takes a JSON Patch', () => {
    const steps = [
      { op: 'add', path: '/NAPDEF[N]/NAME', value: 'Net' },
      { op: 'copy', from: '/NAPDEF[N]/NAME', path: '/APPLICATION[w7]/PROVIDER-ID' },
      { op: 'move', from: '/NAPDEF[N]/NAME', path: '/NAPDEF[N]/NAP-ADDRESS' },
      { op: 'remove', path: '/APPLICATION[w7]/APPADDR' },
    ];
    const patch = parseJsonPatch(JSON.stringify(steps));
    const after = patch.ok ? applyJsonPatch(MESSAGE, patch.value) : patch;
    expect(after.ok && fieldsOf(after.value)).toEqual([
      ['NAPDEF[N]/NAPID', 'N'],
      ['NAPDEF[N]/BEARER', 'GSM-GPRS'],
      ['NAPDEF[N]/NAP-ADDRESS', 'Net'],
      ['APPLICATION[w7]/APPID', 'w7'],
      ['APPLICATION[w7]/NAME', 'Op'],
      ['APPLICATION[w7]/PROVIDER-ID', 'Net'],
    ]);
  });
});
