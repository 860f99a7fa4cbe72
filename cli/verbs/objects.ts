import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { type ObjectsAct, planObjects } from '../../core/plan/objects.ts';
import { adminOption, readAdminProfile } from '../admin-profile-input.ts';
import { iKnowOption } from '../arming.ts';
import { allowFindingsOption, cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { readMessageFor } from '../message-input.ts';
import { print, printJson, table } from '../output.ts';
import { type PageOptions, pageSizeOf, pageSizeOption } from '../page-size.ts';
import { progressOption } from '../progress.ts';
import { runWriting, type WritingOptions } from '../run-writing.ts';
import { type CardSession, closing, openCard } from '../write-session.ts';

const ACTS = ['list', 'add', 'remove', 'reorder'] as const;
type ActName = (typeof ACTS)[number];

interface ObjectsVerbOptions extends WritingOptions, PageOptions {
  readonly admin: string;
  readonly label: string;
  readonly form: 'opaque' | 'oid';
  readonly before?: string;
  readonly file?: string;
  readonly size?: string;
  readonly allowFindings?: boolean;
}

const wrong = (what: string) => err(appError('usage-invalid', { what, verb: 'objects' }));

/** A number as people count, from 1; as indexes count, from 0. */
function indexOf(text: string | undefined): Result<number> {
  return /^[1-9]\d{0,2}$/.test(text ?? '') ? ok(Number(text) - 1) : wrong(`"${text ?? ''}" is no number of an object`);
}

async function addAct(file: string | undefined, options: ObjectsVerbOptions): Promise<Result<ObjectsAct>> {
  if (file === undefined) return wrong('The message is missing');
  const message = await readMessageFor(file, options);
  if (!message.ok) return message;
  const before = options.before === undefined ? ok(undefined) : indexOf(options.before);
  if (!before.ok) return before;
  const { file: fid, size } = options;
  if (fid !== undefined && !/^[0-9A-Fa-f]{4}$/.test(fid)) return wrong(`"${fid}" is no file id`);
  if (size !== undefined && !/^[1-9]\d{0,5}$/.test(size)) return wrong(`"${size}" is no number for --size`);
  return ok({
    kind: 'add',
    message: message.value,
    label: options.label,
    form: options.form,
    allowance: options,
    ...(before.value !== undefined && { before: before.value }),
    ...(fid !== undefined && { fid: Number.parseInt(fid, 16) }),
    ...(size !== undefined && { size: Number(size) }),
  });
}

async function actOf(
  name: Exclude<ActName, 'list'>,
  what: string | undefined,
  options: ObjectsVerbOptions,
): Promise<Result<ObjectsAct>> {
  if (name === 'add') return addAct(what, options);
  if (name === 'remove') {
    const object = indexOf(what);
    return object.ok ? ok({ kind: 'remove', object: object.value }) : object;
  }
  const order: number[] = [];
  for (const part of (what ?? '').split(',')) {
    const index = indexOf(part.trim());
    if (!index.ok) return index;
    order.push(index.value);
  }
  return ok({ kind: 'reorder', order });
}

function list({ read }: CardSession, json: boolean): ExitCode {
  const rows = read.objects.map(({ label, oid, form, path, dodf, length }, i) => ({
    number: i + 1,
    label,
    oid,
    form,
    path,
    dodf,
    length,
    chosen: read.chosen === i,
  }));
  if (json) printJson({ objects: rows });
  else if (rows.length === 0) print('No bootstrap object.');
  else
    print(
      table(
        rows.map(({ number, label, oid, form, path, dodf, chosen }) => [
          `${number}${chosen ? ' *' : ''}`,
          label ?? '',
          oid,
          form,
          path,
          `in ${dodf}`,
        ]),
      ),
    );
  return EXIT.good;
}

async function objects(
  context: CliContext,
  reader: string,
  name: ActName,
  what: string | undefined,
  options: ObjectsVerbOptions,
): Promise<Result<ExitCode>> {
  if (name === 'list')
    return closing(await openCard(context, reader, options), async (session) =>
      ok(list(session, options.json ?? false)),
    );
  const wanted = await actOf(name, what, options);
  if (!wanted.ok) return wanted;
  const admin = await readAdminProfile(options.admin);
  if (!admin.ok) return admin;
  const page = pageSizeOf(options, 'objects');
  if (!page.ok) return page;
  return closing(await openCard(context, reader, options), async (session) => {
    const deleteFiles = options.iKnow !== undefined;
    const plan = await planObjects(session.card.link, session.read, wanted.value, {
      admin: admin.value,
      deleteFiles,
      pageSize: page.value,
    });
    if (!plan.ok) return plan;
    const written = await runWriting(context, session, options, plan.value);
    return written.ok ? ok(written.value.exit) : written;
  });
}

/** `objects`: the bootstrap objects of a card, in the order of their priority. */
export function addObjectsVerb(program: Command, act: Act): void {
  cardOptions(
    program
      .command('objects')
      .description('list the bootstrap objects of a card by priority; add one, take one off, put them in another order')
      .argument('<reader>', 'where the card is')
      .addArgument(new Argument('[act]', 'what to do').choices(ACTS).default('list'))
      .argument('[what]', 'add: the message; remove: a number; reorder: all numbers of one DODF, as 2,1,3'),
  )
    .option('--label <text>', 'add: its label', 'DM Bootstrap')
    .addOption(new Option('--form <form>', 'add: its record').choices(['opaque', 'oid']).default('opaque'))
    .option('--before <n>', 'add: the object that it comes before (default: behind all others)')
    .option('--file <fid>', 'add: an empty file that is there (default: one is created)')
    .option('--size <bytes>', 'add: bytes of the file that is created')
    .addOption(adminOption().default('ts-102222'))
    .option('--apdus', 'list the commands as they go out')
    .addOption(pageSizeOption())
    .addOption(dryRunOption())
    .addOption(allowFindingsOption())
    .addOption(iKnowOption())
    .addOption(progressOption())
    .action(
      act((context, reader: string, name: ActName, what: string | undefined, options: ObjectsVerbOptions) =>
        objects(context, reader, name, what, options),
      ),
    );
}
