import { INS } from '../apdu/instructions.ts';
import { cardClassOf, statusOutcome } from '../apdu/status-words.ts';
import { hexWord, isFilled, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import { PKCS15_AID } from '../pkcs15/ef-dir.ts';
import type { TraceHeader } from '../transport/trace-file.ts';
import { type BookFile, FileBook } from './file-book.ts';
import { type LinkFault, linkFaults, settledFaults } from './link-rules.ts';
import type { TracedLine, TraceView } from './trace-view.ts';
import { keyOf, pathOf, type TracedFile } from './traced-file.ts';

/** The steps from switch-on to the message, as D.2.5 (class A0) and D.3.5 (ISO class) of DM Bootstrap have them. */
const STEP_ROWS = {
  switchOn: { title: 'Switch-on', clause2g: 'TS 51.011 11.2.1', clause3g: 'TS 102 221 14.1' },
  efDir: { title: 'EF(DIR)', clause2g: 'D.2.5', clause3g: 'D.3.5' },
  channel: { title: 'Logical channel', clause2g: null, clause3g: 'D.3.5' },
  application: { title: 'PKCS#15 application', clause2g: 'D.2.5', clause3g: 'D.3.5' },
  odf: { title: 'EF(ODF)', clause2g: 'D.2.5', clause3g: 'D.3.5' },
  dodf: { title: 'EF(DODF)', clause2g: 'D.2.5', clause3g: 'D.3.5' },
  content: { title: 'DM_Bootstrap', clause2g: 'D.2.5', clause3g: 'D.3.5' },
} as const satisfies Record<string, { title: string; clause2g: string | null; clause3g: string }>;
type PhoneStepId = keyof typeof STEP_ROWS;

export interface PhoneStep {
  readonly id: PhoneStepId;
  readonly title: string;
  readonly clause: string;
  /** `partial`: begun, and not to the end; `notTaken`: the trace has nothing of it. */
  readonly verdict: 'done' | 'partial' | 'refused' | 'notTaken';
  readonly lines: readonly number[];
  readonly fact: string;
}

/** What a phone did with a card, as its traffic shows it. */
export interface PhoneAccount {
  readonly mode: '2g' | '3g';
  readonly steps: readonly PhoneStep[];
  /** The last step that was taken to its end; null where there is none. */
  readonly reached: PhoneStepId | null;
  /** Why it went no further: what the card answered, or that the phone asked no more; null where it has the whole message. */
  readonly stopped: string | null;
  /** Who broke which rule. */
  readonly faults: readonly LinkFault[];
}

interface Seen {
  readonly lines: number[];
  /** Last status word that was no success. */
  refusal: number | null;
}

const AID = toHex(PKCS15_AID);

function stepOf(traced: TracedLine, book: FileBook): PhoneStepId | undefined {
  const { command, asked, file } = traced.step;
  if (command.length === 0) return 'switchOn';
  if (asked[1] === INS.manageChannel) return 'channel';
  if (file === null) return undefined;
  const role = book.role(file);
  if (role?.role === 'odf') return 'odf';
  if (role?.role === 'dodf') return 'dodf';
  if (role?.role === 'value' && role.oid !== undefined) return 'content';
  if (pathOf(file) === '3F002F00') return 'efDir';
  const root = file.aid?.startsWith(AID.slice(0, file.aid.length)) ?? false;
  return root && asked[1] === INS.select && isRoot(file, book) ? 'application' : undefined;
}

const isRoot = (file: TracedFile, book: FileBook) =>
  file.fids.length === 0 || book.state.applications.get(pathOf(file)) === file.aid;

/** What was read of the files of a step. */
function readOf(entries: readonly BookFile[]): {
  readonly read: number;
  readonly whole: boolean;
  readonly fact: string;
} {
  const [entry] = entries.filter(({ body }) => body.length > 0);
  if (entry === undefined) return { read: 0, whole: false, fact: 'not read' };
  const end = entry.known.indexOf(0);
  const read = end < 0 ? entry.body.length : end;
  const size = (entry.iso ?? entry.gsm)?.size ?? null;
  const fact = `${pathOf(entry.file)}, ${read}${size === null ? '' : ` of ${size}`} bytes read`;
  return { read, whole: size === null || read >= size, fact };
}

/** A message that decodes to its end was read whole, whatever stands behind it in the file. */
function messageRead(entry: BookFile | undefined, book: FileBook): boolean {
  if (entry === undefined || entry.body.length === 0) return false;
  const offset = book.role(entry.file)?.offset ?? 0;
  const end = entry.known.indexOf(0);
  const bytes = end < 0 ? entry.body : entry.body.subarray(0, end);
  return isFilled(bytes, 0xff) || decodeMessage(bytes, offset).document !== null;
}

interface StepFacts {
  readonly seen: Seen;
  readonly entries: readonly BookFile[];
  readonly book: FileBook;
}

function verdictOf(id: PhoneStepId, { seen, entries, book }: StepFacts): Pick<PhoneStep, 'verdict' | 'fact'> {
  const refused = seen.refusal === null ? undefined : `answered ${hexWord(seen.refusal)}`;
  if (id === 'switchOn') return { verdict: 'done', fact: 'answer to reset' };
  if (id === 'channel' || id === 'application')
    return refused === undefined ? { verdict: 'done', fact: 'selected' } : { verdict: 'refused', fact: refused };
  const { read, whole, fact } = readOf(entries);
  if (read === 0) return refused === undefined ? { verdict: 'partial', fact } : { verdict: 'refused', fact: refused };
  // Directories are read as far as their padding; a device need not go on to their end.
  const enough = id === 'content' ? messageRead(entries[0], book) : whole || seen.refusal === null;
  return { verdict: enough ? 'done' : 'partial', fact };
}

function account(
  book: FileBook,
  seen: ReadonlyMap<PhoneStepId, Seen>,
  mode: PhoneAccount['mode'],
): readonly PhoneStep[] {
  const files = (id: PhoneStepId) =>
    book.files.filter(({ file }) => {
      const { role, oid } = book.role(file) ?? {};
      if (id === 'efDir') return pathOf(file) === '3F002F00';
      return id === 'content' ? role === 'value' && oid !== undefined : role === id;
    });
  return (Object.keys(STEP_ROWS) as PhoneStepId[]).flatMap((id): readonly PhoneStep[] => {
    const row = STEP_ROWS[id];
    const clause = mode === '2g' ? row.clause2g : row.clause3g;
    if (clause === null) return [];
    const own = seen.get(id);
    if (own === undefined)
      return [{ id, title: row.title, clause, lines: [], verdict: 'notTaken', fact: 'not in the trace' }];
    return [
      { id, title: row.title, clause, lines: own.lines, ...verdictOf(id, { seen: own, entries: files(id), book }) },
    ];
  });
}

/** Steps that may be left out: a trace may begin after the reset, and an application be known without EF(DIR). */
const OPTIONAL: ReadonlySet<PhoneStepId> = new Set(['switchOn', 'efDir', 'channel']);

function stopOf(steps: readonly PhoneStep[]): Pick<PhoneAccount, 'reached' | 'stopped'> {
  let reached: PhoneStepId | null = null;
  for (const step of steps) {
    if (step.verdict === 'done') reached = step.id;
    else if (step.verdict === 'notTaken' && OPTIONAL.has(step.id)) continue;
    else if (step.verdict === 'refused')
      return { reached, stopped: `${step.title}: the card ${step.fact} (line ${step.lines.at(-1)}).` };
    else if (step.verdict === 'partial')
      return { reached, stopped: `${step.title}: ${step.fact}; the phone asked no more.` };
    else return { reached, stopped: `${step.title}: the phone did not ask for it.` };
  }
  return { reached, stopped: null };
}

/** Watches a device go by in a trace, line after line, when all that its traffic tells of the card is known. */
export class PhoneWatch {
  readonly #book: FileBook;
  readonly #seen = new Map<PhoneStepId, Seen>();
  readonly #faults: LinkFault[] = [];
  readonly #missing = new Map<string, LinkFault>();
  readonly #classes = { '2g': 0, iso: 0 };

  /** @param book the files of the whole trace */
  constructor(book: FileBook, { atr }: TraceHeader) {
    this.#book = book;
    // Whoever wrote the trace heard the answer to reset, or was told it.
    if (atr !== '') this.#seen.set('switchOn', { lines: [], refusal: null });
  }

  /** The next line. */
  take(traced: TracedLine): void {
    const { command, sw } = traced.step;
    const cardClass = cardClassOf(command[0] ?? 0);
    const classes = this.#classes;
    if (sw !== null && sw !== 0x6e00) classes[cardClass] += 1;
    // A question for the class that a card speaks is answered 6E00: a mixture is what comes after another one was answered.
    const asked = classes.iso + classes['2g'] === 0;
    this.#faults.push(...linkFaults(traced).filter(({ code }) => code !== 'phone-class-mixed' || !asked));
    this.#noteMissing(traced);
    const id = stepOf(traced, this.#book);
    if (id === undefined) return;
    const own = this.#seen.get(id) ?? { lines: [], refusal: null };
    own.lines.push(traced.index);
    const outcome = sw === null ? 'ok' : statusOutcome(sw, cardClass);
    if (outcome === 'error' || outcome === 'refused' || outcome === 'busy') own.refusal = sw;
    else if (outcome === 'ok') own.refusal = null;
    this.#seen.set(id, own);
  }

  /** What a directory of the card names must be there (PKCS#15 5.5, DM Bootstrap D.4). */
  #noteMissing({ step, index }: TracedLine): void {
    const { file, sw, command } = step;
    if (file === null || command[1] !== INS.select || (sw !== 0x6a82 && sw !== 0x9404)) return;
    const book = this.#book;
    const named =
      book.state.named.has(keyOf(file)) || (isRoot(file, book) && file.fids.length > 0 && file.aid !== null);
    if (!named) return;
    const message = `${pathOf(file)} is named by the card, and not on it`;
    const fault = { side: 'card', code: 'card-file-missing', clause: 'PKCS#15 5.5', lines: [index], message } as const;
    this.#missing.set(keyOf(file), fault);
  }

  /** What it did, as far as it was watched. */
  account(): PhoneAccount {
    const mode = this.#classes.iso > this.#classes['2g'] ? '3g' : '2g';
    const steps = account(this.#book, this.#seen, mode);
    return { mode, steps, ...stopOf(steps), faults: [...settledFaults(this.#faults), ...this.#missing.values()] };
  }
}

/**
 * What the device in a trace did on its way to the bootstrap message: which steps it took, where it stopped, and who broke a rule.
 * @returns the error of the trace where a line does not decode
 */
export function reconstructPhone(view: TraceView): Result<PhoneAccount> {
  const book = FileBook.of(view);
  if (!book.ok) return book;
  const watch = new PhoneWatch(book.value, view.source.header);
  const walked = view.each((traced) => watch.take(traced));
  return walked.ok ? ok(watch.account()) : walked;
}
