import { appError } from '../base/app-error.ts';
import { fromHex, hex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { type CardLink, openLink } from '../card/card-link.ts';
import type { CardTransport } from '../transport/card-transport.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { VirtualCard } from '../virtual-card/virtual-card.ts';
import { fidOf } from './plan-bodies.ts';
import type { ApplicationPlace } from './plan-card.ts';
import { cloneOf, createsOf } from './plan-clone.ts';
import { type RunCard, type RunOutcome, runPlan } from './run-plan.ts';
import type { WritePlan } from './write-plan.ts';

/** The application that the clone has; undefined where the card has none, and the plan makes it. */
function clonedApplication(read: ReadResult, { application, files }: WritePlan): ApplicationPlace | undefined {
  const template = templateOf(read);
  if (template !== undefined) return { aid: template.aid, fids: template.fids ?? null };
  const { aid, fids } = application;
  const makes = files.some(({ rule, before }) => rule === 'folder' && before === null);
  if (makes || (aid === null && fids === null)) return undefined;
  return { aid: aid === null ? null : hex(aid), fids: fids?.map(fidOf) ?? null };
}

/** The clone of what was read; undefined where nothing tells what the card has. */
function cloneRead(read: ReadResult, plan: WritePlan): CardImage | undefined {
  const { platform, protocol, mode, iccid, atr } = read.card;
  const application = clonedApplication(read, plan);
  const dir = read.files.some(({ path }) => path === EF_DIR_PATH);
  if (!dir || (application === undefined && !plan.files.some(({ path }) => path === EF_DIR_PATH))) return undefined;
  const creates = createsOf(plan);
  return cloneOf({ platform, protocol, mode, iccid, atr: fromHex(atr), application, creates, files: read.files });
}

/** A card in memory, without a reader around it. */
function transportOf(card: VirtualCard): CardTransport {
  const done = async () => ok(undefined);
  return {
    reader: 'virtual:clone',
    atr: card.atr,
    protocol: card.protocol,
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

export function linkToClone(card: VirtualCard): CardLink {
  return openLink(transportOf(card));
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
  const image = cloneRead(read, plan);
  if (image === undefined) return err(appError('plan-no-object', { reason: 'there is no PKCS#15 application on it' }));
  const card = new VirtualCard(image);
  const outcome = await runKeyless(linkToClone(card), read, plan, saved);
  return outcome.ok ? ok({ ...outcome.value, clone: card.image() }) : outcome;
}

/**
 * Runs a plan on a card that asks for no key (`KEYS_OFF`): VERIFY is left out, nothing is kept of it.
 * @param read of that card, with all files that the plan changes
 * @param saved the plan comes from outside, see `RunOptions`
 */
export function runKeyless(link: CardLink, read: RunCard, plan: WritePlan, saved = false): Promise<Result<RunOutcome>> {
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
