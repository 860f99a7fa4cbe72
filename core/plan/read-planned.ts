import { ok, type Result } from '../base/result.ts';
import type { CardFile, ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { applicationOf, placedFile } from './plan-bodies.ts';
import { openPlanCard, type PresentFile } from './plan-card.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

function cardFile({ path, name, rule, recordLength }: PlanFile, { body }: PresentFile): CardFile {
  return {
    path,
    fid: path.slice(-4),
    name,
    role: rule === 'message' ? 'content' : 'other',
    structure: rule === 'records' ? 'linear' : 'transparent',
    size: body.length,
    recordLength,
    bytes: body,
    reads: [],
  };
}

/**
 * What was read of a card, with the files that a plan changes: where the directories are damaged, the read did not come to
 * them. Reads only; a card of which all is known is not asked again.
 */
export async function readPlanned(link: CardLink, read: ReadResult, plan: WritePlan): Promise<Result<ReadResult>> {
  const known = (file: PlanFile) => {
    const found = read.files.find(({ path }) => path === file.path);
    return found !== undefined && found.bytes.length === file.before?.size;
  };
  const unknown = plan.files.filter((file) => file.rule !== 'folder' && file.before !== null && !known(file));
  if (unknown.length === 0) return ok(read);
  const card = await openPlanCard(link, { iccid: read.card.iccid, mode: plan.mode }, applicationOf(plan));
  if (!card.ok) return card;
  const files = new Map(read.files.map((file) => [file.path, file]));
  for (const file of unknown) {
    const now = await card.value.read(placedFile(file));
    // Whoever runs the plan reads it again, and says what is wrong.
    if (now.ok && now.value !== null) files.set(file.path, cardFile(file, now.value));
  }
  const left = await card.value.walker.leave();
  return left.ok ? ok({ ...read, files: [...files.values()] }) : left;
}
