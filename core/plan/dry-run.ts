import { appError } from '../base/app-error.ts';
import { fromHex, hex, hexByte, hexWord, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { type CardLink, openLink } from '../card/card-link.ts';
import type { CardTransport } from '../transport/card-transport.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { createTelecomImage } from '../virtual-card/telecom-image.ts';
import { VirtualCard } from '../virtual-card/virtual-card.ts';
import { fidOf } from './plan-bodies.ts';
import type { ApplicationPlace } from './plan-card.ts';
import { type RunOutcome, runPlan } from './run-plan.ts';
import type { WritePlan } from './write-plan.ts';

const MF = '3F00';
/** How the product names an application without a known path, and where the clone keeps it: selected by AID alone. */
const PATHLESS = '7FFF';
const CLONE_ADF = '3F007FAF';

/** Every key that a rule can name, in both classes: all of them switched off, so that none is needed or spent. */
export const KEYS_OFF: CardImage['credentials'] = Array.from({ length: 0xfe }, (_, i) => ({
  ref: hexByte(i + 1),
  key: hexByte(i + 1),
  ...(i + 1 < 0x0f && { level: i + 1 }),
  tries: 1,
  maxTries: 1,
  enabled: false,
}));

/** The application that the clone has; undefined where the card has none, and the plan makes it. */
function clonedApplication(read: ReadResult, { application, files }: WritePlan): ApplicationPlace | undefined {
  const template = templateOf(read);
  if (template !== undefined) return { aid: template.aid, fids: template.fids ?? null };
  const { aid, fids } = application;
  const makes = files.some(({ rule, before }) => rule === 'folder' && before === null);
  if (makes || (aid === null && fids === null)) return undefined;
  return { aid: aid === null ? null : hex(aid), fids: fids?.map(fidOf) ?? null };
}

/**
 * A virtual card with what was read of the real one, in the same folders; its files ask for no key, so that no credential
 * is needed or spent. Undefined where nothing tells what the card has.
 */
function cloneOf(read: ReadResult, plan: WritePlan): CardImage | undefined {
  const dir = read.files.find((file) => file.path === EF_DIR_PATH);
  const template = clonedApplication(read, plan);
  if (dir === undefined || (template === undefined && !plan.files.some(({ path }) => path === EF_DIR_PATH)))
    return undefined;
  const length = dir.recordLength || dir.bytes.length;
  const records = Array.from({ length: Math.ceil(dir.bytes.length / length) }, (_, i) =>
    dir.bytes.subarray(i * length, (i + 1) * length),
  );
  const base = createTelecomImage({
    platform: read.card.platform,
    title: 'clone',
    atr: fromHex(read.card.atr) ?? new Uint8Array(),
    protocol: read.card.protocol,
    ...(read.card.platform === 'uicc' && { modes: read.card.mode }),
    ...(read.card.iccid !== null && { iccid: read.card.iccid }),
    efDir: {
      records,
      recordLength: length,
      count: records.length,
      structure: dir.structure === 'transparent' ? 'transparent' : 'linear',
    },
  });
  const fids = template?.fids?.map(hexWord).join('');
  const application = fids === undefined ? CLONE_ADF : MF + fids;
  const byAid = read.card.platform === 'uicc' && template?.aid ? { aid: toHex(template.aid) } : {};
  const files = new Map(base.files.map((file) => [file.path, file]));
  const folder = (path: string): void => {
    if (path === MF || (files.get(path)?.type ?? 'ef') !== 'ef') return;
    folder(path.slice(0, -4));
    files.set(path, { path, type: 'df' });
  };
  if (template !== undefined) {
    folder(application);
    files.set(application, { path: application, type: fids === undefined ? 'adf' : 'df', ...byAid });
  }
  for (const file of read.files) {
    // What could not be read at all is not there, or nobody knows how much of it.
    if (file.path === EF_DIR_PATH || (file.size === null && file.bytes.length === 0)) continue;
    const path = file.path.startsWith(PATHLESS) ? application + file.path.slice(PATHLESS.length) : file.path;
    folder(path.slice(0, -4));
    const linear = file.recordLength > 0 && file.structure !== 'transparent';
    files.set(path, {
      path,
      type: 'ef',
      name: file.name,
      structure: linear && file.structure !== 'unknown' ? file.structure : 'transparent',
      size: file.size ?? file.bytes.length,
      ...(linear && { recordLength: file.recordLength }),
      data: toHex(file.bytes),
    });
  }
  return { ...base, credentials: KEYS_OFF, files: [...files.values()] };
}

function transportOf(card: VirtualCard, read: ReadResult): CardTransport {
  const done = async () => ok(undefined);
  return {
    reader: 'virtual:clone',
    atr: card.atr,
    protocol: read.card.protocol,
    async transmit(tpdu) {
      const answer = card.transmit(tpdu);
      return typeof answer === 'string' ? err(appError('card-removed', { reader: 'virtual:clone' })) : ok(answer);
    },
    async reset() {
      card.reset();
      return ok(undefined);
    },
    beginTransaction: done,
    endTransaction: done,
    async disconnect() {},
  };
}

export interface DryRunOutcome extends RunOutcome {
  /** The clone as the run left it. */
  readonly clone: CardImage;
}

/**
 * Runs a plan on a virtual clone of what was read: nothing is sent to the card and nothing is kept. VERIFY is left out, the
 * clone needs no key.
 * @param read of all files that the plan changes, see `readPlanned`
 * @param saved the plan comes from outside, see `RunOptions`
 */
export async function dryRun(read: ReadResult, plan: WritePlan, saved = false): Promise<Result<DryRunOutcome>> {
  const image = cloneOf(read, plan);
  if (image === undefined) return err(appError('plan-no-object', { reason: 'there is no PKCS#15 application on it' }));
  const card = new VirtualCard(image);
  const outcome = await runKeyless(openLink(transportOf(card, read)), read, plan, saved);
  return outcome.ok ? ok({ ...outcome.value, clone: card.image() }) : outcome;
}

/**
 * Runs a plan on a card that asks for no key (`KEYS_OFF`): VERIFY is left out, nothing is kept of it.
 * @param read of that card, with all files that the plan changes
 * @param saved the plan comes from outside, see `RunOptions`
 */
export function runKeyless(
  link: CardLink,
  read: ReadResult,
  plan: WritePlan,
  saved = false,
): Promise<Result<RunOutcome>> {
  const keyless: WritePlan = { ...plan, credentials: [] };
  const kept = async () => ok('');
  const done = async () => ok(undefined);
  return runPlan(link, read, keyless, {
    armedFor: plan.iccid,
    saved,
    keys: () => undefined,
    consent: { fewTries: false, triesUnknown: false },
    refused: { recall: async () => ok({ refused: false, values: 0 }), remember: done, refuse: done, forget: done },
    store: { backup: kept, begin: kept, stepDone: done, end: done },
  });
}
