/** What a rule asks for that is no key to verify: nothing that a person types satisfies it. */
export type BeyondKeys =
  | 'secure-messaging'
  | 'external-authentication'
  | 'user-authentication'
  /** A condition that this tool does not know, or the header does not tell. */
  | 'unknown';

/** A security condition (TS 102 221 9.2.5, ISO/IEC 7816-4 5.4.3; TS 51.011 9.3) as the rule has it. */
export type AccessExpression =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  /** This key is verified; its name as the command line has it. */
  | { readonly kind: 'key'; readonly ref: string }
  | { readonly kind: 'anyOf' | 'allOf'; readonly of: readonly AccessExpression[] }
  | { readonly kind: 'not'; readonly of: AccessExpression }
  | { readonly kind: 'beyond'; readonly what: BeyondKeys };

/** One way to satisfy a condition: verify all of `keys`, while none of `unless` is verified. */
export interface KeySet {
  readonly keys: readonly string[];
  readonly unless: readonly string[];
}

/** A condition reduced to what must be verified first. */
export interface SolvedAccess {
  /** `unknown`: only something beyond keys would do. */
  readonly kind: 'always' | 'never' | 'keys' | 'unknown';
  /** For `keys`: each of them alone does, the shortest first. Empty otherwise. */
  readonly alternatives: readonly KeySet[];
}

interface Term extends KeySet {
  readonly beyond: boolean;
}

const NOTHING: Term = { keys: [], unless: [], beyond: false };
const BEYOND: Term = { ...NOTHING, beyond: true };

/** A record holds 255 bytes: no sensible rule comes near. One that does is not spelt out, but called unknown. */
const MOST_TERMS = 128;

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
const within = (a: readonly string[], b: readonly string[]) => a.every((item) => b.includes(item));
const size = (term: KeySet) => term.keys.length + term.unless.length;

/** Leaves out what contradicts itself and what asks for more than another term does. */
function reduce(terms: readonly Term[]): readonly Term[] {
  const sound = terms
    .filter((term) => !term.keys.some((key) => term.unless.includes(key)))
    .toSorted((a, b) => Number(a.beyond) - Number(b.beyond) || size(a) - size(b));
  const kept: Term[] = [];
  for (const term of sound) {
    const covered = kept.some(
      (other) => (!other.beyond || term.beyond) && within(other.keys, term.keys) && within(other.unless, term.unless),
    );
    if (!covered) kept.push(term);
  }
  return kept.length > MOST_TERMS ? [BEYOND] : kept;
}

function both(left: readonly Term[], right: readonly Term[]): readonly Term[] {
  return reduce(
    left.flatMap((a) =>
      right.map((b) => ({
        keys: union(a.keys, b.keys),
        unless: union(a.unless, b.unless),
        beyond: a.beyond || b.beyond,
      })),
    ),
  );
}

/** Disjunctive normal form; `wanted` false is that of the negation. */
function termsOf(expression: AccessExpression, wanted: boolean): readonly Term[] {
  switch (expression.kind) {
    case 'always':
      return wanted ? [NOTHING] : [];
    case 'never':
      return wanted ? [] : [NOTHING];
    case 'key':
      return wanted ? [{ ...NOTHING, keys: [expression.ref] }] : [{ ...NOTHING, unless: [expression.ref] }];
    case 'beyond':
      return [BEYOND];
    case 'not':
      return termsOf(expression.of, !wanted);
    case 'anyOf':
    case 'allOf': {
      const parts = expression.of.map((part) => termsOf(part, wanted));
      const either = (expression.kind === 'anyOf') === wanted;
      return either ? reduce(parts.flat()) : parts.reduce(both, [NOTHING]);
    }
  }
}

/** What must be verified for `expression` to hold, as a minimal list of sets of keys. */
export function solveAccess(expression: AccessExpression): SolvedAccess {
  const terms = reduce(termsOf(expression, true));
  const open = terms.filter((term) => !term.beyond).map(({ keys, unless }) => ({ keys, unless }));
  if (open.some((term) => size(term) === 0)) return { kind: 'always', alternatives: [] };
  if (open.length > 0) return { kind: 'keys', alternatives: open };
  return { kind: terms.length === 0 ? 'never' : 'unknown', alternatives: [] };
}

/**
 * The same turned round: of each list one key must be verified, and all lists count. `pin1 and (adm1 or adm2)` is
 * `[[pin1], [adm1, adm2]]`: what a plan's credentials are, each with those that do as well.
 */
export function clausesOf({ alternatives }: SolvedAccess): readonly (readonly string[])[] {
  let clauses: readonly (readonly string[])[] = [[]];
  for (const { keys } of alternatives) {
    // Without a key to verify (a NOT alone) nothing has to be asked for.
    if (keys.length === 0) return [];
    const longer = clauses.flatMap((clause) => keys.map((key) => union(clause, [key])));
    const sorted = longer.toSorted((a, b) => a.length - b.length);
    clauses = sorted.filter((clause, i) => !sorted.some((other, j) => j < i && within(other, clause)));
    // Too many to ask for: the alternative that is shortest is asked for alone.
    if (clauses.length > MOST_TERMS) return (alternatives[0] as KeySet).keys.map((key) => [key]);
  }
  return alternatives.length === 0 ? [] : clauses;
}
