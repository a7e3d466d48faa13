import { z } from 'zod';
import { HOST_STATUSES, HYPERVISORS } from '@/lib/domain/host';
import { ABILITIES, ABILITY_GROUPS } from '@/lib/domain/technologies/abilities';
import { EVIDENCE } from '@/lib/domain/technologies/build-matrix';
import { VERDICTS } from '@/lib/domain/technologies/claim';
import { BASES } from '@/lib/domain/technologies/host-findings';
import { TECHNOLOGIES } from '@/lib/domain/technologies/technologies';
import { HostIdSchema, Instant } from './common';

export const TechnologiesQuery = z.object({
  host: HostIdSchema.optional().meta({ description: 'Tell besides what this host says of itself' }),
});
export type TechnologiesQuery = z.infer<typeof TechnologiesQuery>;

const Claim = z
  .object({ verdict: z.enum(VERDICTS), words: z.string() })
  .meta({ id: 'TechnologyClaim', description: 'What is said, and as which kind of answer' });

const Finding = z.object({
  basis: z.enum(BASES).meta({
    description: 'probed: the host was asked; concluded: taken from its kind; simulated: a model says so',
  }),
  claim: Claim,
  hostCount: z.number().int(),
  /** The first few by name; `hostCount` counts all. */
  hosts: z.array(
    z.object({ id: HostIdSchema, name: z.string(), status: z.enum(HOST_STATUSES), seenAt: Instant.nullable() }),
  ),
});

const Cell = z
  .object({
    technology: z.enum(TECHNOLOGIES),
    ability: z.enum(ABILITIES),
    claim: Claim,
    evidence: z.array(z.enum(EVIDENCE)).meta({ description: 'What the claim rests on, the strongest first' }),
    documented: z.object({
      claim: Claim,
      note: z.string(),
      sources: z.array(z.object({ title: z.string(), url: z.string().nullable() })).min(1),
    }),
    findings: z.array(Finding),
    differs: z.boolean().meta({ description: 'Hosts say different things' }),
    contradicts: z.boolean().meta({ description: 'A real host and the document say different things' }),
  })
  .meta({ id: 'TechnologyCell' });
export type TechnologyCell = z.infer<typeof Cell>;

export const TechnologyMatrix = z
  .object({
    at: Instant,
    abilities: z.array(
      z.object({
        id: z.enum(ABILITIES),
        title: z.string(),
        group: z.enum(ABILITY_GROUPS),
        explanation: z.string(),
      }),
    ),
    technologies: z.array(
      z.object({
        id: z.enum(TECHNOLOGIES),
        name: z.string(),
        shortName: z.string(),
        about: z.string(),
        realHosts: z.number().int().meta({ description: 'Hosts of the inventory that offer it' }),
        simulatedHosts: z.number().int(),
      }),
    ),
    cells: z.array(Cell).meta({ description: 'Every technology with every ability' }),
    /** False: the caller may not see hosts, so only documents speak. */
    hostsShown: z.boolean(),
    /** Hosts whose technology the matrix has no column for. */
    outside: z.array(z.object({ id: HostIdSchema, name: z.string(), hypervisor: z.enum(HYPERVISORS) })),
    /** What one host says of itself; null unless asked for. */
    host: z
      .object({
        id: HostIdSchema,
        name: z.string(),
        simulated: z.boolean(),
        /** False: never read, so nothing is known. */
        known: z.boolean(),
        technologies: z.array(z.enum(TECHNOLOGIES)),
        findings: z.array(z.object({ ability: z.enum(ABILITIES), basis: z.enum(BASES), claim: Claim })),
      })
      .nullable(),
  })
  .meta({ id: 'TechnologyMatrix' });
export type TechnologyMatrix = z.infer<typeof TechnologyMatrix>;
