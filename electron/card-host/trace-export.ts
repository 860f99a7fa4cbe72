import { appError } from '../../core/base/app-error.ts';
import { utf8 } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { CaptureWriter } from '../../core/trace/export-capture.ts';
import type { ExportForm } from '../../core/trace/trace-forms.ts';
import { exchangeJson } from '../../core/trace/trace-json.ts';
import { exchangeText, headerText } from '../../core/trace/trace-text.ts';
import { traceText } from '../../core/transport/trace-file.ts';
import type { HostTrace } from './host-trace.ts';
import { breathe, sliceEnd } from './time-slice.ts';
import { shownLine } from './trace-shown.ts';

/** About so many bytes go over the bridge at once. */
const PIECE = 256 * 1024;

/** Writes the lines of a trace in one form, one after the other. */
interface LineWriter {
  begin(): string | Uint8Array;
  /** Undefined where the form cannot hold the line. */
  line(trace: HostTrace, line: number): Result<string | Uint8Array | undefined>;
  end(): string;
}

function writerOf(trace: HostTrace, form: ExportForm): LineWriter {
  const { header } = trace.index;
  const shown = (line: number) => {
    const decoded = trace.index.detail(line);
    return decoded.ok ? ok({ decoded: decoded.value, line: shownLine(decoded.value, header.reader) }) : decoded;
  };
  const plain = (line: number) => {
    const [row] = trace.index.rows(line, 1);
    return row === undefined ? undefined : shownLine(row, header.reader);
  };
  switch (form) {
    case 'jsonl':
      return {
        begin: () => traceText(header),
        line: (_, at) => {
          const line = plain(at);
          return ok(line === undefined ? undefined : traceText(line));
        },
        end: () => '',
      };
    case 'json': {
      let first = true;
      return {
        begin: () => `{"format":"bootcard-trace-view/1","trace":${JSON.stringify(header)},"exchanges":[\n`,
        line: (_, at) => {
          const made = shown(at);
          if (!made.ok) return made;
          const text = JSON.stringify(exchangeJson(made.value.line, made.value.decoded, false));
          const comma = first ? '' : ',\n';
          first = false;
          return ok(comma + text);
        },
        end: () => '\n]}\n',
      };
    }
    case 'text':
      return {
        begin: () => headerText(header),
        line: (_, at) => {
          const made = shown(at);
          return made.ok ? ok(`\n${exchangeText(made.value.decoded, { trees: true, showSecrets: false })}`) : made;
        },
        end: () => '',
      };
    case 'pcap': {
      const writer = new CaptureWriter(header);
      return {
        begin: () => writer.begin(),
        line: (_, at) => {
          const line = plain(at);
          return ok(line === undefined ? undefined : writer.line(line));
        },
        end: () => '',
      };
    }
  }
}

/** How the forms are called on disk. */
const ENDINGS = { text: 'txt', json: 'json', jsonl: 'trace.jsonl', pcap: 'pcap' } as const satisfies Record<
  ExportForm,
  string
>;

/** A file name after what the trace is called, without its own ending. */
export function exportName(title: string, form: ExportForm): string {
  const base = title.replace(/^.*[/\\:]/, '').replace(/\.(trace\.jsonl|[a-z0-9]{2,6})$/i, '');
  return `${base.replace(/[^\w.-]+/g, '-') || 'trace'}.${ENDINGS[form]}`;
}

export interface ExportedPiece {
  readonly bytes: Uint8Array;
  readonly done: boolean;
  /** Lines written, and left out because the form cannot hold them, so far. */
  readonly lines: number;
  readonly leftOut: number;
}

/** A trace on its way into another form: piece by piece, as the window takes them. */
export class TraceExport {
  readonly #trace: HostTrace;
  readonly #writer: LineWriter;
  /** Rows to write; undefined: all. */
  readonly #wanted: readonly number[] | undefined;
  #next = 0;
  #lines = 0;
  #leftOut = 0;
  #begun = false;

  constructor(trace: HostTrace, form: ExportForm, filtered: boolean) {
    this.#trace = trace;
    this.#writer = writerOf(trace, form);
    this.#wanted = filtered ? trace.shownRows() : undefined;
  }

  get #count(): number {
    return this.#wanted?.length ?? this.#trace.rows.count;
  }

  async piece(): Promise<Result<ExportedPiece>> {
    const parts: Uint8Array[] = [];
    let size = 0;
    const put = (part: string | Uint8Array) => {
      const bytes = typeof part === 'string' ? utf8(part) : part;
      parts.push(bytes);
      size += bytes.length;
    };
    if (!this.#begun) put(this.#writer.begin());
    this.#begun = true;
    let end = sliceEnd();
    for (; this.#next < this.#count && size < PIECE; this.#next++) {
      const row = this.#wanted === undefined ? this.#next : (this.#wanted[this.#next] as number);
      const { from, to } = this.#trace.rows.lines(row);
      for (let at = from; at < to; at++) {
        const written = this.#writer.line(this.#trace, at);
        if (!written.ok) return written;
        if (written.value === undefined) this.#leftOut += 1;
        else put(written.value);
        this.#lines += 1;
      }
      if (performance.now() < end) continue;
      await breathe();
      end = sliceEnd();
    }
    const done = this.#next >= this.#count;
    if (done) put(this.#writer.end());
    return ok({ bytes: joined(parts, size), done, lines: this.#lines, leftOut: this.#leftOut });
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The exports that a window has begun. */
export class TraceExports {
  readonly #jobs = new Map<string, TraceExport>();
  #last = 0;

  begin(made: TraceExport): string {
    this.#last += 1;
    const job = String(this.#last);
    this.#jobs.set(job, made);
    return job;
  }

  async piece(job: string): Promise<Result<ExportedPiece>> {
    const known = this.#jobs.get(job);
    if (known === undefined) return err(appError('trace-unknown'));
    const piece = await known.piece();
    if (!piece.ok || piece.value.done) this.#jobs.delete(job);
    return piece;
  }
}
