import { describe, expect, it } from 'vitest';
import type { KnownFileTable } from '../../../core/card/known-file.ts';
import { findKnownFile, knownFilesOf } from '../../../core/card/known-files.ts';
import { CDMA_FILES } from '../../../core/card/known-files-cdma.ts';
import * as gsm from '../../../core/card/known-files-gsm.ts';
import * as isim from '../../../core/card/known-files-isim.ts';
import * as uicc from '../../../core/card/known-files-uicc.ts';
import { USIM_FILES } from '../../../core/card/known-files-usim.ts';
import * as folders from '../../../core/card/known-files-usim-folders.ts';

const TABLES: readonly KnownFileTable[] = [
  CDMA_FILES,
  USIM_FILES,
  ...Object.values(gsm),
  ...Object.values(isim),
  ...Object.values(uicc),
  ...Object.values(folders),
];

const USIM = 'A0000000871002FF86FF0389FFFFFFFF';

describe('the names of files', () => {
  it.each([
    { path: '3F00', name: 'MF', clause: 'TS 102 221 8.1' },
    { path: '3F002FE2', name: 'EF(ICCID)', clause: 'TS 102 221 13.2', sfi: 2 },
    { path: '3F002F08', name: 'EF(UMPC)', clause: 'TS 102 221 13.6', sfi: 8 },
    { path: '3F007F10', name: 'DF(TELECOM)', clause: 'TS 51.011 10.2' },
    { path: '3F007F106F3A', name: 'EF(ADN)', clause: 'TS 51.011 10.5.1' },
    { path: '3F007F105F3A4F30', name: 'EF(PBR)', clause: 'TS 31.102 4.4.2.1' },
    { path: '3F007F105F504F20', name: 'EF(IMG)', clause: 'TS 31.102 4.6.1.1' },
    { path: '3F007F206F07', name: 'EF(IMSI)', clause: 'TS 51.011 10.3.2' },
    { path: '3F007F206F38', name: 'EF(SST)', clause: 'TS 51.011 10.3.7' },
    { path: '3F007F216F38', name: 'EF(SST)', clause: 'TS 51.011 10.3.7' },
    { path: '3F007F256F41', name: 'EF(SPN)', clause: 'C.S0023 3.4.31' },
    { path: '3F007F256F32', name: 'EF(CST)', clause: 'C.S0023 3.4.18' },
    { path: '3F007FFF', aid: USIM, name: 'ADF(USIM)', clause: 'TS 31.102 4.2' },
    { path: '3F007FF06F38', aid: USIM, name: 'EF(UST)', clause: 'TS 31.102 4.2.8', sfi: 4 },
    {
      path: '3f007fff5fc04f07',
      aid: USIM.toLowerCase(),
      name: 'EF(SUCI_Calc_Info)',
      clause: 'TS 31.102 4.4.11.8',
      sfi: 7,
    },
    { path: '3F007FFF5F3B4F20', aid: USIM, name: 'EF(Kc)', clause: 'TS 31.102 4.4.3.1', sfi: 1 },
    { path: '3F007FFF6F07', aid: 'A0000000871004', name: 'EF(IST)', clause: 'TS 31.103 4.2.7', sfi: 7 },
    { path: '3F007FFF6F32', aid: 'A0000003431002', name: 'EF(CSIM_ST)', clause: 'C.S0065 5.2' },
    { path: '3F007F505031', aid: 'A000000063504B43532D3135', name: 'EF(ODF)', clause: 'PKCS#15 5.5.1' },
  ])('$path is $name', ({ path, aid, name, clause, sfi }) => {
    const file = findKnownFile({ path, aid });
    expect(file).toMatchObject({ name, clause });
    expect(file?.sfi).toBe(sfi);
  });

  it('does not guess: an id means nothing where no table has it', () => {
    expect(findKnownFile({ path: '3F006F07' })).toBeUndefined();
    expect(findKnownFile({ path: '3F007F506F07' })).toBeUndefined();
    expect(findKnownFile({ path: '3F007FFF6F07' })).toBeUndefined();
    expect(findKnownFile({ path: '3F007FFF6F07', aid: 'A000000151000000' })).toBeUndefined();
    expect(findKnownFile({ path: '7F206F07' })).toBeUndefined();
    expect(knownFilesOf({ path: '3F007FFF', aid: 'A000000151000000' })).toEqual([]);
  });

  it('lists the candidates below a DF, each id once', () => {
    const below = knownFilesOf({ path: '3F007FFF', aid: 'A0000003431002' });
    expect(below.filter(({ fid }) => fid === '6F32')).toHaveLength(1);
    expect(knownFilesOf({ path: '3F00' }).map(({ fid }) => fid)).toContain('7F25');
    expect(knownFilesOf({ path: '3F007FFF', aid: USIM }).map(({ symbol }) => symbol)).toContain('DF_GSM-ACCESS');
    expect(knownFilesOf({ path: '3F007FFF5F50', aid: USIM }).map(({ symbol }) => symbol)).toContain('EF_ACSGL');
  });

  it('holds over 350 rows, each with an id, a clause and two titles, no id twice in a table', () => {
    const rows = TABLES.flatMap((table) => table.rows);
    expect(rows.length).toBeGreaterThan(350);
    for (const { standard, rows: own } of TABLES) {
      expect(standard).not.toBe('');
      expect(new Set(own.map(([fid]) => fid)).size, standard).toBe(own.length);
      for (const [fid, id, clause, en, zh, more] of own) {
        expect(fid, id).toMatch(/^[0-9A-F]{4}$/);
        expect(clause, id).toMatch(/[0-9]/);
        expect(en, id).toMatch(/^[\x20-\x7e’]+$/);
        expect(zh, id).not.toBe('');
        if (more?.sfi !== undefined) expect(more.sfi).toBeLessThanOrEqual(30);
        // An id tells what kind of file it is (TS 51.011 6.2, TS 102 221 8.2).
        expect(more?.as === 'df', fid).toBe(/^[57]F/.test(fid));
      }
    }
  });

  it('marks keys as secrets', () => {
    const secret = (path: string, aid?: string) => findKnownFile({ path, aid })?.secret;
    expect(secret('3F007F206F20')).toBe(true);
    expect(secret('3F007F206F52')).toBe(true);
    expect(secret('3F007FFF6F08', USIM)).toBe(true);
    expect(secret('3F007FFF6F09', USIM)).toBe(true);
    expect(secret('3F007F206F07')).toBe(false);
    // Keys of broadcasts and of generic bootstrapping, and connectivity with user and password in it.
    for (const fid of ['6FD6', '6FD7', '6FD8', '6FD0', '6FD2', '6FE2'])
      expect(secret(`3F007FFF${fid}`, USIM), fid).toBe(true);
    expect(secret('3F007FFF6FD5', 'A0000000871004')).toBe(true);
  });
});
