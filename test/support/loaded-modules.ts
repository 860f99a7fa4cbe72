import { registerHooks } from 'node:module';

/** Arguments: the address of a file, and packages to import as that file would. Prints the addresses of all files that this loads. */
const [importer, ...names] = process.argv.slice(2);
const loaded = new Set<string>();
registerHooks({
  resolve: (specifier, context, next) => {
    const parentURL = context.parentURL === import.meta.url ? importer : context.parentURL;
    const found = next(specifier, { ...context, parentURL });
    if (found.url.startsWith('file:')) loaded.add(found.url);
    return found;
  },
});
for (const name of names) await import(name);
process.stdout.write(JSON.stringify([...loaded]));
