import type { TraceBars } from '../ipc/trace-contract.ts';

/** More bars than a window is wide are no use to anybody. */
const MOST = 512;

/** What an exchange adds to the bars. */
export interface Barred {
  readonly line: number;
  readonly bytes: number;
  readonly failed: boolean;
}

/**
 * Bytes along an axis that grows: so many equal parts, each twice as wide whenever the axis becomes too long for them. What
 * comes in is added in constant time, and never looked at again.
 */
class GrowingBars {
  #width: number;
  #used = 0;
  readonly #bytes = new Float64Array(MOST);
  readonly #failed = new Uint32Array(MOST);
  readonly #first = new Float64Array(MOST).fill(-1);

  constructor(width: number) {
    this.#width = width;
  }

  add(at: number, { line, bytes, failed }: Barred): void {
    while (at >= this.#width * MOST) this.#fold();
    const place = Math.max(0, Math.floor(at / this.#width));
    this.#used = Math.max(this.#used, place + 1);
    this.#bytes[place] = (this.#bytes[place] ?? 0) + bytes;
    if (failed) this.#failed[place] = (this.#failed[place] ?? 0) + 1;
    if ((this.#first[place] ?? -1) < 0) this.#first[place] = line;
  }

  #fold(): void {
    for (let place = 0; place < MOST; place++) {
      const [low, high] = [2 * place, 2 * place + 1];
      this.#bytes[place] = (this.#bytes[low] ?? 0) + (this.#bytes[high] ?? 0);
      this.#failed[place] = (this.#failed[low] ?? 0) + (this.#failed[high] ?? 0);
      const first = this.#first[low] ?? -1;
      this.#first[place] = first >= 0 ? first : (this.#first[high] ?? -1);
    }
    this.#used = Math.ceil(this.#used / 2);
    this.#width *= 2;
  }

  shown(axis: TraceBars['axis'], end: number): TraceBars {
    const places = Array.from({ length: this.#used }, (_, place) => place).filter((at) => (this.#first[at] ?? -1) >= 0);
    const column = (values: Float64Array | Uint32Array) => places.map((place) => values[place] ?? 0);
    return {
      axis,
      end,
      from: places.map((place) => place * this.#width),
      to: places.map((place) => Math.min(end, (place + 1) * this.#width)),
      bytes: column(this.#bytes),
      failed: column(this.#failed),
      line: column(this.#first),
    };
  }
}

/** Bytes of the answers over time; over the lines in a trace that knows no times. Few exchanges have a bar each. */
export class ByteBars {
  readonly #byTime = new GrowingBars(1000);
  readonly #byLine = new GrowingBars(1);
  readonly #single: { readonly at: number; readonly took: number; readonly bar: Barred }[] = [];
  #count = 0;
  #end = 0;

  add(at: number, took: number, bar: Barred): void {
    this.#byTime.add(at, bar);
    this.#byLine.add(this.#count, bar);
    this.#count += 1;
    this.#end = Math.max(this.#end, at + took);
    if (this.#single.length < MOST) this.#single.push({ at, took, bar });
  }

  shown(): TraceBars {
    if (this.#end === 0) return this.#byLine.shown('line', this.#count);
    if (this.#count > this.#single.length) return this.#byTime.shown('time', this.#end);
    const single = this.#single;
    return {
      axis: 'time',
      end: this.#end,
      from: single.map(({ at }) => at),
      to: single.map(({ at, took }) => at + took),
      bytes: single.map(({ bar }) => bar.bytes),
      failed: single.map(({ bar }) => (bar.failed ? 1 : 0)),
      line: single.map(({ bar }) => bar.line),
    };
  }
}
