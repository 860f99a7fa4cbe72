import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import { type ObjectsAct, planObjects } from '../../core/plan/objects.ts';
import { planProvision } from '../../core/plan/provision.ts';
import { planUnprovision } from '../../core/plan/unprovision.ts';
import { DM_OBJECT } from './bootstrap-card.ts';
import { ADMIN, builtin, profileNamed } from './provision-runs.ts';
import { messageOfSize } from './scripted-message.ts';
import type { TearCase } from './tear-ground.ts';
import {
  inFile,
  list,
  MESSAGE,
  type Pair,
  SECOND,
  SECOND_FILE,
  SIZE,
  THEIR_FILE,
  THEIRS,
  withDodf,
} from './tear-pairs.ts';

const LARGER = messageOfSize(850);
const ADDED = messageOfSize(620);

function provision(profile: string): TearCase['plan'] {
  return (link, read) => planProvision(link, read, profileNamed(profile), [MESSAGE], { admin: ADMIN });
}

const unprovision =
  (deleteFiles: boolean): TearCase['plan'] =>
  (link, read) =>
    planUnprovision(link, read, { admin: ADMIN, deleteFiles });

const objects =
  (act: ObjectsAct): TearCase['plan'] =>
  (link, read) =>
    planObjects(link, read, act, { admin: ADMIN, deleteFiles: true });

const grown =
  (way: 'resize' | 'new-file'): TearCase['plan'] =>
  (link, read) =>
    makePlan(link, read, read.chosen ?? 0, bodyWithMessage(LARGER, { allowFindings: true }), {
      way,
      admin: ADMIN,
      deleteFiles: true,
    });

/** What the product's own planners make of files that are there: for every kind of card. */
export const PROVISIONED: readonly Pair[] = [
  { title: 'unprovision, the files emptied', parts: inFile(MESSAGE), plan: unprovision(false) },
  {
    title: 'unprovision beside others’ objects, the files emptied',
    parts: withDodf(THEIRS, DM_OBJECT),
    plan: unprovision(false),
  },
  {
    title: 'objects change their order of priority',
    parts: withDodf(DM_OBJECT, SECOND),
    ours: [DM_OBJECT.label ?? '', SECOND.label ?? ''],
    plan: objects({ kind: 'reorder', order: [1, 0] }),
  },
];

/** Blank cards whose operating system has fixed files. */
export const FIXED_BLANKS: Readonly<Record<string, Pair>> = {
  sim: {
    title: 'provision files that are there',
    parts: {},
    change: () => builtin('sim-blank'),
    plan: provision('fixed'),
  },
  'uicc-2g': {
    title: 'provision files that are there',
    parts: {},
    change: () => builtin('uicc-2g-blank'),
    plan: provision('fixed'),
  },
};

/** Where the card takes TS 102 222. */
export const PROVISIONED_BY_ADMIN: readonly Pair[] = [
  { title: 'provision a blank card', parts: {}, change: () => builtin('uicc-3g-blank'), plan: provision('open') },
  {
    title: 'provision beside others’ objects',
    parts: { dodf: list(256, THEIRS), content: null, others: [THEIR_FILE] },
    plan: provision('open'),
  },
  { title: 'unprovision, the files deleted', parts: inFile(MESSAGE), plan: unprovision(true) },
  {
    title: 'unprovision beside others’ objects, the files deleted',
    parts: withDodf(THEIRS, DM_OBJECT),
    plan: unprovision(true),
  },
  {
    title: 'an object more, before the first one',
    parts: { ...inFile(MESSAGE), dodf: list(256, THEIRS, DM_OBJECT), others: [THEIR_FILE] },
    ours: [DM_OBJECT.label ?? ''],
    plan: objects({
      kind: 'add',
      message: ADDED,
      label: 'Third',
      form: 'opaque',
      before: 0,
      allowance: { allowFindings: true },
    }),
  },
  {
    title: 'an object less, its file deleted',
    parts: { ...inFile(MESSAGE), dodf: list(256, DM_OBJECT, SECOND), others: [{ ...SECOND_FILE, size: SIZE }] },
    plan: objects({ kind: 'remove', object: 1 }),
  },
  { title: 'a larger message by RESIZE', parts: withDodf(DM_OBJECT, THEIRS), plan: grown('resize') },
  { title: 'a larger message by a new file', parts: withDodf(DM_OBJECT, THEIRS), plan: grown('new-file') },
];
