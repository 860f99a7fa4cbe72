import type { Command } from 'commander';
import type { ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { PROVISIONING_PROFILES } from '../../core/plan/profile-builtin.ts';
import { planProvision } from '../../core/plan/provision.ts';
import { planUnprovision } from '../../core/plan/unprovision.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { adminOption, readAdminProfile } from '../admin-profile-input.ts';
import { iKnowOption } from '../arming.ts';
import { allowFindingsOption, cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { type PageOptions, pageSizeOf, pageSizeOption } from '../page-size.ts';
import { profileMessages, readProfile } from '../profile-input.ts';
import { progressOption } from '../progress.ts';
import { runWriting, type WritingOptions } from '../run-writing.ts';
import { type CardSession, closing, openCard } from '../write-session.ts';

interface ProvisionOptions extends WritingOptions, PageOptions {
  readonly message: readonly string[];
  readonly admin?: string;
  readonly allowFindings?: boolean;
}

interface UnprovisionOptions extends WritingOptions, PageOptions {
  readonly admin: string;
  readonly keepFiles?: boolean;
}

/** Shows a plan that was made for an open card and runs it. */
async function runPlanned(
  context: CliContext,
  session: CardSession,
  options: WritingOptions,
  plan: Result<WritePlan>,
): Promise<Result<ExitCode>> {
  if (!plan.ok) return plan;
  const written = await runWriting(context, session, options, plan.value);
  return written.ok ? ok(written.value.exit) : written;
}

async function provision(
  context: CliContext,
  reader: string,
  name: string,
  options: ProvisionOptions,
): Promise<Result<ExitCode>> {
  const read = await readProfile(name);
  if (!read.ok) return read;
  const { profile } = read.value;
  const messages = await profileMessages(read.value, options.message, options);
  if (!messages.ok) return messages;
  const admin = await readAdminProfile(options.admin ?? profile.admin ?? 'ts-102222');
  if (!admin.ok) return admin;
  const page = pageSizeOf(options, 'provision');
  if (!page.ok) return page;
  return closing(await openCard(context, reader, options), async (session) => {
    const { card } = session;
    const plan = await planProvision(card.link, session.read, profile, messages.value, {
      admin: admin.value,
      allowance: options,
      pageSize: page.value,
    });
    return runPlanned(context, session, options, plan);
  });
}

async function unprovision(
  context: CliContext,
  reader: string,
  options: UnprovisionOptions,
): Promise<Result<ExitCode>> {
  const admin = await readAdminProfile(options.admin);
  if (!admin.ok) return admin;
  const page = pageSizeOf(options, 'unprovision');
  if (!page.ok) return page;
  return closing(await openCard(context, reader, options), async (session) => {
    const deleteFiles = !options.keepFiles;
    const plan = await planUnprovision(session.card.link, session.read, {
      admin: admin.value,
      deleteFiles,
      pageSize: page.value,
    });
    return runPlanned(context, session, options, plan);
  });
}

const collect = (text: string, all: readonly string[]) => [...all, text];

/** `provision` and `unprovision`. */
export function addProvisionVerbs(program: Command, act: Act): void {
  const names = PROVISIONING_PROFILES.map(({ name }) => name).join(', ');
  cardOptions(
    program
      .command('provision')
      .description('make a card carry bootstrap objects: files created or filled as a profile says')
      .argument('<reader>', 'where the card is')
      .argument('<profile>', `${names}, or a file (docs/formats.md)`),
  )
    .option('--message <file>', 'message of the profile’s objects, once for each, in their order', collect, [])
    .addOption(adminOption())
    .option('--apdus', 'list the commands as they go out')
    .addOption(pageSizeOption())
    .addOption(dryRunOption())
    .addOption(allowFindingsOption())
    .addOption(progressOption())
    .action(
      act((context, reader: string, name: string, options: ProvisionOptions) =>
        provision(context, reader, name, options),
      ),
    );
  cardOptions(
    program
      .command('unprovision')
      .description('take the DM bootstrap objects off a card; what others have in the application stays')
      .argument('<reader>', 'where the card is'),
  )
    .option('--keep-files', 'empty the files and delete none')
    .addOption(adminOption().default('ts-102222'))
    .option('--apdus', 'list the commands as they go out')
    .addOption(pageSizeOption())
    .addOption(dryRunOption())
    .addOption(iKnowOption())
    .addOption(progressOption())
    .action(act((context, reader: string, options: UnprovisionOptions) => unprovision(context, reader, options)));
}
