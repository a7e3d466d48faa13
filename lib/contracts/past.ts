import { z } from 'zod';
import { CHANGE_KINDS } from '@/lib/domain/past/compare-moments';
import { Instant, OperationIdSchema } from './common';
import { TestbedTile } from './domains';
import { HostSummary } from './hosts';

/** A moment of the past, ISO 8601 with zone. */
export const PastTestbedQuery = z.object({ at: Instant });
export type PastTestbedQuery = z.infer<typeof PastTestbedQuery>;

/** A host as it was: what the map draws. Address and limits are those of now, and so are left out. */
const PastHostBody = HostSummary.pick({
  id: true,
  name: true,
  simulated: true,
  class: true,
  status: true,
  statusSince: true,
  statusReason: true,
  maintenance: true,
  hypervisor: true,
  hypervisorVersion: true,
  architecture: true,
  cpuModel: true,
  cpuCount: true,
  cpuLoad: true,
  memoryTotalKiB: true,
  memoryFreeKiB: true,
  domainCount: true,
  runningCount: true,
  migrationsIn: true,
  migrationsOut: true,
}).extend({
  measuredAt: Instant.nullable().meta({
    description:
      'When load and free memory were measured; null where no measurement of then is kept, and they are null too',
  }),
});

/** Everything the map draws, as it was. */
export const PastTestbed = z
  .object({
    at: Instant,
    knownSinceAt: Instant.meta({ description: 'Nothing is recorded of what was before' }),
    /** The changes on either side, for stepping from one to the next by whole seconds; null where there is none. */
    changeBeforeAt: Instant.nullable(),
    changeAfterAt: Instant.nullable(),
    hosts: z.array(PastHostBody),
    domains: z.array(TestbedTile).meta({
      description: '`operation` is a migration that was queued or under way then; other operations are not shown',
    }),
    movingCount: z.number().int(),
  })
  .meta({ id: 'PastTestbed' });
export type PastTestbed = z.infer<typeof PastTestbed>;

export const ChangesQuery = z.object({
  since: Instant,
  until: Instant.optional().meta({ description: 'Absent: now' }),
});
export type ChangesQuery = z.infer<typeof ChangesQuery>;

export const TestbedChanges = z
  .object({
    since: Instant,
    until: Instant,
    knownSinceAt: Instant,
    items: z.array(
      z.object({
        subject: z.enum(['domain', 'host']),
        id: z.string(),
        name: z.string(),
        kind: z.enum(CHANGE_KINDS),
        words: z.string().meta({ description: 'What follows its name in a sentence: `moved from rig-1 to rig-2`' }),
        lastChangedAt: Instant.meta({ description: 'When anything of it last changed between the two moments' }),
        stillThere: z.boolean().meta({ description: 'Whether it has a page now' }),
        operationId: OperationIdSchema.nullable().meta({
          description: 'The migration that moved it there, where it was ours',
        }),
        planId: z.uuid().nullable().meta({ description: 'The plan that this migration was of, for who may see plans' }),
      }),
    ),
  })
  .meta({ id: 'TestbedChanges' });
export type TestbedChanges = z.infer<typeof TestbedChanges>;

export const TimelineQuery = z.object({ since: Instant, until: Instant.optional() });
export type TimelineQuery = z.infer<typeof TimelineQuery>;

/** Where something happened, for the marks of a slider. */
export const Timeline = z
  .object({
    since: Instant.meta({ description: 'As asked for, or since when the past is known where that is later' }),
    until: Instant,
    knownSinceAt: Instant.nullable().meta({ description: 'Null: nothing is recorded yet' }),
    marks: z.array(Instant).meta({
      description: 'The last change of each part of the span in which there was one; the span has at most 240 parts',
    }),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof Timeline>;
