import type { Command } from 'commander';
import { errorText } from '../../core/base/app-error.ts';
import { EXIT } from '../../core/base/exit-code.ts';
import { ok } from '../../core/base/result.ts';
import type { Act } from '../main.ts';
import { print, printJson, table } from '../output.ts';

export function addReadersVerb(program: Command, act: Act): void {
  program
    .command('readers')
    .description('list readers and virtual cards')
    .option('--json', 'as JSON')
    .action(
      act(async (context, options: { json?: boolean }) => {
        const { readers, failures } = await context.readers().hub.list();
        if (options.json) {
          printJson({
            readers: readers.map(({ name, title, kind, card, atr, shared, holder }) => ({
              name,
              title,
              kind,
              card,
              atr: atr ?? null,
              shared: shared ?? false,
              holder: holder ?? null,
            })),
            failures: [...failures].map(([scheme, error]) => ({ scheme, code: error.code, ...errorText(error) })),
          });
          return ok(EXIT.good);
        }
        print(table(readers.map((reader) => [reader.name, reader.card, reader.title])));
        for (const error of failures.values()) print(`\n${errorText(error).message} ${errorText(error).next}`);
        return ok(EXIT.good);
      }),
    );
}
