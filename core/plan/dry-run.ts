import { appError } from '../base/app-error.ts';
import { fromHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { openLink } from '../card/card-link.ts';
import type { CardTransport } from '../transport/card-transport.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { createTelecomImage } from '../virtual-card/telecom-image.ts';
import { VirtualCard } from '../virtual-card/virtual-card.ts';
import { type RunOutcome, runPlan } from './run-plan.ts';
import type { WritePlan } from './write-plan.ts';

/** A virtual card with what was read of the real one; its files ask for no key, so that no credential is needed or spent. */
function cloneOf(read: ReadResult): CardImage | undefined {
  const dir = read.files.find((file) => file.path === EF_DIR_PATH);
  const below = read.files.filter((file) => file.path !== EF_DIR_PATH);
  const folders = new Set(below.map((file) => file.path.slice(0, -4)));
  const [folder] = folders;
  if (dir === undefined || folder === undefined || folders.size > 1 || !/^3F00[0-9A-F]{4}$/.test(folder))
    return undefined;
  const length = dir.recordLength || dir.bytes.length;
  const records = Array.from({ length: Math.ceil(dir.bytes.length / length) }, (_, i) =>
    dir.bytes.subarray(i * length, (i + 1) * length),
  );
  return createTelecomImage({
    platform: read.card.platform,
    title: 'clone',
    atr: fromHex(read.card.atr) ?? new Uint8Array(),
    protocol: read.card.protocol,
    ...(read.card.platform === 'uicc' && { modes: read.card.mode }),
    ...(read.card.iccid !== null && { iccid: read.card.iccid }),
    efDir: { records, recordLength: length, structure: dir.structure === 'transparent' ? 'transparent' : 'linear' },
    pkcs15: {
      fid: folder.slice(4),
      files: below.map((file) => ({
        fid: file.fid,
        name: file.name,
        data: file.bytes,
        size: file.size ?? file.bytes.length,
        read: 'always',
        update: 'always',
      })),
    },
  });
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

/**
 * Runs a plan on a virtual clone of what was read: nothing is sent to the card and nothing is kept. VERIFY is left out, the
 * clone needs no key.
 */
export async function dryRun(read: ReadResult, plan: WritePlan): Promise<Result<RunOutcome>> {
  const image = cloneOf(read);
  if (image === undefined)
    return err(appError('plan-no-object', { reason: 'a card of this layout cannot be cloned for a dry run' }));
  const link = openLink(transportOf(new VirtualCard(image), read));
  const keyless: WritePlan = { ...plan, credentials: [], steps: plan.steps.filter((step) => step.kind !== 'verify') };
  const kept = async () => ok('');
  const done = async () => ok(undefined);
  return runPlan(link, read, keyless, {
    armedFor: plan.iccid,
    keys: () => undefined,
    consent: { fewTries: false, triesUnknown: false },
    refused: { recall: async () => ok({ refused: false, values: 0 }), remember: done, forget: done },
    store: { backup: kept, begin: kept, stepDone: done, end: done },
  });
}
