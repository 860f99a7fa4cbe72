import type { Result } from '../base/result.ts';
import { VirtualCard } from '../virtual-card/virtual-card.ts';
import { composePlan, type PlanParts } from './compose-plan.ts';
import { linkToClone, runKeyless } from './dry-run.ts';
import type { FileChange } from './file-change.ts';
import { applicationOf } from './plan-bodies.ts';
import { openPlanCard, type PlanCard } from './plan-card.ts';
import { cloneOf, createsOf, type KnownCard } from './plan-clone.ts';
import type { WritePlan } from './write-plan.ts';

function fileOf({ path, name, rule, recordLength = 0, present }: FileChange): KnownCard['files'] {
  if (present === null || rule === 'folder') return [];
  const structure = rule === 'records' ? 'linear' : 'transparent';
  return [{ path, name, structure, size: present.length, recordLength, bytes: present }];
}

function cardBehind(
  { mode, changes, iccid, application }: PlanParts,
  plan: WritePlan,
  protocol: KnownCard['protocol'],
): KnownCard {
  const made = changes.some(({ rule, present }) => rule === 'folder' && present === null);
  return {
    platform: mode === '2g' ? 'sim' : 'uicc',
    mode,
    protocol,
    iccid: iccid === '' ? null : iccid,
    application: made ? undefined : application,
    creates: createsOf(plan),
    files: changes.flatMap(fileOf),
  };
}

/** TPDUs of a run between opening the card and leaving it, without VERIFY; undefined where the clone does not take its commands. */
async function runTpdus(plan: WritePlan, known: KnownCard): Promise<number | undefined> {
  const image = cloneOf(known);
  const framing = linkToClone(new VirtualCard(image));
  const opened = await openPlanCard(framing, plan, applicationOf(plan));
  if (!opened.ok) return undefined;
  await opened.value.walker.leave();
  const ran = await runKeyless(linkToClone(new VirtualCard(image)), { card: plan, needs: [] }, plan);
  if (!ran.ok || ran.value.error !== undefined) return undefined;
  return ran.value.flash.exchanges - framing.counters.count;
}

/**
 * Puts a plan of several files together, and counts its TPDUs by running it in memory: what is selected from where follows from
 * the walk, not from a formula. A card with administrative commands of its own is counted by the overhead that is given: there it
 * is an estimate.
 * @param frame TPDUs that opening the card takes and leaving it
 */
export async function composeRehearsed(card: PlanCard, parts: PlanParts, frame: number): Promise<Result<WritePlan>> {
  const plan = composePlan(parts);
  if (!plan.ok) return plan;
  const tpdus = await runTpdus(plan.value, cardBehind(parts, plan.value, card.link.transport.protocol));
  if (tpdus === undefined) return plan;
  const writes = plan.value.steps.filter(({ command }) => command !== undefined).length;
  const { read } = parts.overhead;
  // A plan with nothing to do looks at the files all the same.
  const overhead =
    writes === 0 ? { idle: frame + tpdus, writing: 0, read } : { idle: frame, writing: tpdus - writes, read };
  return composePlan({ ...parts, overhead });
}
