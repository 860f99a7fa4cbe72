import { beforeAll, describe, expect, it } from 'vitest';
import { hexWord, isFilled, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import type { BootstrapObject, ReadResult } from '../../../core/bootstrap/read-result.ts';
import type { FileAct } from '../../../core/card/access-acts.ts';
import { whoMay } from '../../../core/card/access-rule.ts';
import { identify, releaseFace } from '../../../core/card/identify.ts';
import { browseCard } from '../../../core/files/browse.ts';
import type { CardTreeNode } from '../../../core/files/card-tree.ts';
import { type DataObject, readDodf } from '../../../core/pkcs15/dodf.ts';
import { type DirTemplate, PKCS15_AID, readDir } from '../../../core/pkcs15/ef-dir.ts';
import { readOdf } from '../../../core/pkcs15/odf.ts';
import { builtin, changed, inspect, must, profileNamed, provisioning } from '../../support/provision-runs.ts';
import { bareLink } from '../../support/tear-link.ts';

/** A provisioned card as a reader of the class sees it. */
interface Subject {
  readonly mode: '2g' | '3g';
  readonly read: ReadResult;
  readonly nodes: readonly CardTreeNode[];
  readonly template: DirTemplate;
  readonly object: BootstrapObject;
  /** Its record in the DODF. */
  readonly record: DataObject;
}

const APPLICATION = '3F007F50';
const ODF = `${APPLICATION}5031`;
const DODF = `${APPLICATION}6420`;

const bodyOf = ({ read }: Subject, path: string) =>
  read.files.find((file) => file.path === path)?.bytes ?? new Uint8Array();

/** Who may do something with a file: `always`, or the keys of each way. */
function allowed({ nodes }: Subject, path: string, act: FileAct): string {
  const header = nodes.find((node) => node.path === path)?.header;
  if (header == null) return 'no header';
  const { kind, alternatives } = whoMay(header, act);
  return kind === 'keys' ? alternatives.map(({ keys }) => keys.join('+')).join('|') : kind;
}

/** UPDATE, INVALIDATE and REHABILITATE (DEACTIVATE and ACTIVATE): the issuer's alone. */
function issuersAlone(card: Subject, path: string): void {
  expect([
    path,
    allowed(card, path, 'update'),
    allowed(card, path, 'deactivate'),
    allowed(card, path, 'activate'),
  ]).toEqual([path, 'adm1', 'adm1', 'adm1']);
}

interface Requirement {
  readonly id: string;
  readonly clause: string;
  readonly what: string;
  readonly only?: '3g';
  check(card: Subject): void;
}

/** What DM Bootstrap 1.3 Appendix D asks of a card. */
const REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'SC-06',
    clause: 'D.1',
    what: 'the message lies below the PKCS#15 directory',
    check: ({ object }) => expect(object.path.startsWith(APPLICATION) && object.path.length === 12).toBe(true),
  },
  {
    id: 'SC-07',
    clause: 'D.1',
    what: 'EF(ODF) contains a record for the DODF-bootstrap',
    check: (card) => {
      const entries = readOdf(bodyOf(card, ODF)).entries.filter(({ kind }) => kind === 'dataObjects');
      expect(entries.map(({ path }) => toHex(path?.path ?? new Uint8Array()))).toContain('6420');
    },
  },
  {
    id: 'SC-08',
    clause: 'D.1',
    what: 'DODFs in priority order: the first object is the one that a device takes',
    check: ({ read }) => expect(read.chosen).toBe(read.objects.findIndex(({ dm }) => dm)),
  },
  {
    id: 'SC-09',
    clause: 'D.1, D.4.2',
    what: 'the DODF-bootstrap points to the DM_Bootstrap file',
    check: (card) => expect(bodyOf(card, card.object.path).length).toBeGreaterThan(0),
  },
  {
    id: 'SC-10',
    clause: 'D.1',
    what: 'the provisioning file is an opaque data object',
    check: ({ object, record }) => expect([object.form, record.node.tag]).toEqual(['opaque', 0x30]),
  },
  {
    id: 'SC-11',
    clause: 'D.1',
    what: 'EF(DIR) contains the PKCS#15 application template',
    check: (card) => expect(bodyOf(card, '3F002F00')[card.template.span.offset]).toBe(0x61),
  },
  {
    id: 'SC-12',
    clause: 'D.1',
    what: 'EF(DIR) is linear fixed',
    check: ({ nodes }) => expect(nodes.find(({ path }) => path === '3F002F00')?.header?.structure).toBe('linear'),
  },
  {
    id: 'SC-13',
    clause: 'D.1',
    what: 'the template has AID and path',
    check: ({ template }) =>
      expect([toHex(template.aid ?? new Uint8Array()), template.fids?.map(hexWord)]).toEqual([
        toHex(PKCS15_AID),
        ['7F50'],
      ]),
  },
  {
    id: 'S3-04',
    clause: 'D.3.1',
    what: 'DM_Bootstrap lies under the PKCS#15 ADF, by a path in it',
    only: '3g',
    check: ({ record, nodes }) => {
      expect(record.value.kind === 'path' && toHex(record.value.path.path)).toBe('6421');
      const aid = nodes.find(({ path }) => path === APPLICATION)?.aid;
      expect(toHex(aid ?? new Uint8Array())).toBe(toHex(PKCS15_AID));
    },
  },
  {
    id: 'F-01',
    clause: 'D.4',
    what: 'all files are transparent',
    check: ({ nodes }) => {
      // EF(ARR) is no file of PKCS#15: its records are the card's own.
      const files = nodes.filter(
        ({ path, kind }) => kind === 'ef' && path.startsWith(APPLICATION) && !path.endsWith('6F06'),
      );
      expect(files.length).toBeGreaterThanOrEqual(3);
      for (const { path, header } of files) expect([path, header?.structure]).toEqual([path, 'transparent']);
    },
  },
  {
    id: 'F-02',
    clause: 'D.4.1',
    what: 'EF(ODF) 5031: READ ALW, the rest ADM',
    check: (card) => {
      expect(allowed(card, ODF, 'read')).toBe('always');
      issuersAlone(card, ODF);
    },
  },
  {
    id: 'F-03',
    clause: 'D.4.2',
    what: 'EF(DODF-bootstrap) 6420: READ ALW or a PIN, the rest ADM',
    check: (card) => {
      expect(['always', 'pin1']).toContain(allowed(card, DODF, 'read'));
      issuersAlone(card, DODF);
    },
  },
  {
    id: 'F-04',
    clause: 'D.4.2',
    what: 'the record has a label',
    check: ({ record }) => expect(record.label).toBe('DM Bootstrap'),
  },
  {
    id: 'F-05',
    clause: 'D.4.2, D.2.4, D.3.4',
    what: 'the record’s flags say what the file’s rule does',
    check: (card) => {
      const pin = allowed(card, card.object.path, 'read') === 'pin1';
      expect([pin, card.record.flags]).toEqual([true, { private: true, modifiable: false }]);
      // Bit 0 is the first: 80, seven bits unused.
      expect(toHex(card.record.flagsNode?.value ?? new Uint8Array())).toBe('0780');
    },
  },
  {
    id: 'F-06',
    clause: 'D.4.2',
    what: 'the record has applicationOID 2.23.43.7.1',
    check: (card) => {
      const { oidSpan, oidDoubleWrapped } = card.record;
      const { offset = 0, length = 0 } = oidSpan ?? {};
      expect([toHex(bodyOf(card, DODF).subarray(offset, offset + length)), oidDoubleWrapped]).toEqual([
        '672B0701',
        false,
      ]);
    },
  },
  {
    id: 'F-07',
    clause: 'D.4.2',
    what: 'the record has the path to the content',
    check: ({ record, object }) =>
      expect([record.value.kind, object.path, object.offset]).toEqual(['path', `${APPLICATION}6421`, 0]),
  },
  {
    id: 'F-08',
    clause: 'D.4.2',
    what: 'the OID tells the DODF: no other object has it',
    check: ({ read }) => expect(read.objects.filter(({ dm }) => dm)).toHaveLength(1),
  },
  {
    id: 'F-09',
    clause: 'D.4.3',
    what: 'EF(DM_Bootstrap): READ ALW or a PIN, the rest ADM',
    check: (card) => {
      expect(['always', 'pin1']).toContain(allowed(card, card.object.path, 'read'));
      issuersAlone(card, card.object.path);
    },
  },
  {
    id: 'F-10',
    clause: 'D.4.3',
    what: 'what the message leaves of the file is as initialised: all FF',
    check: (card) => {
      const body = bodyOf(card, card.object.path);
      const rest = body.subarray(decodeMessage(body).size);
      expect([rest.length > 0, isFilled(rest, 0xff)]).toEqual([true, true]);
    },
  },
  {
    id: 'F-11',
    clause: 'D.4.3, 5.5.4',
    what: 'the content is a bootstrap message',
    check: (card) => {
      const view = decodeMessage(bodyOf(card, card.object.path));
      expect([view.profile, view.findings]).toEqual(['dm', []]);
      expect(toHex(bodyOf(card, card.object.path).subarray(0, view.size))).toBe(toHex(defaultMessage()));
    },
  },
];

const SUBJECTS = [
  { name: 'sim-blank', profile: 'fixed', mode: '2g' },
  { name: 'ruim-blank', profile: 'fixed', mode: '2g' },
  { name: 'uicc-2g-blank', profile: 'fixed', mode: '2g' },
  { name: 'uicc-3g-blank', profile: 'create', mode: '3g' },
  { name: 'uicc-blank', profile: 'create', mode: '3g' },
  // The same card, its files made in the ISO class, as a device of class A0 sees it.
  { name: 'uicc-blank', profile: 'create', mode: '2g' },
] as const;

describe.each(SUBJECTS)('$name provisioned, in $mode', ({ name, profile, mode }) => {
  let card: Subject;

  beforeAll(async () => {
    const image = await changed(builtin(name), provisioning(profileNamed(profile), [defaultMessage()]));
    const read = await inspect(bareLink(image).link, mode);
    const { link } = bareLink(image);
    const face = must(await identify(link, mode));
    const tree = must(await browseCard(link, face, {}));
    must(await releaseFace(link, face));
    const dir = read.files.find(({ path }) => path === '3F002F00');
    const records = readDir(dir?.bytes ?? new Uint8Array(), dir?.recordLength ?? 0);
    const template = records.find(
      (record): record is DirTemplate => record.kind === 'template' && record.path !== null,
    );
    const object = read.objects.find(({ dm }) => dm);
    const dodf = read.files.find(({ path }) => path === DODF);
    const record = readDodf(dodf?.bytes ?? new Uint8Array()).objects[0];
    if (template === undefined || object === undefined || record === undefined) throw new Error('the chain breaks');
    card = { mode, read, nodes: tree.nodes, template, object, record };
  });

  it('nothing of severity error or warning is found', () => {
    expect(card.read.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it.each(REQUIREMENTS.filter(({ only }) => only === undefined || only === mode))(
    '$id ($clause): $what',
    ({ check }) => {
      check(card);
    },
  );
});
