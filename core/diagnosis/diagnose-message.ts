import { decodeMessage } from '../bootstrap/message.ts';
import type { DecodeOptions } from '../bootstrap/message-model.ts';
import { assemble, stepOfRule } from './assemble.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Says what is wrong with a message that stands on no card. */
export function diagnoseMessage(bytes: Uint8Array, options: DecodeOptions = {}): Diagnosis {
  const { findings } = decodeMessage(bytes, 0, options);
  const met = findings.map((finding) => ({ finding, step: stepOfRule(finding.code), mode: null }));
  return assemble(met, []);
}
