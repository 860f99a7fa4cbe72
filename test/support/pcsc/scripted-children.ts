import type { ChildLauncher, ChildLink, ChildRole } from '../../../electron/card-host/pcsc/child-launcher.ts';
import { decodeAsk, encodeReport, type RawReader, STATUS } from '../../../electron/card-host/pcsc/frames.ts';

/** A child that never was: the test reads what is sent to it and answers by hand. */
export interface ScriptedChild {
  readonly role: ChildRole;
  readonly sent: Uint8Array[];
  readonly killed: boolean;
  deliver(frame: Uint8Array): void;
  /** Answers as a card child does. */
  answer(rc: number, payload?: readonly number[]): void;
  /** Ends by itself. */
  crash(): void;
}

/** An answer of a card child. */
export function answerFrame(rc: number, payload: readonly number[] = []): Uint8Array {
  const status = rc === 0 ? STATUS.ok : STATUS.failed;
  return Uint8Array.of(status, rc & 0xff, (rc >> 8) & 0xff, (rc >> 16) & 0xff, rc >>> 24, ...payload);
}

/** @param onSend is called for every frame to a child */
export function scriptedChildren(onSend: (child: ScriptedChild, frame: Uint8Array) => void) {
  const children: ScriptedChild[] = [];
  const launcher: ChildLauncher = {
    start: (role): ChildLink => {
      let deliver: (frame: Uint8Array) => void = () => undefined;
      const exits: (() => void)[] = [];
      let killed = false;
      const sent: Uint8Array[] = [];
      const end = () => {
        for (const listener of exits.splice(0)) listener();
      };
      const child: ScriptedChild = {
        role,
        sent,
        get killed() {
          return killed;
        },
        deliver: (frame) => deliver(frame),
        answer: (rc, payload) => deliver(answerFrame(rc, payload)),
        crash: end,
      };
      children.push(child);
      return {
        send: (frame) => {
          sent.push(frame);
          queueMicrotask(() => onSend(child, frame));
        },
        onFrame: (listener) => {
          deliver = listener;
        },
        onExit: (listener) => exits.push(listener),
        kill: () => {
          killed = true;
          queueMicrotask(end);
        },
        hold: () => undefined,
      };
    },
  };
  return { launcher, children };
}

/** Answers a question for the list of readers. */
export function answerList(child: ScriptedChild, frame: Uint8Array, readers: readonly RawReader[], rc = 0): void {
  child.deliver(encodeReport({ ask: decodeAsk(frame), rc, readers }));
}
