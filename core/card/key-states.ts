import { ok, type Result } from '../base/result.ts';
import { findTlv, readTlvs } from '../tlv/ber-tlv.ts';
import type { CardLink } from './card-link.ts';
import { uicc } from './commands.ts';
import { type PinState, readFcp } from './file-header.ts';
import type { CardFace } from './identify.ts';
import { keyName } from './key-names.ts';
import { currentPins, type KeyState, readKeyState } from './key-state.ts';

/** A PIN or key of a card, and where it counts. */
export interface CardKey extends KeyState {
  /** As the command line calls it: `pin1`, `adm1`, or the reference in hex. */
  readonly ref: string;
  /** AID of the application whose own PIN it is; null: the whole card's. */
  readonly application: Uint8Array | null;
}

const EF_DIR_SFI = 0x1e;
const MF = 0x3f00;
/** More applications than any card has: a file that does not end is broken. */
const MOST_APPLICATIONS = 32;

/** Second application PINs belong to an application; all other references mean the same everywhere (TS 102 221 9.4). */
function isLocalPin(reference: number): boolean {
  return reference >= 0x81 && reference <= 0x88;
}

/** AIDs in EF(DIR), read by its short file id with the MF current (TS 102 221 13.1). */
async function applications(link: CardLink, channel: number): Promise<Result<readonly Uint8Array[]>> {
  const aids: Uint8Array[] = [];
  for (let record = 1; record <= MOST_APPLICATIONS; record++) {
    const answer = await link.send(uicc.readRecord(channel, record, EF_DIR_SFI, 256));
    if (!answer.ok) return answer;
    const { data } = answer.value;
    if (data.length === 0) break;
    const template = findTlv(readTlvs(data, undefined, true).items, 0x61);
    const aid = template && findTlv(readTlvs(template.value).items, 0x4f)?.value;
    if (aid !== undefined && aid.length > 0) aids.push(aid.slice());
  }
  return ok(aids);
}

/** Makes an application current on our channel. @returns the PINs of its template; undefined where it cannot be selected */
async function enter(
  link: CardLink,
  channel: number,
  aid: Uint8Array,
): Promise<Result<readonly PinState[] | undefined>> {
  const selected = await link.send(uicc.selectAid(channel, aid, 0x04));
  if (!selected.ok) return selected;
  const header = readFcp(selected.value.data);
  return ok(header.ok ? header.value.pins : undefined);
}

/** PIN1 and ADM1, where a card has no PIN status template: an empty VERIFY tells whether it knows them. */
const USUAL: readonly number[] = [0x01, 0x0a];

async function statesOf(
  link: CardLink,
  face: CardFace,
  pins: readonly PinState[],
  application: Uint8Array | null,
): Promise<Result<readonly CardKey[]>> {
  const keys: CardKey[] = [];
  for (const { reference } of pins) {
    const state = await readKeyState(link, { mode: face.mode, channel: face.channel, reference }, pins);
    if (!state.ok) return state;
    keys.push({ ...state.value, ref: keyName(reference, face.mode), application });
  }
  return ok(keys);
}

async function usualKeys(link: CardLink, face: CardFace): Promise<Result<readonly CardKey[]>> {
  const unlisted = USUAL.map((reference) => ({ reference, enabled: true }));
  const keys = await statesOf(link, face, unlisted, null);
  return keys.ok
    ? ok(keys.value.filter(({ tries }) => tries !== null).map((key) => ({ ...key, enabled: null, verified: null })))
    : keys;
}

/**
 * The PINs and keys that a card tells of, with the MF current on `face`: in 3G those of the PIN status templates of the MF and of
 * each application in EF(DIR), in 2G CHV1 and CHV2. Sends no value and costs nothing. Applications are selected on a channel of
 * our own only: selecting one where a phone's session runs would end that.
 */
export async function readKeyStates(link: CardLink, face: CardFace): Promise<Result<readonly CardKey[]>> {
  const pins = await currentPins(link, face);
  if (!pins.ok) return pins;
  if (face.mode === '2g')
    return statesOf(
      link,
      face,
      pins.value.filter((pin) => pin.initialised),
      null,
    );
  const shared = pins.value.length === 0 ? await usualKeys(link, face) : await statesOf(link, face, pins.value, null);
  if (!shared.ok || face.channel === 0) return shared;
  const aids = await applications(link, face.channel);
  if (!aids.ok) return aids;
  const keys = [...shared.value];
  for (const aid of aids.value) {
    const listed = await enter(link, face.channel, aid);
    if (!listed.ok) return listed;
    const fresh = (listed.value ?? []).filter(
      ({ reference }) => isLocalPin(reference) || !keys.some((key) => key.reference === reference),
    );
    const own = await statesOf(link, face, fresh, aid);
    if (!own.ok) return own;
    keys.push(...own.value.map((key) => (isLocalPin(key.reference) ? key : { ...key, application: null })));
  }
  const back = await link.send(uicc.select(face.channel, MF, 0x0c), 'leave');
  return back.ok ? ok(keys) : back;
}

/**
 * Makes a local PIN reachable: selects the first application whose template lists it, on a channel of our own. Any other
 * reference means the same wherever it is used.
 */
export async function reachKey(link: CardLink, face: CardFace, reference: number): Promise<Result<void>> {
  if (face.mode === '2g' || face.channel === 0 || !isLocalPin(reference)) return ok(undefined);
  const aids = await applications(link, face.channel);
  if (!aids.ok) return aids;
  for (const aid of aids.value) {
    const listed = await enter(link, face.channel, aid);
    if (!listed.ok) return listed;
    if (listed.value?.some((pin) => pin.reference === reference)) return ok(undefined);
  }
  return ok(undefined);
}
