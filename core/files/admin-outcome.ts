import { statusOutcome, statusText } from '../apdu/status-words.ts';
import { type AppError, appError, type ErrorCode } from '../base/app-error.ts';
import { equalBytes, hexWord, isFilled } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { encodeFcp, type FcpDraft } from '../card/fcp-encode.ts';
import { type FileHeader, readFcp } from '../card/file-header.ts';
import { cardClassOfMode, type Speech } from '../card/read-blocks.ts';
import { bodyOf, readCurrentFile } from '../card/read-file.ts';
import { type AdminPlan, type AdminSession, placeOfNew } from './admin-plan.ts';

/** What a new file holds. */
export type InitialContent =
  | { readonly kind: 'filled'; readonly byte: number; readonly size: number }
  | { readonly kind: 'pattern'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly sw: number };

/** What the card shows after an act. */
export interface Proof {
  /** What is not as it was asked for; empty where all is. */
  readonly differences: readonly string[];
  /** After `create` of an EF. */
  readonly initial?: InitialContent;
}

/** How the status words begin that an administrative command is refused with, and what they mean (TS 102 222 6, TS 51.011 9.4). */
const REFUSALS = [
  { sw: '6A84', code: 'admin-no-memory' },
  { sw: '6A89', code: 'admin-exists' },
  { sw: '6A8A', code: 'admin-exists' },
  { sw: '6982', code: 'admin-right' },
  { sw: '6983', code: 'admin-right' },
  { sw: '9804', code: 'admin-right' },
  { sw: '9840', code: 'admin-right' },
  { sw: '6984', code: 'admin-state' },
  { sw: '6985', code: 'admin-state' },
  { sw: '9810', code: 'admin-state' },
  { sw: '6A80', code: 'admin-data' },
  { sw: '6A86', code: 'admin-data' },
  { sw: '6A87', code: 'admin-data' },
  { sw: '67', code: 'admin-data' },
  { sw: '6B', code: 'admin-data' },
  { sw: '6A81', code: 'admin-unknown' },
  { sw: '6D', code: 'admin-unknown' },
  { sw: '6E', code: 'admin-unknown' },
] as const satisfies readonly { readonly sw: string; readonly code: ErrorCode }[];

/** What a status word means for the user; undefined for success. `what` names the command and the file. */
export function refusal(sw: number, mode: Speech['mode'], what: string): AppError | undefined {
  const cardClass = cardClassOfMode(mode);
  // 63Cx after a command that changes memory: done after x internal retries (TS 102 221 10.2.1.2).
  if (statusOutcome(sw, cardClass) === 'ok' || (mode === '3g' && sw >> 4 === 0x63c)) return undefined;
  const meaning = statusText(sw, cardClass);
  const row = REFUSALS.find((item) => hexWord(sw).startsWith(item.sw));
  if (row !== undefined) return appError(row.code, { what, sw: hexWord(sw), meaning });
  return appError('card-error', {
    what,
    sw: hexWord(sw),
    meaning,
    advice: 'What the card did is not known: read the file before anything else.',
  });
}

/** The header that the card should answer for a new file: as it was asked for, every object told. */
function wantedHeader(spec: FcpDraft): FileHeader | undefined {
  const fcp = encodeFcp(spec);
  const header = fcp.ok ? readFcp(fcp.value) : undefined;
  return header?.ok ? header.value : undefined;
}

const shown = (value: unknown) => (value instanceof Uint8Array ? `${value.length} bytes` : JSON.stringify(value));

/** What class A0 tells of a file: kind, size and records. The ISO class tells all of it. */
const TOLD_2G = ['type', 'structure', 'size', 'recordLength'] as const;
const TOLD_3G = [...TOLD_2G, 'fid', 'use', 'lifeCycle', 'access'] as const;

function headerDifferences(spec: FcpDraft, actual: FileHeader, mode: Speech['mode']): string[] {
  const wanted = wantedHeader(spec);
  if (wanted === undefined) return ['what was asked for does not decode'];
  const told: readonly (keyof FileHeader)[] = mode === '2g' ? TOLD_2G : TOLD_3G;
  const differences = told
    .filter((name) => wanted[name] !== null && shown(wanted[name]) !== shown(actual[name]))
    .map((name) => `${name} is ${shown(actual[name])}, asked for ${shown(wanted[name])}`);
  if (mode === '3g' && wanted.aid !== null && !(actual.aid !== null && equalBytes(wanted.aid, actual.aid)))
    differences.push('the DF name is another');
  return differences;
}

async function initialContent({ link, face }: AdminSession, header: FileHeader): Promise<Result<InitialContent>> {
  const read = await readCurrentFile(link, face, header);
  if (!read.ok) return read;
  if (read.value.reach !== 'ok') return ok({ kind: 'unreadable', sw: read.value.sw });
  const bytes = bodyOf(read.value.content);
  const [first = 0xff] = bytes;
  return ok(isFilled(bytes, first) ? { kind: 'filled', byte: first, size: bytes.length } : { kind: 'pattern', bytes });
}

async function proveCreated(session: AdminSession, plan: AdminPlan): Promise<Result<Proof>> {
  const { act } = plan;
  if (act.kind !== 'create') return ok({ differences: [] });
  const selected = await session.cursor.select(placeOfNew(act.folder, act.file));
  if (!selected.ok) return selected;
  const { header, sw } = selected.value;
  if (header === undefined) return ok({ differences: [`SELECT of the new file is answered ${hexWord(sw)}`] });
  const differences = headerDifferences(act.file, header, session.face.mode);
  if (header.type !== 'ef') return ok({ differences });
  const initial = await initialContent(session, header);
  return initial.ok ? ok({ differences, initial: initial.value }) : initial;
}

/** Looks whether the card shows what was done. */
export async function proveAdmin(session: AdminSession, plan: AdminPlan): Promise<Result<Proof>> {
  const { act } = plan;
  session.cursor.lost();
  if (act.kind === 'create') return proveCreated(session, plan);
  // After TERMINATE CARD USAGE no command is taken any more: there is nothing to be asked.
  if (act.kind === 'terminate-card') return ok({ differences: [] });
  const selected = await session.cursor.select(act.place);
  if (!selected.ok) return selected;
  const { reach, sw, header } = selected.value;
  const said = (difference: string | undefined) => ok({ differences: difference === undefined ? [] : [difference] });
  const state = header?.lifeCycle ?? 'not told';
  switch (act.kind) {
    case 'delete':
      return said(reach === 'missing' ? undefined : `SELECT of the file is answered ${hexWord(sw)}`);
    case 'resize': {
      const size = header?.type === 'ef' ? header.size : (header?.totalSize ?? null);
      return said(size === act.size ? undefined : `its size is ${size ?? 'not told'}, asked for ${act.size}`);
    }
    case 'terminate':
      return said(state === 'terminated' || sw === 0x6285 || sw === 0x6284 ? undefined : `its life cycle is ${state}`);
    case 'activate':
      return said(header?.active === true ? undefined : `its life cycle is ${state}`);
    case 'deactivate':
      return said(header?.active === false ? undefined : `its life cycle is ${state}`);
  }
}
