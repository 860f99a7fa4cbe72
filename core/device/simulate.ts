import { ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import type { ClientProfile } from './client-profile.ts';
import { CLIENT_PROFILES } from './client-profiles.ts';
import { type DeviceState, FACTORY_STATE } from './device-state.ts';
import { type SwitchOn, switchOn } from './switch-on.ts';

export interface SimulateOptions {
  /** Default: every client of the table. */
  readonly profiles?: readonly ClientProfile[];
  readonly keys?: KeySource | undefined;
  /** What devices kept from before, by the name of their profile; the others come from the factory. */
  readonly states?: ReadonlyMap<string, DeviceState>;
}

/** One client, and what came of its switch-on. */
export interface DeviceRow {
  readonly profile: ClientProfile;
  readonly result: SwitchOn;
}

/**
 * Which devices will bootstrap from this card: every client profile in turn, each from a reset of its own.
 * @returns an error only where the link to the card broke
 */
export async function simulateAll(
  link: CardLink,
  options: SimulateOptions = {},
): Promise<Result<readonly DeviceRow[]>> {
  const { profiles = CLIENT_PROFILES, keys, states } = options;
  const rows: DeviceRow[] = [];
  for (const profile of profiles) {
    const result = await switchOn(states?.get(profile.name) ?? FACTORY_STATE, link, { profile, keys });
    if (!result.ok) return result;
    rows.push({ profile, result: result.value });
  }
  return ok(rows);
}
