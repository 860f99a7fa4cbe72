import { enableCompileCache } from 'node:module';

/** `bootcard` in a process that has loaded all of it and waits for its arguments: what is killed is a run, not a start. */
enableCompileCache();
const { main } = await import('../../cli/main.ts');
process.once('message', (argv: readonly string[]) => {
  process.disconnect?.();
  void main(argv);
});
process.send?.('ready');
