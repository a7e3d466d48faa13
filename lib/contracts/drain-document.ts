/** What the emptying of a host does with each of its domains, and to the hosts that take them. */
import { z } from 'zod';
import { DRAIN_STRATEGIES } from '@/lib/domain/drain';
import { DomainIdSchema, HostIdSchema } from './common';
import { MigrationPrediction } from './migrations';

export const Obstacle = z.object({
  sentence: z.string(),
  remedy: z.string(),
  hosts: z.number().int().nullable().meta({ description: 'How many hosts give this reason' }),
});
export type PlanObstacle = z.infer<typeof Obstacle>;

export const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const PlannedDomain = z.object({
  domainId: DomainIdSchema,
  domainName: z.string(),
  roles: z.array(z.string()),
  vo: z.string().nullable(),
  memoryKiB: z.number(),
  active: z.boolean().meta({ description: 'It runs, or holds memory of its host; what is off stays where it is' }),
  strategy: z.enum(DRAIN_STRATEGIES),
  live: z.boolean(),
  copyStorage: z.boolean(),
  targetHostId: HostIdSchema.nullable(),
  targetHostName: z.string().nullable(),
  why: z.string(),
  counts: z
    .object({
      looked: z.number().int(),
      able: z.number().int(),
      reasons: z.array(z.object({ code: z.string(), words: z.string(), hosts: z.number().int() })),
    })
    .nullable()
    .meta({ description: 'How many hosts were looked at, and how many gave each reason' }),
  notChosen: z
    .array(z.object({ hostName: z.string(), able: z.boolean(), words: z.string() }))
    .meta({ description: 'The three that came next, with why not' }),
  prediction: MigrationPrediction.nullable(),
  blockers: z.array(Obstacle),
  cautions: z.array(Obstacle),
  oneWay: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: 'Why it could not come home from there; null where it can, or does not go' }),
  jobs: z
    .object({ words: z.string(), system: z.string(), count: z.number().int().nullable() })
    .nullable()
    .default(null)
    .meta({ description: 'What becomes of its jobs; null where no batch system knows it, or it stays' }),
});
export type PlannedDomain = z.infer<typeof PlannedDomain>;

/** The document: what would be done, in its order, and what it does to the other hosts. */
export const DrainDocument = z
  .object({
    items: z.array(PlannedDomain),
    peers: z.array(
      z.object({
        hostId: HostIdSchema,
        hostName: z.string(),
        arriving: z.array(z.string()),
        memoryTotalKiB: z.number().nullable(),
        memoryFreeKiB: z.number().nullable(),
        memoryFreeAfterKiB: z.number().nullable(),
        cpuLoad: z.number().nullable(),
        cpuLoadAfter: z.number().nullable().meta({ description: 'Null where a load that counts is not known' }),
      }),
    ),
    bytes: z.number(),
    durationMs: Estimate.nullable().meta({
      description: 'low: moves at once do not slow each other; high: they share one link wholly',
    }),
    unforetold: z.number().int().meta({ description: 'Moves that nobody can foretell; they are in no figure' }),
  })
  .meta({ id: 'DrainDocument' });
export type DrainDocument = z.infer<typeof DrainDocument>;
