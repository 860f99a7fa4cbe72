import type { Protocol } from '../apdu/command.ts';

/** What a capture tells in lines of a log. */
export type CaptureLog =
  /** What it was recorded from; before everything else. */
  | { readonly kind: 'session'; readonly atr: string; readonly protocol: Protocol }
  | { readonly kind: 'reset'; readonly atr: string; readonly name: string }
  /** A command that got no answer. */
  | { readonly kind: 'silent'; readonly command: string; readonly name: string; readonly error: string };

export function logText(log: CaptureLog): string {
  switch (log.kind) {
    case 'session':
      return `${log.protocol}, ATR ${log.atr}`;
    case 'reset':
      return `${log.name}, ATR ${log.atr}`;
    case 'silent':
      return `${log.name} got no answer (${log.error}): ${log.command}`;
  }
}

const SESSION = /^(T=[01]), ATR ((?:[0-9A-F]{2})*)$/;
const RESET = /^((?:COLD|WARM) RESET), ATR ((?:[0-9A-F]{2})*)$/;
const SILENT = /^(.*) got no answer \((.*)\): ((?:[0-9A-F]{2})+)$/;

/** @returns undefined for a text that `logText` does not make */
export function readLogText(text: string): CaptureLog | undefined {
  const [, protocol, sessionAtr = ''] = SESSION.exec(text) ?? [];
  if (protocol === 'T=0' || protocol === 'T=1') return { kind: 'session', protocol, atr: sessionAtr };
  const [, reset, atr = ''] = RESET.exec(text) ?? [];
  if (reset !== undefined) return { kind: 'reset', name: reset, atr };
  const [, name = '', error = '', command] = SILENT.exec(text) ?? [];
  return command === undefined ? undefined : { kind: 'silent', name, error, command };
}
