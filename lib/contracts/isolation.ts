/** How far a domain is apart from others, and clean. */
import { z } from 'zod';
import { ISOLATION_FACTS, ISOLATION_VERDICTS } from '@/lib/domain/isolation';
import { DomainIdSchema, Instant } from './common';

export const DomainIsolation = z
  .object({
    domainId: DomainIdSchema,
    clean: z.boolean().meta({ description: 'Every fact holds or is stated; nothing fails, and nothing is unknown' }),
    simulated: z.boolean(),
    readAt: Instant.meta({ description: 'When its host told what is said here' }),
    facts: z.array(
      z.object({
        fact: z.enum(ISOLATION_FACTS),
        verdict: z.enum(ISOLATION_VERDICTS),
        words: z.string(),
        details: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'DomainIsolation' });
export type DomainIsolation = z.infer<typeof DomainIsolation>;
