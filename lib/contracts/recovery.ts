/** Hosts that are lost, what is known of it, and what becomes of their domains; N+1 by class. */
import { z } from 'zod';
import { RESTART_PRIORITIES } from '@/lib/domain/domain';
import { HOST_CLASSES } from '@/lib/domain/host';
import { FENCE_METHODS, LOSS_STATES, RESTART_STATES } from '@/lib/domain/recovery';
import {
  DomainIdSchema,
  HostIdSchema,
  Instant,
  listParam,
  OperationIdSchema,
  pageOf,
  Paging,
  ReasonSchema,
} from './common';

export const LossIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a host loss' });

const SignOfLife = z.object({
  at: Instant,
  alive: z.boolean().optional().meta({ description: 'Absent: it could not be asked, which says nothing of the host' }),
  words: z.string(),
});

const summary = {
  id: LossIdSchema,
  hostId: HostIdSchema,
  hostName: z.string(),
  hostClass: z.string(),
  state: z.enum(LOSS_STATES),
  /** What it waits for, or what keeps it from going on. */
  waitsFor: z.string().nullable(),
  suspectedAt: Instant,
  lostAt: Instant.nullable(),
  fencedAt: Instant.nullable(),
  rebootedAt: Instant.nullable().meta({
    description:
      'When the host was started anew, where it came back by itself and what ran on it is started on it again',
  }),
  endedAt: Instant.nullable(),
  endedWhy: z.string().nullable(),
  total: z
    .number()
    .int()
    .meta({ description: 'Domains that ran on the host when it was lost and have a restart priority' }),
  done: z.number().int().meta({ description: 'Of these, running again: elsewhere, or on the host where it came back' }),
  stuck: z.array(z.string()).meta({ description: 'Names of domains that nobody can take or whose start failed' }),
};
export const LossSummary = z.object(summary).meta({ id: 'LossSummary' });
export type LossSummary = z.infer<typeof LossSummary>;

const RestartBody = z.object({
  domainId: DomainIdSchema,
  domainName: z.string(),
  vo: z.string().nullable(),
  priority: z.enum(RESTART_PRIORITIES).nullable(),
  state: z.enum(RESTART_STATES),
  words: z.string().nullable(),
  targetHostId: HostIdSchema.nullable(),
  targetHostName: z.string().nullable(),
  operationId: OperationIdSchema.nullable(),
});
export type RestartBody = z.infer<typeof RestartBody>;

export const Loss = z
  .object({
    ...summary,
    version: z.number().int(),
    reason: z.string().nullable().meta({ description: 'Why the agent calls it unreachable' }),
    hasSecondPath: z.boolean(),
    lastSign: SignOfLife.nullable(),
    silentAsks: z.number().int(),
    lostByName: z.string().nullable().meta({ description: 'Who said so; null: the rules' }),
    lostWhy: z.string().nullable(),
    method: z.enum(FENCE_METHODS),
    fenceOperationId: OperationIdSchema.nullable(),
    fencedByName: z
      .string()
      .nullable()
      .meta({ description: 'Who confirmed it by hand; null: Gridbox switched it off' }),
    fencedHow: z.string().nullable(),
    domains: z.array(RestartBody).meta({
      description: 'Once it is fenced or back, what becomes of each; before, what would: those that ran there',
    }),
  })
  .meta({ id: 'Loss' });
export type Loss = z.infer<typeof Loss>;

export const LossPage = pageOf(LossSummary).meta({ id: 'LossPage' });
export type LossPage = z.infer<typeof LossPage>;
export const ListLossesQuery = Paging.extend({ host: HostIdSchema.optional(), state: listParam(z.enum(LOSS_STATES)) });
export type ListLossesQuery = z.infer<typeof ListLossesQuery>;

/** What is said of a loss is kept with it. */
export const LossDeedBody = z.strictObject({ reason: ReasonSchema }).meta({ id: 'LossDeedBody' });
export type LossDeedBody = z.infer<typeof LossDeedBody>;

/** Does each class survive the loss of any one of its hosts, by what is free now? */
export const Survival = z
  .object({
    classes: z.array(
      z.object({
        hostClass: z.enum(HOST_CLASSES),
        survives: z.boolean(),
        sentence: z.string(),
        hosts: z.array(
          z.object({
            hostId: HostIdSchema,
            hostName: z.string(),
            protectedDomains: z.number().int(),
            homeless: z.array(z.object({ domainName: z.string(), why: z.string() })),
            method: z.enum(FENCE_METHODS),
            fencedAt: Instant.nullable().meta({
              description: 'When Gridbox switched it off last, by whatever way it had then; null: none was ever tried',
            }),
            hasSecondPath: z.boolean(),
          }),
        ),
      }),
    ),
    unprotected: z.number().int().meta({ description: 'Running domains without a restart priority' }),
    unprotectedDomains: z
      .array(z.object({ domainId: DomainIdSchema, domainName: z.string(), hostName: z.string().nullable() }))
      .meta({ description: 'The first hundred of them, by name' }),
  })
  .meta({ id: 'Survival' });
export type Survival = z.infer<typeof Survival>;
