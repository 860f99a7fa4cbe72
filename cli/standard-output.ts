import { type AppError, appError } from '../core/base/app-error.ts';
import { EXIT } from '../core/base/exit-code.ts';

/**
 * Keeps a failing standard output from ending the process with a stack trace. A reader that has enough (`| head -1`) ends
 * the output, not the verb: what it does to a card is finished, and its exit code stays. Any other failure is told once, and
 * the process ends with 2: its product is not there.
 */
export function guardStandardOutput(tell: (error: AppError) => void): void {
  let told = false;
  process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
    if (problem.code === 'EPIPE' || problem.code === 'ERR_STREAM_DESTROYED' || told) return;
    told = true;
    tell(appError('file-unwritable', { path: 'standard output', reason: problem.code ?? 'unknown' }));
    process.once('exit', () => {
      process.exitCode = EXIT.usage;
    });
  });
  // Where not even that can be told, the exit code is all that is left.
  process.stderr.on('error', () => {});
}
