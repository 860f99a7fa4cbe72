import { readFile } from 'node:fs/promises';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import type { Secret } from '../core/base/secret.ts';
import { credentialName } from '../core/card/key-names.ts';
import type { KeyConsent } from '../core/card/retry-guard.ts';
import { typedCredential } from '../electron/card-host/typed-credential.ts';

/** Collects the values of a repeated `--key`. */
export const collectKey = (value: string, keys: readonly string[]) => [...keys, value];

async function sourceText(
  ref: string,
  form: string,
  rest: string,
): Promise<Result<{ form: 'ascii' | 'hex'; text: string }>> {
  if (form === 'hex' || form === 'ascii') return ok({ form, text: rest });
  if (form === 'env') {
    const text = process.env[rest];
    return text === undefined
      ? err(appError('credential-invalid', { ref, reason: `the environment has no ${rest}` }))
      : fromTyped(ref, text);
  }
  try {
    return fromTyped(ref, (await readFile(rest, 'utf8')).trim());
  } catch {
    return err(appError('credential-invalid', { ref, reason: 'its file cannot be read' }));
  }
}

/** What a file or the environment holds says itself how it is written: the same bare values are refused there. */
function fromTyped(ref: string, text: string): Result<{ form: 'ascii' | 'hex'; text: string }> {
  const match = /^(hex|ascii):(.*)$/s.exec(text);
  return match
    ? ok({ form: match[1] as 'hex' | 'ascii', text: match[2] as string })
    : err(appError('credential-bare', { ref }));
}

/** Makes the bytes of a value from how it is written. */
type MakeSecret = typeof typedCredential;

/**
 * The values of `--key REF=hex:…|ascii:…|file:PATH|env:NAME`. A bare value is refused: `12345678` could be either, and a
 * wrong guess costs a try.
 * @param make what is checked of a value; default what a card's key may be
 */
export async function readKeys(
  options: readonly string[],
  make: MakeSecret = typedCredential,
): Promise<Result<ReadonlyMap<string, Secret>>> {
  const keys = new Map<string, Secret>();
  for (const option of options) {
    const match = /^([^=]+)=(.*)$/s.exec(option);
    const ref = match?.[1] ?? '';
    // Nothing of an option that does not parse is repeated: it may be the value itself.
    const name = credentialName(ref);
    if (name === undefined) return err(appError('credential-unknown'));
    const source = /^(hex|ascii|file|env):(.*)$/s.exec(match?.[2] ?? '');
    if (source === null) return err(appError('credential-bare', { ref }));
    const text = await sourceText(ref, source[1] as string, source[2] as string);
    if (!text.ok) return text;
    const secret = make(name, text.value.form, text.value.text);
    if (!secret.ok) return secret;
    keys.set(name, secret.value);
  }
  return ok(keys);
}

export interface ConsentOptions {
  readonly fewTries?: string;
  readonly triesUnknown?: string;
}

/** Consent names the card: it holds for the ICCID given and no other; `none` is a card whose ICCID cannot be read. */
export function consentFor(options: ConsentOptions, iccid: string | null): KeyConsent {
  const card = iccid ?? 'none';
  return { fewTries: options.fewTries === card, triesUnknown: options.triesUnknown === card };
}
