import { deviceJson } from '../core/device/device-json.ts';
import type { DeviceRow } from '../core/device/simulate.ts';
import { counted, table } from './output.ts';

const MARKS = { accepted: '✔', rejected: '✖' } as const;

/**
 * Which devices bootstrap from a card: one line a client, whether it does, or the step at
 * which it stops and why; what stops the first client is said once.
 */
export function deviceTable(rows: readonly DeviceRow[], withChanges = false): string {
  const first = rows[0] && deviceJson(rows[0]);
  const lines = rows.map((row, i) => {
    const { profile, title, outcome, stepNumber, reason, clause } = deviceJson(row);
    const gone = withChanges ? row.result.changes.filter(({ kind }) => kind === 'removed') : [];
    const removed = gone.length === 0 ? '' : `; removes ${gone.map(({ uri }) => uri).join(', ')}`;
    const why =
      i > 0 && reason === first?.reason ? `as ${first.profile}` : `at step ${stepNumber}: ${reason} [${clause}]`;
    const said = reason === null ? 'accepted' : `rejected ${why}`;
    return [`${MARKS[outcome]} ${profile}`, title, `${said}${removed}`];
  });
  const good = rows.filter(({ result }) => result.outcome === 'accepted').length;
  return `${table(lines)}\n\n${good} of ${counted(rows.length, 'client')} bootstrap from this card.`;
}
