import type { TraceBars } from '../../electron/ipc/trace-contract.ts';

/** A bar on a canvas a thousand wide. */
export interface BarRect {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly failed: boolean;
  readonly line: number;
}

const WIDE = 1000;
/** A bar that nobody sees is none; one without bytes still says that something was asked. */
const LEAST = { width: 1.6, height: 2 } as const;

export function barRects({ end, from, to, bytes, failed, line }: TraceBars, height: number): readonly BarRect[] {
  const most = Math.max(1, ...bytes);
  const scale = end > 0 ? WIDE / end : 0;
  return from.map((start, at) => {
    const width = Math.max(LEAST.width, ((to[at] ?? start) - start) * scale);
    return {
      x: Math.min(start * scale, WIDE - width),
      width,
      height: Math.max(LEAST.height, ((bytes[at] ?? 0) / most) * height),
      failed: (failed[at] ?? 0) > 0,
      line: line[at] ?? 0,
    };
  });
}

/** The bar that a line is in; -1 where there is none. Lines of bars ascend. */
export function barAt({ line: lines }: TraceBars, line: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
