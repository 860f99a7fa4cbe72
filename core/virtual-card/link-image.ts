import { z } from '../base/zod.ts';

/** How the contacts of a virtual card are clocked, and whether anybody waits for them. */
export const linkSchema = z
  .looseObject({
    ta1: z
      .string()
      .regex(/^[0-9A-Fa-f]{2}$/, 'two hex digits expected')
      .describe(
        'Fi and Di that terminal and card agree on, as in TA1; default: what the ATR offers, 11 without an offer',
      )
      .exactOptional(),
    pps: z.boolean().describe('false: the terminal does not negotiate; 372/1 unless the ATR has TA2').exactOptional(),
    clockHz: z.number().positive().describe('card clock, default 5000000').exactOptional(),
    byteWise: z.boolean().describe('T=0: the card asks for data byte by byte').exactOptional(),
    realTime: z
      .union([z.boolean(), z.number().positive().max(1000)])
      .describe('answers come when they would on contacts; a number: so many times as long')
      .exactOptional(),
  })
  .describe('timing of the interface');
export type LinkImage = z.infer<typeof linkSchema>;

/** How many times as long as on contacts an answer takes; 0: at once. */
export function timeFactor(link: LinkImage): number {
  const { realTime = false } = link;
  return typeof realTime === 'number' ? realTime : realTime ? 1 : 0;
}
