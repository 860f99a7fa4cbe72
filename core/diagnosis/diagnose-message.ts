import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { readCard } from '../bootstrap/read-card.ts';
import type { ChainStepId } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { assemble, metInRead } from './assemble.ts';
import type { Diagnosis } from './diagnosis.ts';

/** The steps that a message alone can fail at. */
const MESSAGE_STEPS: readonly ChainStepId[] = ['content', 'wbxml', 'syncml', 'tnds', 'dmAcc'];

/**
 * Says what is wrong with a message that stands on no card of its own.
 * @param link to a good card that holds the message (`cardWithMessage`): what its directories say is left out
 */
export async function diagnoseMessage(link: CardLink): Promise<Result<Diagnosis>> {
  const read = await readCard(link, { mode: 'auto', depth: 'inspect' });
  if (!read.ok) return read;
  const met = metInRead(read.value).filter(({ step, finding }) => {
    return MESSAGE_STEPS.includes(step) && !finding.code.startsWith('access-') && finding.code !== 'file-over-32k';
  });
  const { findings, steps, ...diagnosis } = assemble(met, [read.value]);
  const named = findings.map(({ where: { file: _, ...where }, evidence, ...finding }) => ({
    ...finding,
    modes: [],
    where,
    evidence: evidence && { ...evidence, file: 'message' },
  }));
  return ok({
    ...diagnosis,
    findings: named,
    steps: steps.filter(({ id }) => MESSAGE_STEPS.includes(id)),
    modes: [],
  });
}
