import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { adminCommands } from '../../core/card/admin-commands.ts';
import { adminProfile } from '../../core/card/admin-profile.ts';
import { arrReference } from '../../core/card/fcp-encode.ts';
import type { DataObjectSpec } from '../../core/pkcs15/dodf.ts';
import { PKCS15_AID } from '../../core/pkcs15/ef-dir.ts';
import type { FileCommand } from '../../core/plan/file-change.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { DM_OBJECT, TEMPLATE } from './bootstrap-card.ts';
import { messageOfSize } from './scripted-message.ts';
import {
  body,
  content,
  dir,
  dodf,
  EMPTY,
  fid,
  inFile,
  list,
  MESSAGE,
  OTHER_TEMPLATE,
  OUR_ODF,
  odf,
  oneOdf,
  type Pair,
  SIZE,
  THEIRS,
  withDodf,
  withRecord,
} from './tear-pairs.ts';
import { type ChangedFile, planChanges } from './tear-plans.ts';

const PROFILE = adminProfile();
if (PROFILE === undefined) throw new Error('the standard’s profile is missing');
const ADMIN = adminCommands(PROFILE, { mode: '3g', channel: 0 });
/** EF(ARR) of the MF; its record for a file that all read and ADM1 updates. */
const OPEN_RULE = arrReference(0x2f06, 2);

function commands(kind: FileCommand['kind'], made: ReturnType<typeof ADMIN.create>): readonly FileCommand[] {
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.map((command) => ({ kind, command }));
}

const created = (id: number, size: number) =>
  commands(
    'create',
    ADMIN.create({
      fid: id,
      file: { kind: 'ef', structure: 'transparent', size },
      lifeCycle: 'activated',
      security: OPEN_RULE,
    }),
  );
const deleted = (id: number) => commands('delete', ADMIN.delete({ fid: id }));

/** A file that the plan makes. */
function made({ fid: id, ...rest }: ChangedFile, size: number): ChangedFile {
  return {
    fid: id,
    ...rest,
    wanted: () => body(rest.wanted(EMPTY) ?? EMPTY, size),
    make: created(id, size),
    remove: deleted(id),
  };
}

const FOLDER: ChangedFile = {
  fid: 0x7f50,
  rule: 'folder',
  wanted: () => EMPTY,
  make: commands(
    'create',
    ADMIN.create({ fid: 0x7f50, file: { kind: 'df', aid: PKCS15_AID }, lifeCycle: 'activated', security: OPEN_RULE }),
  ),
  remove: deleted(0x7f50),
};
const gone = (file: ChangedFile): ChangedFile => ({ ...file, wanted: () => null });
const LARGER = messageOfSize(850);
const MOVED: DataObjectSpec = { ...DM_OBJECT, path: { path: fid(0x6423) } };
const ALL_FILES = [
  FOLDER,
  made(content(0x6421, MESSAGE), SIZE),
  made(dodf([DM_OBJECT], [DM_OBJECT]), 256),
  made(odf(oneOdf, [oneOdf]), 64),
] as const;

/** What TS 102 222 makes possible: cards that are administered in the ISO class. */
export const ADMINISTERED: readonly Pair[] = [
  {
    title: 'RESIZE, and a message that needs it',
    parts: inFile(MESSAGE),
    plan: planChanges({
      ...content(0x6421, LARGER),
      wanted: () => body(LARGER, 900),
      make: commands('resize', ADMIN.resize({ fid: 0x6421 }, 900, false)),
    }),
  },
  {
    title: 'a new file for a larger message, one byte of the path, others behind it',
    parts: withDodf(DM_OBJECT, THEIRS),
    plan: planChanges(made(content(0x6423, LARGER), 900), dodf([MOVED, THEIRS], [DM_OBJECT, MOVED])),
  },
  {
    title: 'an application is made, from its folder to EF(DIR)',
    parts: {},
    change: () => builtinCard('uicc-3g-blank') as CardImage,
    plan: planChanges(...ALL_FILES, dir(withRecord(TEMPLATE))),
  },
  {
    title: 'an application is taken off, from EF(DIR) to its folder',
    parts: {
      ...inFile(MESSAGE),
      odf: OUR_ODF,
      dodf: list(256, DM_OBJECT),
      efDir: { records: [OTHER_TEMPLATE, TEMPLATE] },
    },
    plan: planChanges(dir(withRecord(EMPTY, TEMPLATE)), ...ALL_FILES.map(gone).toReversed()),
  },
];
