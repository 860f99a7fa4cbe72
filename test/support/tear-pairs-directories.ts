import { concat, padEnd } from '../../core/base/bytes.ts';
import { DM_OBJECT } from './bootstrap-card.ts';
import { messageOfSize } from './scripted-message.ts';
import {
  ALSO_THEIRS,
  BLANK_SECOND,
  content,
  dodf,
  fid,
  MESSAGE,
  type Pair,
  record,
  renamed,
  SECOND,
  SIZE,
  THEIR_FILE,
  THEIRS,
  withDodf,
} from './tear-pairs.ts';
import { planChanges } from './tear-plans.ts';

/** The directory of objects changes. */
export const DIRECTORIES: readonly Pair[] = [
  {
    title: 'an object more',
    parts: withDodf(THEIRS, DM_OBJECT),
    plan: planChanges(dodf([THEIRS, DM_OBJECT, SECOND], [SECOND])),
  },
  {
    title: 'an object less',
    parts: withDodf(THEIRS, DM_OBJECT, SECOND),
    plan: planChanges(dodf([THEIRS, DM_OBJECT], [SECOND])),
  },
  {
    title: 'a longer label at the end of the list',
    parts: withDodf(THEIRS, DM_OBJECT),
    plan: planChanges(dodf([THEIRS, renamed('A much longer label')], [DM_OBJECT, renamed('A much longer label')])),
  },
  {
    title: 'a label of one length before others’ objects',
    parts: withDodf(DM_OBJECT, THEIRS, ALSO_THEIRS),
    plan: planChanges(dodf([renamed('BM Dootstrap'), THEIRS, ALSO_THEIRS], [DM_OBJECT, renamed('BM Dootstrap')])),
  },
  {
    title: 'an oidDO before others’ objects',
    parts: withDodf({ ...DM_OBJECT, form: 'oid' }, THEIRS),
    plan: planChanges(
      dodf(
        [{ ...renamed('BM Dootstrap'), form: 'oid' }, THEIRS],
        [
          { ...DM_OBJECT, form: 'oid' },
          { ...renamed('BM Dootstrap'), form: 'oid' },
        ],
      ),
    ),
  },
  {
    title: 'another file for the message, one byte of the path',
    parts: { ...withDodf(DM_OBJECT, THEIRS), others: [THEIR_FILE, BLANK_SECOND] },
    plan: planChanges(
      content(0x6422, messageOfSize(650)),
      dodf(
        [{ ...DM_OBJECT, path: { path: fid(0x6422) } }, THEIRS],
        [DM_OBJECT, { ...DM_OBJECT, path: { path: fid(0x6422) } }],
      ),
    ),
  },
  {
    title: 'two objects change places',
    ours: ['DM Bootstrap', 'DM Bootstrap 2'],
    parts: withDodf(THEIRS, DM_OBJECT, SECOND),
    plan: planChanges(dodf([THEIRS, SECOND, DM_OBJECT], [DM_OBJECT, SECOND])),
  },
  {
    title: 'two messages in two files',
    parts: withDodf(DM_OBJECT, SECOND),
    plan: planChanges(content(0x6421, messageOfSize(630)), content(0x6422, messageOfSize(605))),
  },
  {
    title: 'a list that is filled with zeros',
    parts: { ...withDodf(), dodf: padEnd(concat(record(THEIRS), record(DM_OBJECT)), 256, 0x00) },
    plan: planChanges(dodf([THEIRS, DM_OBJECT, SECOND], [SECOND])),
  },
  {
    title: 'an object and its message, from a blank file',
    parts: { ...withDodf(THEIRS), content: new Uint8Array(), contentFile: { size: SIZE } },
    plan: planChanges(content(0x6421, MESSAGE), dodf([THEIRS, DM_OBJECT], [DM_OBJECT])),
  },
];
