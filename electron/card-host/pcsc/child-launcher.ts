/** What a child does: serves one card connection at a time, or watches all readers. */
export type ChildRole = 'card' | 'watch';

/** The way to one child process. The child is expendable: it holds nothing that `kill` would lose. */
export interface ChildLink {
  /** Process id, where it is known. */
  readonly pid?: number;
  send(frame: Uint8Array): void;
  /** At most one listener; it gets whole frames. */
  onFrame(listener: (frame: Uint8Array) => void): void;
  /** Called once, also when the child never came to life. */
  onExit(listener: () => void): void;
  /** At once and without the child's help (SIGKILL): a child that hangs in a driver hears nothing else. */
  kill(): void;
  /** Whether the child keeps this process alive. */
  hold(on: boolean): void;
}

/** Starts children: over pipes (`node-launcher.ts`), or as Electron utility processes. */
export interface ChildLauncher {
  start(role: ChildRole): ChildLink;
}
