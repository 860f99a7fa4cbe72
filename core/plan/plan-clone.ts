import { hexByte, hexWord, toHex } from '../base/bytes.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { CardFile, ReadResult } from '../bootstrap/read-result.ts';
import { readFcp } from '../card/file-header.ts';
import type { CardImage, FileImage } from '../virtual-card/card-image.ts';
import { createTelecomImage } from '../virtual-card/telecom-image.ts';
import type { ApplicationPlace } from './plan-card.ts';
import { plannedCommand } from './send-step.ts';
import type { WritePlan } from './write-plan.ts';

const MF = '3F00';
/** How the product names an application without a known path, and where the clone keeps it: selected by AID alone. */
const PATHLESS = '7FFF';
const EF_ARR = 0x2f06;
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

/** The commands of CREATE FILE in a plan. */
export function createsOf({ steps }: Pick<WritePlan, 'steps'>): readonly string[] {
  return steps.flatMap(({ kind, command }) => (kind === 'create' && command !== undefined ? [command] : []));
}

/** A card as far as a plan knows it. */
export interface KnownCard {
  readonly platform: ReadResult['card']['platform'];
  readonly mode: '2g' | '3g';
  readonly protocol: ReadResult['card']['protocol'];
  readonly iccid: string | null;
  readonly atr?: Uint8Array | undefined;
  /** Undefined where it has none, and the plan makes it. */
  readonly application: ApplicationPlace | undefined;
  /** Commands of CREATE FILE that it shall take. */
  readonly creates: readonly string[];
  /** By path; what could not be read of a file is not in it. */
  readonly files: readonly Pick<CardFile, 'path' | 'name' | 'structure' | 'size' | 'recordLength' | 'bytes'>[];
}

/** Every act on a file, to everybody (TS 102 221 9.2.4, TS 102 222 for RESIZE FILE). */
const ALWAYS = '80017F90008401D49000';

/** As many records as can be named (ISO/IEC 7816-4 7.3.1). */
const RULES = ALWAYS.repeat(254);

/** The EF(ARR)s that new files refer to: whatever stands in them on the card, here they ask for no key. */
function rulesOf(creates: readonly string[]): readonly FileImage[] {
  const fids = creates.flatMap((command) => {
    const fcp = readFcp(plannedCommand(command, 0).data ?? new Uint8Array());
    // Without an id it is the one of the folder, or of the MF: a rule is looked for in the folders above as well.
    return fcp.ok && fcp.value.access.kind === 'arr' ? [fcp.value.access.fid ?? EF_ARR] : [];
  });
  return fids.map((fid) => ({
    path: MF + hexWord(fid),
    type: 'ef',
    structure: 'linear',
    size: RULES.length / 2,
    recordLength: ALWAYS.length / 2,
    data: RULES,
  }));
}

function efDirOf({ files }: KnownCard) {
  const dir = files.find(({ path }) => path === EF_DIR_PATH);
  if (dir === undefined) return null;
  const length = dir.recordLength || dir.bytes.length;
  const records = Array.from({ length: Math.ceil(dir.bytes.length / length) }, (_, i) =>
    dir.bytes.subarray(i * length, (i + 1) * length),
  );
  const structure = dir.structure === 'transparent' ? 'transparent' : 'linear';
  return { records, recordLength: length, count: records.length, structure } as const;
}

/** A virtual card with what is known of a real one, in the same folders; its files ask for no key. */
export function cloneOf(known: KnownCard): CardImage {
  const { platform, mode, protocol, iccid, atr, application: place } = known;
  const base = createTelecomImage({
    platform,
    title: 'clone',
    ...(atr && { atr }),
    protocol,
    ...(platform === 'uicc' && { modes: mode }),
    ...(iccid !== null && { iccid }),
    efDir: efDirOf(known),
  });
  const fids = place?.fids?.map(hexWord).join('');
  const application = fids === undefined ? CLONE_ADF : MF + fids;
  const byAid = platform === 'uicc' && place?.aid ? { aid: toHex(place.aid) } : {};
  const files = new Map(base.files.map((file) => [file.path, file]));
  const folder = (path: string): void => {
    if (path === MF || (files.get(path)?.type ?? 'ef') !== 'ef') return;
    folder(path.slice(0, -4));
    files.set(path, { path, type: 'df' });
  };
  if (place !== undefined) {
    folder(application);
    files.set(application, { path: application, type: fids === undefined ? 'adf' : 'df', ...byAid });
  }
  for (const file of known.files) {
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
  for (const rules of rulesOf(known.creates)) files.set(rules.path, rules);
  return { ...base, credentials: KEYS_OFF, files: [...files.values()] };
}
