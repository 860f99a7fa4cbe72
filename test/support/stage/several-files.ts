import { hex, padEnd } from '../../../core/base/bytes.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { composePlan } from '../../../core/plan/compose-plan.ts';
import type { FileChange } from '../../../core/plan/file-change.ts';
import { applicationOf, plannedBody } from '../../../core/plan/plan-bodies.ts';
import { plannedCommand } from '../../../core/plan/send-step.ts';
import { writeCostOf } from '../../../core/plan/write-cost.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';

const NEW_FID = 0x6422;
const OLD_FID = 0x6421;

function bodyOf(read: ReadResult, path: string): Uint8Array {
  return read.files.find((file) => file.path === path)?.bytes ?? new Uint8Array();
}

/** The plan of an edit as one that gives the message a larger file of its own, and takes the old one off the card. */
export function movedMessage(plan: WritePlan, read: ReadResult): WritePlan {
  const [content] = plan.files;
  const dodf = read.files.find(({ role }) => role === 'dodf');
  if (content === undefined || dodf === undefined) return plan;
  const folder = content.path.slice(0, -4);
  const message = plannedBody(plan, content, bodyOf(read, content.path)) ?? new Uint8Array();
  const command = (kind: 'create' | 'delete', text: string) => ({ kind, command: plannedCommand(text, 0) });
  const leading = dodf.bytes.slice();
  const at = leading.findIndex((byte, i) => byte === 0x64 && leading[i + 1] === 0x21);
  leading[at + 1] = 0x22;
  const place = (fid: number) => ({
    from: content.from,
    fids: [...content.fids.slice(0, -1).map((text) => Number.parseInt(text, 16)), fid],
  });
  const changes: readonly FileChange[] = [
    {
      path: `${folder}6422`,
      name: 'EF(DM_Bootstrap)',
      place: place(NEW_FID),
      rule: 'message',
      present: null,
      wanted: padEnd(message.subarray(0, 1600), 4096, 0xff),
      make: [command('create', '00E000001F621D8202412183026422A506C00100CA01008A01058B032F06028002100088')],
      filled: true,
    },
    {
      path: dodf.path,
      name: dodf.name,
      place: place(Number.parseInt(dodf.fid, 16)),
      rule: 'list',
      own: [dodf.bytes.slice(0, (dodf.bytes[1] ?? 0) + 2), leading.slice(0, (leading[1] ?? 0) + 2)],
      present: dodf.bytes,
      wanted: leading,
    },
    {
      path: content.path,
      name: content.name,
      place: place(OLD_FID),
      rule: 'message',
      present: bodyOf(read, content.path),
      wanted: null,
      remove: [command('delete', '00E40000026421')],
    },
  ];
  const atr = hex(read.card.atr);
  const composed = composePlan({
    iccid: plan.iccid,
    mode: plan.mode,
    atr,
    application: applicationOf(plan),
    content: { path: `${folder}6422`, capacity: 4096, start: 0 },
    changes,
    keys: { credentials: plan.credentials, exchanges: 2 },
    cost: writeCostOf(atr),
    overhead: { idle: 12, writing: 40, read: 6144 },
  });
  if (!composed.ok) throw new Error(JSON.stringify(composed.error));
  return composed.value;
}
