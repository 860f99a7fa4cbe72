import { appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';

/** A card that other programs use. */
export interface Lending {
  /** Ends when they can no longer reach it. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Lent {
  /** Who has it. */
  readonly holder: string;
  readonly place: string;
  readonly lending: Lending;
}

/** Who has the card of a reader besides those who connected to that. */
export class CardLoan {
  readonly #reader: string;
  readonly #cameBack: () => void;
  #lent: Lent | undefined;
  /** On its way to other programs; `off` where it was called back or taken out meanwhile. */
  #lending: { readonly holder: string; off: boolean } | undefined;

  /** @param cameBack the others have it no more */
  constructor(reader: string, cameBack: () => void) {
    this.#reader = reader;
    this.#cameBack = cameBack;
  }

  get holder(): string | undefined {
    return this.#lent?.holder ?? this.#lending?.holder;
  }

  /** Where the others reach it; undefined where they do not, or not yet. */
  get place(): string | undefined {
    return this.#lent?.place;
  }

  /** @param give puts the card where the others find it. Errors: `card-held`, `card-removed`, those of `give`. */
  async begin(holder: string, place: string, give: () => Promise<Result<Lending>>): Promise<Result<void>> {
    const other = this.holder;
    if (other !== undefined) return err(appError('card-held', { reader: this.#reader, holder: other }));
    const own = { holder, off: false };
    this.#lending = own;
    const lending = await give();
    this.#lending = undefined;
    if (!lending.ok) return lending;
    if (own.off) {
      lending.value.close();
      return err(appError('card-removed', { reader: this.#reader }));
    }
    const lent = { holder, place, lending: lending.value };
    this.#lent = lent;
    void lending.value.closed.then(() => this.#ended(lent));
    return ok(undefined);
  }

  /** Resolves when nobody else has the card any more. */
  async takeBack(): Promise<void> {
    this.#callOff();
    const lent = this.#lent;
    if (lent === undefined) return;
    lent.lending.close();
    await lent.lending.closed;
    this.#ended(lent);
  }

  /** The card was taken out of the reader: nobody has it, and it does not come back of itself. */
  end(): void {
    this.#callOff();
    const lent = this.#lent;
    this.#lent = undefined;
    lent?.lending.close();
  }

  #callOff(): void {
    if (this.#lending !== undefined) this.#lending.off = true;
  }

  #ended(lent: Lent): void {
    if (this.#lent !== lent) return;
    this.#lent = undefined;
    this.#cameBack();
  }
}
