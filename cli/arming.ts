import { Option } from 'commander';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import type { WritePlan } from '../core/plan/write-plan.ts';

export interface ArmingOptions {
  /** The card that the user named: what takes files away is done to it and to no other. */
  readonly iKnow?: string;
}

/** `--i-know` of the verbs whose plans can take files away. */
export function iKnowOption(): Option {
  return new Option('--i-know <iccid>', 'take files away where the plan does, on the card of this ICCID');
}

/** `admin-unconfirmed` where a plan deletes files and the card was not named for that. What UPDATE changes comes back from the backup. */
export function confirmDeleting({ steps, iccid }: WritePlan, { iKnow }: ArmingOptions): Result<void> {
  if (!steps.some(({ kind }) => kind === 'delete') || iKnow === iccid) return ok(undefined);
  return err(appError('admin-unconfirmed', { what: 'delete', iccid, option: `--i-know=${iccid}` }));
}
