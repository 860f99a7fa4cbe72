import { EXIT } from '../core/base/exit-code.ts';
import type { CliContext } from './context.ts';

/**
 * What Ctrl C (SIGINT) and SIGTERM do. A verb that serves ends well; one that looks at a card ends at once; one that writes
 * is asked to stop, and stops where no file is half-written: before the first command, or between two files.
 * The second signal ends the process whatever it does.
 */
export function heedSignals(context: CliContext): void {
  let asked = false;
  const heed = () => {
    if (asked) process.exit(EXIT.interrupted);
    asked = true;
    if (context.serving) return;
    if (context.askToStop()) {
      process.stderr.write(
        'bootcard: Stopping. A file that has been begun is finished first; once more breaks it off.\n',
      );
      return;
    }
    process.exitCode = EXIT.interrupted;
    process.stderr.write('bootcard: Interrupted.\n');
    void context.close().finally(() => process.exit());
  };
  process.on('SIGINT', heed);
  process.on('SIGTERM', heed);
}
