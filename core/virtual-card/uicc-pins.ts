import type { CardCommand, CardReply, CardState, Selection } from './card-command.ts';
import { type CredentialOutcome, change, disable, enable, unblock, verify } from './credential-store.ts';
import { SW } from './uicc-status-words.ts';

function outcomeSw(outcome: CredentialOutcome): number {
  if (outcome.kind === 'done') return SW.done;
  if (outcome.kind === 'blocked') return SW.blocked;
  return outcome.kind === 'contradiction' ? SW.invalidated : 0x63c0 | outcome.tries;
}

const PIN_ACTS = {
  32: { length: 1, act: verify },
  36: { length: 2, act: change },
  38: { length: 1, act: disable },
  40: { length: 1, act: enable },
  44: { length: 2, act: unblock },
} as const;
export type PinInstruction = keyof typeof PIN_ACTS;

const isAdministrative = (key: number) => (key & 0x7f) >= 0x0a && (key & 0x7f) <= 0x0e;

/** P1 of DISABLE PIN (TS 102 221 table 11.16): 00, or b8 and the global key reference that stands in. */
function replacement(p1: number): number | undefined {
  return (p1 & 0xe0) === 0x80 && (p1 & 0x1f) !== 0 ? p1 & 0x1f : undefined;
}

/** The PIN commands (TS 102 221 11.1.9 to 11.1.13). VERIFY and UNBLOCK without data tell the tries left and cost none. */
export function pin(
  ins: PinInstruction,
  { p1, p2, data }: CardCommand,
  card: CardState,
  selection: Selection,
): CardReply {
  const { length, act } = PIN_ACTS[ins];
  const { credentials } = card;
  const standIn = ins === 0x26 ? replacement(p1) : undefined;
  if (p1 !== 0 && standIn === undefined) return { sw: SW.wrongP1P2 };
  const credential = credentials.byKey(p2, selection.df.path);
  if (credential === undefined) return { sw: SW.keyNotFound };
  if (standIn !== undefined && (standIn === p2 || credentials.byKey(standIn) === undefined)) {
    return { sw: SW.keyNotFound };
  }
  if (data.length === 0 && ins === 0x20) {
    if (credential.tries === 0) return { sw: SW.blocked };
    return { sw: credential.verified || !credential.enabled ? SW.done : 0x63c0 | credential.tries };
  }
  const counter = ins === 0x2c ? credential.unblock : credential;
  if (counter === undefined) return { sw: SW.conditions };
  if (data.length === 0 && ins === 0x2c) return { sw: counter.tries === 0 ? SW.blocked : 0x63c0 | counter.tries };
  if (data.length !== length * (credential.value?.length ?? 8)) return { sw: SW.wrongLength };
  // Administrative keys are never switched off.
  if ((ins === 0x26 || ins === 0x28) && isAdministrative(p2)) return { sw: SW.conditions };
  if (counter.tries === 0) return { sw: SW.blocked };
  const outcome = act(credential, data, standIn);
  if (outcome.kind !== 'contradiction') card.changed();
  return { sw: outcomeSw(outcome) };
}
