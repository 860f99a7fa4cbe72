import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readBackup } from '../../electron/storage/backup.ts';
import { readJournals } from '../../electron/storage/journals.ts';
import { KillBench, type Meanwhile } from './kill-bench.ts';
import type { Random } from './random.ts';
import { lossIn, NO_MESSAGE } from './tear-view.ts';

export interface KillReport {
  /** Kills that came before the first byte was written, between the first and the last, and after it. */
  readonly before: number;
  readonly between: number;
  readonly after: number;
  /** Recoveries that were killed as well. */
  readonly recoveriesKilled: number;
  readonly problems: readonly string[];
}

/** Journals and backups that a killed process left: each must be readable, or be a file that was not yet begun. */
async function unreadable(folder: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const read = new Set<string>();
  for await (const { journal } of readJournals(folder, '')) read.add(journal);
  const place = join(folder, 'journals');
  for (const name of namesIn(place)) {
    const lines = readFileSync(join(place, name), 'utf8').split('\n');
    // The last piece is what was being written when the process died; empty where its line was whole.
    const whole = lines.slice(0, -1);
    if (whole.length > 0 && !read.has(join(place, name))) problems.push(`${name}: not read`);
    if (whole.some((line) => line !== '' && !isJson(line))) problems.push(`${name}: a torn line before the last`);
  }
  for (const card of namesIn(join(folder, 'backups')))
    for (const name of namesIn(join(folder, 'backups', card)).filter((item) => item.endsWith('.backup.json'))) {
      const backup = await readBackup(join(folder, 'backups', card, name));
      if (!backup.ok) problems.push(`${name}: ${backup.error.code}`);
    }
  return problems;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Kills `bootcard flash` and `bootcard recover` with SIGKILL at random moments, spread over the whole of their run and
 * gathered where the journal is synced, and puts the card right after each.
 */
export async function killRuns(kills: number, random: Random): Promise<KillReport> {
  const bench = await KillBench.open();
  const problems: string[] = [];
  const count = { before: 0, between: 0, after: 0, recoveriesKilled: 0 };
  try {
    const views = [bench.view()];
    const begun = performance.now();
    const whole = await bench.flash(1);
    const span = performance.now() - begun;
    const writes = bench.changes;
    views.push(bench.view());
    if (whole.code !== 0) throw new Error(`a run that nobody killed: ${whole.text}`);
    let at = 1;
    /** Kills at a moment of the run, or so long after a change of the card's memory: there the journal is being synced. */
    const killer = (): Meanwhile => {
      const change = random.chance(75) ? 1 + random.below(writes) : 0;
      const millis = change > 0 ? random.below(100) / 10 : random.below(Math.ceil(span));
      return async (child) => {
        if (change > 0) await bench.untilChanged(change);
        if (millis > 0) await delay(millis);
        child.kill('SIGKILL');
      };
    };
    for (let kill = 0; kill < kills; kill++) {
      const note = (what: string) => problems.push(`kill ${kill}: ${what}`);
      const [from, to] = [views[at], views[1 - at]];
      if (from === undefined || to === undefined) throw new Error('no views');
      const look = async () => {
        const loss = lossIn(bench.view(), from, to, []);
        if (loss !== undefined) note(loss);
        for (const problem of await unreadable(bench.data)) note(problem);
      };
      await bench.flash(1 - at, killer());
      const { changes } = bench;
      count[changes === 0 ? 'before' : changes < writes ? 'between' : 'after'] += 1;
      await look();
      const way = random.pick(['--finish', '--roll-back']);
      if (random.chance(20)) {
        await bench.recover(way, killer());
        count.recoveriesKilled += 1;
        await look();
      }
      const recovered = await bench.recover(way);
      if (recovered.code !== 0) note(`recover ${way}: ${recovered.code} ${recovered.text}`);
      const end = bench.view();
      if ([...end.messages.values()].includes(NO_MESSAGE)) note(`no message after recover ${way}`);
      at = end.text === views[0]?.text ? 0 : 1;
      if (end.text !== views[at]?.text) note('neither message after the recovery');
    }
  } finally {
    await bench.close();
  }
  console.log(
    `kill: ${kills} flashes killed (${count.before} before the first change of the card, ${count.between} between, ${count.after} after the last), ${count.recoveriesKilled} recoveries killed, ${problems.length} problems`,
  );
  return { ...count, problems };
}
