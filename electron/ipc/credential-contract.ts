import { z } from 'zod';
import { count, none, session } from './shapes.ts';

/** Credentials: a value crosses once, afterwards there are handles and names. */
export const credentialRequests = {
  /** Hands a typed credential over once; afterwards only the handle stands in the interface. */
  'credential.put': {
    params: z.object({
      session,
      ref: z.string().regex(/^(pin[12]|chv[12]|puk1|adm([1-9]|10)|[0-9A-F]{2})$/),
      form: z.enum(['ascii', 'hex']),
      value: z.string().min(1).max(64),
    }),
    result: z.object({ handle: z.string() }),
  },
  /** Tries left of a credential on this card; null where the card does not tell. Sends no value. */
  'credential.tries': {
    params: z.object({ session, ref: z.string().max(8) }),
    result: z.object({ triesLeft: count.nullable() }),
  },
  /** Verifies a credential (PIN for reading), through the retry guard. */
  'credential.verify': {
    params: z.object({ session, handle: z.string(), fewTries: z.boolean(), triesUnknown: z.boolean() }),
    result: none,
  },
  /** Keys that this computer remembers for the card (`plan.run` lets it): their names; whether it can, else why not. */
  'credential.stored': {
    params: z.object({ session }),
    result: z.object({ available: z.boolean(), reason: z.string(), refs: z.array(z.string()) }),
  },
  /** A remembered credential, as `credential.put` hands one over: no value comes here. */
  'credential.useStored': {
    params: z.object({ session, ref: z.string().max(8) }),
    result: z.object({ handle: z.string(), length: count }),
  },
  'credential.forget': { params: z.object({ session, ref: z.string().max(8) }), result: none },
} as const;
