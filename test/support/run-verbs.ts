import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { vi } from 'vitest';
import { type CliContext, createContext, type OpenCard } from '../../cli/context.ts';
import type { Act } from '../../cli/main.ts';
import { type AppError, exitCodeOf } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';

/** A verb that ran, and what it sent to cards. */
export interface VerbRun {
  readonly code: ExitCode;
  readonly error: AppError | undefined;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  json<T = Record<string, unknown>>(): T;
  /** Commands in hex, credentials masked. */
  readonly commands: readonly string[];
}

/** Keeps the commands that went to a card when it is closed. */
function watched(card: OpenCard, place: string, commands: string[]): OpenCard {
  return {
    ...card,
    async close(disposition) {
      const trace = join(place, 'trace.jsonl');
      const saved = await card.saveTrace(trace, []);
      if (!saved.ok) throw new Error(saved.error.code);
      const lines = readFileSync(trace, 'utf8').trimEnd().split('\n').slice(1);
      for (const line of lines) {
        const { c } = JSON.parse(line) as { c?: string };
        if (c !== undefined) commands.push(c);
      }
      await card.close(disposition);
    },
  };
}

/**
 * Runs a verb in this process, as `bootcard` does in one of its own; quicker, and its exchanges can be seen.
 * @param data the data folder
 * @param add registers the verbs
 */
export async function runVerb(
  data: string,
  add: (program: Command, act: Act) => void,
  args: readonly string[],
  change: (context: CliContext) => Partial<CliContext> = () => ({}),
): Promise<VerbRun> {
  vi.stubEnv('BOOTCARD_DATA', data);
  const place = mkdtempSync(join(tmpdir(), 'bootcard-trace-'));
  const commands: string[] = [];
  const real = createContext();
  const context: CliContext = Object.assign(Object.create(real) as CliContext, {
    async open(reader: string) {
      const card = await real.open(reader);
      return card.ok ? ok(watched(card.value, place, commands)) : card;
    },
    ...change(real),
  });
  const state: { outcome: Result<ExitCode> } = { outcome: ok(EXIT.good) };
  const act: Act =
    (verb) =>
    async (...words) => {
      const command = words.at(-1);
      if (command instanceof Command) context.verb = command.name();
      state.outcome = await verb(context, ...words);
    };
  const program = new Command('bootcard').exitOverride();
  add(program, act);
  const texts = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((name) =>
    vi.spyOn(process[`std${name}`], 'write').mockImplementation((text: unknown) => {
      texts[name] += String(text);
      return true;
    }),
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
  } finally {
    for (const spy of spies) spy.mockRestore();
    await real.close();
    vi.unstubAllEnvs();
    rmSync(place, { recursive: true, force: true });
  }
  const { outcome } = state;
  const error = outcome.ok ? undefined : outcome.error;
  return {
    code: outcome.ok ? outcome.value : exitCodeOf(outcome.error),
    error,
    ...texts,
    json<T>() {
      if (texts.out === '') throw new Error(`nothing on standard output: ${JSON.stringify(error)}`);
      return JSON.parse(texts.out) as T;
    },
    commands,
  };
}
