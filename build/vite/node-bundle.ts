import type { UserConfig } from 'vite';

interface NodeBundle {
  /** Source, from the root of the repository. */
  readonly entry: string;
  /** Name in dist/electron. */
  readonly file: string;
  readonly format: 'es' | 'cjs';
}

/**
 * One bundle for Node or Electron: everything inside, but for Electron itself and for koffi and serialport, which
 * load native libraries that cannot be bundled.
 */
export function nodeBundle({ entry, file, format }: NodeBundle): UserConfig {
  const root = new URL('../..', import.meta.url).pathname;
  return {
    root,
    publicDir: false,
    ssr: { noExternal: true, external: ['electron', 'koffi', 'serialport'] },
    build: {
      ssr: `${root}${entry}`,
      target: 'node24',
      outDir: `${root}dist/electron`,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rollupOptions: { output: { format, entryFileNames: file, codeSplitting: false } },
    },
  };
}
