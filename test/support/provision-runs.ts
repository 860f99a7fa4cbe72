import type { Result } from '../../core/base/result.ts';
import { ok } from '../../core/base/result.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { type AdminProfile, adminProfile } from '../../core/card/admin-profile.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import type { ProvisioningProfile } from '../../core/plan/profile.ts';
import { provisioningProfile } from '../../core/plan/profile-builtin.ts';
import { planProvision } from '../../core/plan/provision.ts';
import { type RunOutcome, runPlan, type WriteStore } from '../../core/plan/run-plan.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { runOptions } from './plan-runs.ts';
import { type BareLink, bareLink } from './tear-link.ts';

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function builtin(name: string): CardImage {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no card ${name}`);
  return image;
}

export function profileNamed(name: string, rest: Partial<ProvisioningProfile> = {}): ProvisioningProfile {
  const profile = provisioningProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return { ...profile, ...rest };
}

export const ADMIN: AdminProfile = adminProfile() ?? fail();

function fail(): never {
  throw new Error('no admin profile');
}

export const inspect = async (link: CardLink, mode: 'auto' | '2g' | '3g' = 'auto') =>
  must(await readCard(link, { mode, depth: 'inspect' }));

/** Bodies that a run kept, by path: what a recovery has. */
export interface Kept {
  readonly store: WriteStore;
  readonly bodies: Map<string, Uint8Array>;
  /** True once a journal was opened: without one nobody recovers. */
  begun(): boolean;
}

export function keeping(): Kept {
  const bodies = new Map<string, Uint8Array>();
  const done = async () => ok(undefined);
  let begun = false;
  const store: WriteStore = {
    async backup(_plan, files) {
      for (const { path, body } of files) bodies.set(path, body);
      return ok('/backup');
    },
    async begin() {
      begun = true;
      return ok('/journal');
    },
    stepDone: done,
    end: done,
  };
  return { store, bodies, begun: () => begun };
}

export interface Planned {
  readonly bare: BareLink;
  readonly read: ReadResult;
  readonly plan: WritePlan;
}

/** Reads a card and makes a plan for it. */
export async function planFor(
  image: CardImage,
  make: (link: CardLink, read: ReadResult) => Promise<Result<WritePlan>>,
  mode: 'auto' | '2g' | '3g' = 'auto',
): Promise<Planned & { readonly made: Result<WritePlan> }> {
  const bare = bareLink(image);
  const read = await inspect(bare.link, mode);
  const made = await make(bare.link, read);
  const none = { steps: [], files: [] } as unknown as WritePlan;
  return { bare, read, made, plan: made.ok ? made.value : none };
}

export const runPlanned = (
  { bare, read, plan }: Planned,
  store: WriteStore = keeping().store,
): Promise<Result<RunOutcome>> => runPlan(bare.link, read, plan, runOptions(plan, store));

/** Plans and runs, all of which has to go well, and to take the TPDUs that the plan says. @returns the card afterwards */
export async function changed(
  image: CardImage,
  make: (link: CardLink, read: ReadResult) => Promise<Result<WritePlan>>,
  mode: 'auto' | '2g' | '3g' = 'auto',
): Promise<CardImage> {
  const planned = await planFor(image, make, mode);
  must(planned.made);
  const outcome = must(await runPlanned(planned));
  if (outcome.flash.result !== 'verified') throw new Error(JSON.stringify(outcome));
  const { exchanges } = outcome.flash;
  if (exchanges !== planned.plan.exchanges) throw new Error(`${planned.plan.exchanges} planned, ${exchanges} sent`);
  return planned.bare.card.image();
}

export const provisioning =
  (profile: ProvisioningProfile, messages: readonly Uint8Array[]) =>
  (link: CardLink, read: ReadResult): Promise<Result<WritePlan>> =>
    planProvision(link, read, profile, messages, { admin: ADMIN });
