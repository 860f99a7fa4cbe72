import { appError } from '../base/app-error.ts';
import { hex, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { FcpDraft } from '../card/fcp-encode.ts';
import type { FileHeader } from '../card/file-header.ts';
import { PKCS15_AID } from '../pkcs15/ef-dir.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { type ApplicationPlace, openPlanCard, type PlacedFile, type PlanCard } from './plan-card.ts';
import type { ProvisioningProfile } from './profile.ts';
import { type DirFile, listApplication, readDirFile } from './provision-dir.ts';
import { readDirectories } from './provision-directory.ts';
import { PlanDraft } from './provision-draft.ts';
import { type Builder, builderFor, createCommands, headerOfNew } from './provision-files.ts';
import { addFiles } from './provision-fill.ts';
import { inside, type Job, number, type ProvisionOptions } from './provision-job.ts';
import { dfSecurity } from './provision-rules.ts';
import type { WritePlan } from './write-plan.ts';

const MF: ResolvedPath = { from: 'mf', fids: [] };

/** Memory for the DF: so much that a file can grow, and a second one stand beside it while it takes its place. */
function folderSize(
  { application, odf, dodf, tokenInfo, objects }: ProvisioningProfile,
  messages: readonly Uint8Array[],
) {
  const contents = objects.map(({ size }, i) => size ?? Math.ceil((messages[i]?.length ?? 0) / 256) * 256);
  const files = [odf.size, dodf.size, tokenInfo?.size ?? 0, ...contents];
  return application.size ?? 3 * files.reduce((sum, size) => sum + size, 0);
}

/** The application's DF: as it is, or made. @returns its header */
async function enterFolder(
  draft: PlanDraft,
  builder: Builder,
  profile: ProvisioningProfile,
  listed: boolean,
  size: number,
): Promise<Result<FileHeader>> {
  const { card, application, hints } = draft;
  const name = 'DF(PKCS15)';
  const own = await card.header(draft.file({ from: 'application', fids: [] }, 'folder'));
  if (!own.ok) return own;
  if (own.value !== null) return ok(own.value);
  const fids = application.fids ?? [];
  const path = `3F00${fids.map(hexWord).join('')}`;
  const file: PlacedFile = { path, place: { from: 'mf', fids }, rule: 'folder' };
  if (listed)
    return err(appError('provision-dir', { reason: `it lists PKCS#15 in ${path}, which cannot be selected` }));
  if (profile.files === 'fixed') return err(appError('provision-missing', { file: path, name }));
  const there = await card.header(file);
  if (!there.ok) return there;
  if (there.value !== null)
    return err(
      appError('provision-occupied', { name, file: path, reason: 'it does not answer to the application’s AID' }),
    );
  if (builder.mode === '2g') return err(appError('provision-class', { file: path }));
  const above: PlacedFile = { path: path.slice(0, -4), place: { from: 'mf', fids: fids.slice(0, -1) }, rule: 'folder' };
  const parent = await card.header(above);
  if (!parent.ok) return parent;
  if (parent.value === null) return err(appError('provision-missing', { file: above.path, name: 'DF' }));
  const made: FcpDraft = {
    fid: fids.at(-1) ?? 0,
    file: {
      kind: 'df',
      ...(application.aid !== null && { aid: application.aid }),
      totalSize: size,
      // The keys that count in it are those of the card (TS 102 222 6.3.2.2.2: the PIN status template is mandatory).
      pins: (hints.pins ?? []).map(({ reference, enabled, usage }) => ({
        reference,
        enabled,
        ...(usage !== undefined && { usage }),
      })),
    },
    lifeCycle: 'activated',
    security: dfSecurity(profile.application.admin),
  };
  const commands = createCommands(builder, made, file.place, fids);
  const header = headerOfNew(made);
  if (!commands.ok) return commands;
  if (!header.ok) return header;
  const asked = await draft.ask(above.path, parent.value, 'create-df');
  if (!asked.ok) return asked;
  draft.setAside(size);
  draft.add({ ...file, name, present: null, wanted: new Uint8Array(), ...commands.value }, null);
  return header;
}

/** Where a profile puts the application. */
function wishedPlace({ application: { aid, path } }: ProvisioningProfile) {
  return { aid: aid === undefined ? PKCS15_AID : hex(aid), fids: path.map(number) };
}

/**
 * Plans what makes a card carry bootstrap objects as a profile says: what is pointed to before what points to it, the record
 * of EF(DIR) last (docs/write-safety.md). An application that is there keeps all that it has. Reads only.
 * @param messages one for each object of the profile, in its order
 * @returns `provision-…` where the card cannot take it; nothing was written then.
 */
export async function planProvision(
  link: CardLink,
  read: ReadResult,
  profile: ProvisioningProfile,
  messages: readonly Uint8Array[],
  options: ProvisionOptions,
): Promise<Result<WritePlan>> {
  const { iccid } = read.card;
  if (iccid === null)
    return err(appError('plan-no-object', { reason: 'its ICCID cannot be read, so the card cannot be named' }));
  if (messages.length !== profile.objects.length)
    return err(
      appError('provision-messages', {
        profile: profile.name,
        objects: profile.objects.length,
        messages: messages.length,
      }),
    );
  const looked = await openPlanCard(link, read.card, { aid: null, fids: null });
  if (!looked.ok) return looked;
  const dir = await readDirFile(looked.value);
  await looked.value.walker.leave();
  if (!dir.ok) return dir;
  const { template } = dir.value;
  const place = template === undefined ? wishedPlace(profile) : { aid: template.aid, fids: template.fids ?? null };
  const card = await openPlanCard(link, read.card, place);
  if (!card.ok) return card;
  const planned = await planOn(card.value, dir.value, { iccid, place, profile, messages, options });
  // Leaving twice does no harm; leaving never would keep a channel open.
  if (!planned.ok) await card.value.walker.leave();
  return planned;
}

interface Order {
  readonly iccid: string;
  readonly place: ApplicationPlace;
  readonly profile: ProvisioningProfile;
  readonly messages: readonly Uint8Array[];
  readonly options: ProvisionOptions;
}

async function planOn(card: PlanCard, dir: DirFile, order: Order): Promise<Result<WritePlan>> {
  const { iccid, place, profile, messages, options } = order;
  const { application } = profile;
  const root = await card.header({ path: '3F00', place: MF, rule: 'folder' });
  if (!root.ok) return root;
  const hints = { pins: root.value?.pins ?? [], fallback: profile.key ?? 'adm1' };
  const draft = new PlanDraft(card, iccid, place, hints, options.pageSize);
  const builder = builderFor(card, options.admin);
  const listed = dir.template !== undefined;
  const folder = await enterFolder(draft, builder, profile, listed, folderSize(profile, messages));
  if (!folder.ok) return folder;
  const directories = await readDirectories(draft, dir.template, number(profile.odf.fid));
  if (!directories.ok) return directories;
  const job: Job = { draft, builder, profile, options, folder: folder.value, directories: directories.value };
  const capacity = await addFiles(job, messages);
  if (!capacity.ok) return capacity;
  const { aid, fids } = wishedPlace(profile);
  const { label } = application;
  const entered = await listApplication(draft, dir, { aid, fids, ...(label !== undefined && { label }) });
  if (!entered.ok) return entered;
  const [first] = profile.objects;
  const { path } = draft.file(inside(first?.fid ?? ''), 'message');
  return draft.compose({ path, capacity: capacity.value });
}
