import { equalBytes } from '../../core/base/bytes.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { fileSecrets } from '../../core/bootstrap/file-secrets.ts';
import { maskSecrets } from '../../core/bootstrap/message-edit.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { CardFile, ReadResult } from '../../core/bootstrap/read-result.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import type { DiagnosedFinding } from '../../core/diagnosis/diagnosis.ts';
import { runKeyless } from '../../core/plan/dry-run.ts';
import { planFix } from '../../core/plan/plan-fix.ts';
import { readPlanned } from '../../core/plan/read-planned.ts';
import type { FlashResult, WritePlan } from '../../core/plan/write-plan.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import type { ComparedBytes, FixInfo } from '../ipc/diagnose-contract.ts';
import { type CardCopy, keyless, withCopy, withKeysOf } from './card-copy.ts';

/** A finding's fix as it ran on a copy. */
export interface TriedFix {
  readonly plan: WritePlan;
  readonly flash: FlashResult;
  readonly before: ReadResult;
  readonly after: ReadResult;
  /** The card as the fix leaves it, its keys as they were. */
  readonly image: CardImage;
}

/** The most bytes of a file that are shown beside what they shall be. */
const MOST = 512;
/** Bytes kept before the first difference and behind the last. */
const AROUND = 16;

/** Plans a finding's fix on a copy of the card, and runs it there. Error `fix-none` where no plan is known. */
export async function tryFix(copy: CardCopy, finding: DiagnosedFinding, keys: KeySource): Promise<Result<TriedFix>> {
  const planned = await withCopy(copy.image, async ({ link }) => {
    const read = await readCard(link, { mode: copy.mode, depth: 'inspect', keys });
    if (!read.ok) return read;
    const plan = await planFix(link, read.value, finding);
    if (!plan.ok) return plan;
    const whole = await readPlanned(link, read.value, plan.value);
    return whole.ok ? ok({ read: whole.value, plan: plan.value }) : whole;
  });
  if (!planned.ok) return planned;
  const { read, plan } = planned.value;
  return withCopy(keyless(copy.image), async ({ link, image }): Promise<Result<TriedFix>> => {
    const ran = await runKeyless(link, read, plan);
    if (!ran.ok) return ran;
    const reset = await link.transport.reset('warm');
    if (!reset.ok) return reset;
    const after = await readCard(link, { mode: read.card.mode, depth: 'inspect' });
    if (!after.ok) return after;
    const whole = await readPlanned(link, after.value, plan);
    if (!whole.ok) return whole;
    return ok({
      plan,
      flash: ran.value.flash,
      before: read,
      after: whole.value,
      image: withKeysOf(image(), copy.image),
    });
  });
}

function masked(file: CardFile, read: ReadResult): Uint8Array {
  return maskSecrets(file.bytes, fileSecrets(file, read.objects));
}

/** The stretch of a file that a fix changes, with some bytes around it; the place that a finding names is in it. */
function compared(path: string, { before, after }: TriedFix, marked: number | undefined): ComparedBytes | null {
  const [was, is] = [before, after].map((read) => {
    const file = read.files.find((item) => item.path === path);
    return file && masked(file, read);
  });
  if (was === undefined || is === undefined || equalBytes(was, is)) return null;
  const shorter = Math.min(was.length, is.length);
  let first = 0;
  while (first < shorter && was[first] === is[first]) first += 1;
  let last = 0;
  while (last < shorter - first && was[was.length - 1 - last] === is[is.length - 1 - last]) last += 1;
  // What a fix changes may stand elsewhere than what the finding points at.
  const near = marked !== undefined && marked + AROUND >= first && marked <= was.length - last;
  const from = Math.max(0, (near ? Math.max(Math.min(first, marked), marked - MOST / 2) : first) - AROUND);
  const part = (bytes: Uint8Array) => bytes.subarray(from, Math.min(bytes.length - last + AROUND, from + MOST));
  const [a, b] = [part(was), part(is)];
  return { file: path, offset: from, before: a, after: b, cut: was.length - last + AROUND > from + MOST };
}

/** What a finding's fix takes and changes, for a person. @param number place of the finding in the diagnosis */
export function fixInfo(number: number, finding: DiagnosedFinding, tried: TriedFix): FixInfo {
  const { plan } = tried;
  const { where, evidence } = finding;
  const told = evidence?.part === 'body' ? { file: evidence.file, offset: evidence.marked.offset } : where;
  const path = plan.files.find((item) => item.path === told.file)?.path ?? plan.ranges[0]?.file;
  return {
    finding: number,
    price: {
      bytes: plan.ranges.reduce((sum, range) => sum + range.new.length / 2, 0),
      ranges: plan.ranges.length,
      files: plan.files.map(({ name, path: place }) => `${name} ${place.slice(-4)}`),
      keys: plan.credentials.map(({ ref, triesLeft }) => ({ ref, triesLeft })),
      seconds: plan.seconds,
    },
    compared: path === undefined ? null : compared(path, tried, path === told.file ? told.offset : undefined),
  };
}
