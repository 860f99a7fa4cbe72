import { registerHooks } from 'node:module';

/** Loaded before main: `electron` then is the stand-in. Main itself is the built bundle, untouched. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
