import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { err, ok, type Result } from '../base/result.ts';
import { sourceError } from './message-source.ts';
import { type MessageSource, messageSourceSchema } from './message-source-schema.ts';

/** Characters that a source may have, and levels inside each other. Both are far beyond what a card can hold. */
export const SOURCE_LIMITS = { characters: 1 << 20, depth: 64 } as const;

type Path = readonly (string | number)[];

/** Words for what YAML can be wrong in; the parser's own texts repeat what stands there, which may be a secret. */
const YAML_FAULTS: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'an escape inside double quotes is not known',
  BAD_INDENT: 'the indentation does not fit',
  BAD_SCALAR_START: 'a plain value cannot begin so; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a key and its value do not fit on this line; put the value in quotes',
  BLOCK_IN_FLOW: 'an indented block cannot stand inside brackets',
  DUPLICATE_KEY: 'the key stands there twice',
  MISSING_CHAR: 'a closing quote, bracket, comma or colon is missing',
  MULTIPLE_DOCS: 'one document is expected, and a second one begins',
  MULTILINE_IMPLICIT_KEY: 'a key has to stand on one line; a colon may be missing',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  UNEXPECTED_TOKEN: 'this is not expected here',
};

interface Place {
  readonly offset: number;
  readonly path: Path;
}

class Refusal extends Error {
  readonly place: Place;
  constructor(place: Place, reason: string) {
    super(reason);
    this.place = place;
  }
}

/**
 * Reads a message source written as YAML or JSON (which is YAML). Every scalar is taken as it is written: `0815` is four
 * characters, `yes` three. Tags, anchors and aliases are refused: a source says everything where it stands.
 * @returns `source-invalid` with line, column and path of the first thing that is wrong, and what is allowed there.
 */
export function parseMessageSource(text: string): Result<MessageSource> {
  const lines = new LineCounter();
  const at = ({ offset, path }: Place, reason: string) => {
    const { line, col } = lines.linePos(offset);
    return err(sourceError({ path, reason }, Math.max(1, line), Math.max(1, col)));
  };
  if (text.length > SOURCE_LIMITS.characters)
    return err(sourceError({ path: [], reason: `it has more than ${SOURCE_LIMITS.characters} characters` }));
  const places = new Map<string, number>();
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      logLevel: 'error',
    });
    const [fault] = document.errors;
    if (fault !== undefined)
      return at({ offset: fault.pos[0], path: [] }, YAML_FAULTS[fault.code] ?? 'this is neither YAML nor JSON');
    const plain = plainOf(document.contents, [], places);
    const checked = messageSourceSchema.safeParse(plain);
    if (checked.success) return ok(checked.data);
    const issue = deepest(checked.error.issues);
    return at({ offset: offsetOf(places, issue.path), path: issue.path }, issue.message);
  } catch (problem) {
    if (problem instanceof Refusal) return at(problem.place, problem.message);
    // The parser walks what is nested by calling itself: a text that is all brackets exhausts the stack.
    if (problem instanceof RangeError)
      return err(sourceError({ path: [], reason: `it is nested deeper than ${SOURCE_LIMITS.depth}` }));
    throw problem;
  }
}

const keyOf = (path: Path) => JSON.stringify(path);

/** The offset of a place, or of the nearest one around it. */
function offsetOf(places: ReadonlyMap<string, number>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = places.get(keyOf(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}

/** Maps, lists and texts as plain data; null where nothing is given. */
function plainOf(node: unknown, path: Path, places: Map<string, number>): unknown {
  const offset = rangeOf(node);
  places.set(keyOf(path), offset);
  const refuse = (reason: string) => new Refusal({ offset, path }, reason);
  if (path.length > SOURCE_LIMITS.depth) throw refuse(`it is nested deeper than ${SOURCE_LIMITS.depth}`);
  if (isAlias(node)) throw refuse('an alias is not allowed; a value that begins with * has to be put in quotes');
  if (hasProperties(node))
    throw refuse('tags and anchors are not allowed; put a value that begins with ! or & in quotes');
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      const plain = plainOf(value, [...path, name], places);
      // What is wrong with an entry is shown at its key.
      places.set(keyOf([...path, name]), rangeOf(key));
      return [name, plain] as const;
    });
    return Object.fromEntries(entries);
  }
  if (isSeq(node)) return node.items.map((item, i) => plainOf(item, [...path, i], places));
  if (!isScalar(node)) return null;
  const plainNull = node.type === 'PLAIN' && ['', '~', 'null'].includes(String(node.value));
  return plainNull ? null : String(node.value);
}

function rangeOf(node: unknown): number {
  if (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) return node.range?.[0] ?? 0;
  return 0;
}

function hasProperties(node: unknown): boolean {
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return false;
  return node.anchor !== undefined || node.tag !== undefined;
}

interface Issue {
  readonly path: Path;
  readonly message: string;
}

interface AnyIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly AnyIssue[])[];
}

/** The first issue; of a choice the alternative that came furthest, as it is what was meant. */
function deepest(issues: readonly AnyIssue[], base: Path = []): Issue {
  const [first] = issues;
  const path = [...base, ...(first?.path ?? []).filter((part) => typeof part !== 'symbol')];
  const within = (first?.errors ?? [])
    .filter((alternative) => alternative.some((issue) => issue.path.length > 0))
    .map((alternative) => deepest(alternative, path));
  const [meant] = within.sort((a, b) => b.path.length - a.path.length);
  return meant ?? { path, message: first?.message ?? 'it is not valid' };
}
