import { equalBytes, hexWord } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { ok, type Result } from '../base/result.ts';
import { makeFinding } from '../bootstrap/finding-rows.ts';
import { objectContent } from '../bootstrap/object-content.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import { type ReadOptions, readCard } from '../bootstrap/read-card.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import type { CardMode } from '../card/identify.ts';
import { accessRules } from './access-rules.ts';
import { assemble, type MetFinding, metInRead, stepOfRule } from './assemble.ts';
import { type CardView, chosenOf } from './card-view.ts';
import type { Diagnosis } from './diagnosis.ts';
import { pathRules } from './path-rules.ts';
import { probeCard, templatePath } from './probe-card.ts';

export interface DiagnoseOptions {
  /** `auto`: both classes where the card answers both. */
  readonly mode: 'auto' | CardMode;
  /** As of a read; default `inspect`. */
  readonly depth?: ReadOptions['depth'];
  readonly keys?: KeySource | undefined;
  /** The card as it was before: an image of it, or of the one that stood in the device (5.5.6). */
  readonly was?: ReadResult | undefined;
}

/** A card that was diagnosed, with what was read of it. */
export interface DiagnosedCard {
  readonly diagnosis: Diagnosis;
  /** A read for each class that the card answers, the ISO class first. */
  readonly reads: readonly ReadResult[];
}

async function view(
  link: CardLink,
  mode: 'auto' | CardMode,
  { keys, depth = 'inspect' }: DiagnoseOptions,
): Promise<Result<CardView>> {
  const read = await readCard(link, { mode, depth, ...(keys && { keys }) });
  if (!read.ok) return read;
  const probe = await probeCard(link, read.value);
  if (!probe.ok) return probe;
  // A card that is less than whole (a recording) was never asked for more than a device reads.
  const files = probe.value.files.map((file) => (depth === 'device' ? { ...file, block: null } : file));
  return ok({ read: read.value, probe: { ...probe.value, files } });
}

interface Views {
  readonly views: readonly CardView[];
  /** Status word with which class A0 was refused. */
  readonly refused2g?: string;
}

/** The first command after a reset chooses the mode of a UICC (TS 102 221 5): class A0 is tried after one. */
async function viewsOf(link: CardLink, options: DiagnoseOptions): Promise<Result<Views>> {
  const { mode } = options;
  const first = await view(link, mode, options);
  if (!first.ok) return first;
  const views = [first.value];
  if (mode !== 'auto' || first.value.read.card.mode === '2g') return ok({ views });
  // Who cannot reset the card (a modem) stays in the mode that it is in.
  const reset = await link.transport.reset('warm');
  if (!reset.ok) return reset.error.code === 'reset-unsupported' ? ok({ views }) : reset;
  const second = await view(link, '2g', options);
  // Whoever goes on with the card chooses its mode anew.
  const again = await link.transport.reset('warm');
  if (second.ok && !again.ok) return again;
  if (second.ok) return ok({ views: [...views, second.value] });
  const { code, details } = second.error;
  if (code === 'card-class') return ok({ views, refused2g: String(details.sw ?? '') });
  // A recording holds what was asked when it was made, and no more.
  return code.startsWith('replay') || code.startsWith('trace') ? ok({ views }) : second;
}

/** One class against the other, and EF(DIR) against what really selects. */
function crossRules(views: readonly CardView[], refused2g: string | undefined): readonly Finding[] {
  const out: Finding[] = [];
  const iso = views.find(({ read }) => read.card.mode === '3g');
  const old = views.find(({ read }) => read.card.mode === '2g');
  if (refused2g !== undefined) out.push(makeFinding('class-2g-refused', {}, { sw: refused2g }));
  if (iso === undefined || old === undefined) return out;
  const contents = [iso, old].map((item) => {
    const chosen = chosenOf(item);
    return chosen?.file && objectContent(item.read, chosen.object);
  });
  const [a, b] = contents;
  if (a?.message?.document && b?.message?.document && !equalBytes(a.bytes, b.bytes)) {
    const details = { iso: `${a.file.path}, ${a.bytes.length} bytes`, old: `${b.file.path}, ${b.bytes.length} bytes` };
    out.push(makeFinding('card-views-differ', { file: a.file.path }, details));
  }
  return out;
}

/**
 * True where the path of tag 51 leads nowhere because the application has no DF under the MF, and not because the path is
 * wrong: it is entered by its AID, the path fails in class A0, and the card does not name another file id for it.
 */
function hasNoPath({ probe }: CardView): boolean {
  const { application, byPath, template } = probe;
  if (application === null || byPath === null) return false;
  return byPath.reach === 'ok' || application.fid === null || application.fid === template?.fids?.at(-1);
}

/** In class A0 alone a path that leads nowhere is a wrong path; the ISO class may tell that there is none. */
function judged(met: MetFinding, iso: CardView | undefined): MetFinding {
  const template = iso?.probe.template;
  if (met.finding.code !== 'dir-path-dangling' || iso === undefined || !template || !hasNoPath(iso)) return met;
  const sw = String(met.finding.details?.sw ?? '');
  return { ...met, finding: makeFinding('df-unreachable-2g', met.finding.where, { path: templatePath(template), sw }) };
}

/**
 * The ISO class too shows where tag 51 leads nowhere, on a card that class A0 cannot ask: the application has another file id, or
 * its AID leads nowhere either.
 */
function danglingIso({ probe }: CardView): readonly Finding[] {
  const { template, application, byPath } = probe;
  if (template === null || byPath?.reach !== 'missing') return [];
  if (application !== null && (application.fid === null || application.fid === template.fids?.at(-1))) return [];
  const details = { path: templatePath(template), fid: hexWord(template.fids?.at(-1) ?? 0), sw: hexWord(byPath.sw) };
  return [makeFinding('dir-path-dangling', { file: EF_DIR_PATH, ...template.span }, details)];
}

function serversOf(read: ReadResult): readonly string[] {
  return read.objects.flatMap((object) =>
    (objectContent(read, object)?.message?.accounts ?? []).flatMap(({ serverId }) => serverId ?? []),
  );
}

/** What only a second input shows, or nothing on the card at all. */
function contextRules(now: ReadResult, was: ReadResult | undefined, good: boolean): readonly Finding[] {
  const out: Finding[] = [];
  const servers = serversOf(now);
  const stale = was === undefined ? [] : serversOf(was).filter((server) => !servers.includes(server));
  if (stale.length > 0) out.push(makeFinding('card-swapped', {}, { servers: [...new Set(stale)].join(', ') }));
  if (good) out.push(makeFinding('device-policy', {}, {}));
  return out;
}

/**
 * Says what is wrong with a card: reads it as far as it goes in both classes, checks what it says against what it does, and
 * puts the cause first. Nothing is written; the card is reset between the classes.
 * @returns an error only where the link to the card broke, the class asked for is refused, or a given key was not accepted
 */
export async function diagnoseCard(link: CardLink, options: DiagnoseOptions): Promise<Result<DiagnosedCard>> {
  const found = await viewsOf(link, options);
  if (!found.ok) return found;
  const { views, refused2g } = found.value;
  const reads = views.map(({ read }) => read);
  const iso = views.find(({ read }) => read.card.mode === '3g');
  const met: MetFinding[] = views.flatMap((item) => metInRead(item.read).map((each) => judged(each, iso)));
  const add = (findings: readonly Finding[], mode: CardMode | null) =>
    met.push(...findings.map((finding) => ({ finding, step: stepOfRule(finding.code), mode })));
  for (const item of views) add([...accessRules(item), ...pathRules(item)], item.read.card.mode);
  if (iso !== undefined) add(danglingIso(iso), '3g');
  add(crossRules(views, refused2g), null);
  const [now] = reads;
  const good = met.every(({ finding }) => finding.kind !== 'fault');
  if (now !== undefined) add(contextRules(now, options.was, good), null);
  const headers = views
    .toReversed()
    .flatMap(({ probe }) => probe.files.map(({ path, header }) => [path, header.bytes] as const));
  return ok({ diagnosis: assemble(met, reads, new Map(headers)), reads });
}
