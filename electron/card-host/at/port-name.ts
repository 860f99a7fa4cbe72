/** What a reader's name says after `at:`. */
export interface PortName {
  /** The system's name of the port: `/dev/ttyUSB2`, `/dev/cu.usbmodem1101`, `COM3`. */
  readonly path: string;
  readonly baud: number;
}

/** USB modems do not care; modules on a real line mostly come up with this one. */
const USUAL_BAUD = 115_200;

/**
 * Reads `at:<port>` or `at:<port>?baud=<number>`.
 * @returns undefined for anything else, an option that nobody knows included
 */
export function parsePortName(name: string): PortName | undefined {
  const [, path, baud] = /^at:([^?\s]+)(?:\?baud=([1-9]\d{2,6}))?$/.exec(name) ?? [];
  if (path === undefined) return undefined;
  return { path, baud: baud === undefined ? USUAL_BAUD : Number(baud) };
}
