import { concat } from '../../core/base/bytes.ts';
import { encodeDirRecord, PKCS15_AID } from '../../core/pkcs15/ef-dir.ts';
import { DM_OBJECT, TEMPLATE } from './bootstrap-card.ts';
import {
  blankFiles,
  body,
  content,
  dir,
  dodf,
  EMPTY,
  inFile,
  list,
  MESSAGE,
  OTHER_TEMPLATE,
  OUR_ODF,
  odf,
  oneOdf,
  type Pair,
  THEIR_ODF,
  withDodf,
  withRecord,
} from './tear-pairs.ts';
import { planChanges } from './tear-plans.ts';

/** The way to the directory changes: EF(ODF), EF(DIR), all of it. */
export const APPLICATIONS: readonly Pair[] = [
  {
    title: 'EF(ODF) gets its entry, behind somebody else’s',
    parts: { ...withDodf(DM_OBJECT), odf: body(THEIR_ODF, 64) },
    plan: planChanges(odf(concat(THEIR_ODF, oneOdf), [oneOdf])),
  },
  {
    title: 'EF(ODF) loses its entry',
    parts: { ...withDodf(DM_OBJECT), odf: body(concat(THEIR_ODF, oneOdf), 64) },
    plan: planChanges(odf(THEIR_ODF, [oneOdf])),
  },
  {
    title: 'a record more in EF(DIR)',
    parts: { ...inFile(MESSAGE), efDir: { records: [OTHER_TEMPLATE] } },
    plan: planChanges(dir(withRecord(TEMPLATE))),
  },
  {
    title: 'a record less in EF(DIR), others behind it',
    parts: { ...inFile(MESSAGE), efDir: { records: [TEMPLATE, OTHER_TEMPLATE] } },
    plan: planChanges(dir(withRecord(EMPTY, TEMPLATE))),
  },
  {
    title: 'another label in EF(DIR), others around it',
    ours: ['DM Bootstrap'],
    parts: { ...inFile(MESSAGE), efDir: { records: [OTHER_TEMPLATE, TEMPLATE, OTHER_TEMPLATE] } },
    plan: planChanges(
      dir(withRecord(encodeDirRecord({ aid: PKCS15_AID, label: 'Provisioning', fids: [0x7f50] }), TEMPLATE)),
    ),
  },
  {
    title: 'blank files are filled, from the message to EF(DIR)',
    parts: { ...blankFiles, efDir: { records: [OTHER_TEMPLATE] } },
    plan: planChanges(
      content(0x6421, MESSAGE),
      dodf([DM_OBJECT], [DM_OBJECT]),
      odf(oneOdf, [oneOdf]),
      dir(withRecord(TEMPLATE)),
    ),
  },
  {
    title: 'all is taken off, from EF(DIR) to the message',
    parts: {
      ...inFile(MESSAGE),
      odf: OUR_ODF,
      dodf: list(256, DM_OBJECT),
      efDir: { records: [OTHER_TEMPLATE, TEMPLATE] },
    },
    plan: planChanges(
      dir(withRecord(EMPTY, TEMPLATE)),
      odf(EMPTY, [oneOdf]),
      dodf([], [DM_OBJECT]),
      content(0x6421, EMPTY),
    ),
  },
];
