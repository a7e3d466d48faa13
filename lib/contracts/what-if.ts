/** What would be: a supposition about the inventory, and the document that answers it. Nothing is done by it. */
import { z } from 'zod';
import { ROLES } from '@/lib/domain/domain';
import { HOST_CLASSES } from '@/lib/domain/host';
import {
  LEAST_ADDED_MIB,
  LONGEST_REPLAY_MS,
  MOST_ADDED_MIB,
  MOST_ADDED_VCPUS,
  MOST_DOMAINS_ADDED,
  MOST_HOSTS_ADDED,
  MOST_HOSTS_REMOVED,
  MOST_KINDS_ADDED,
} from '@/lib/domain/what-if';
import { DAY_MS } from '@/lib/utils/time';
import { KIB_PER_MIB } from '@/lib/utils/units';
import { DomainIdSchema, HostIdSchema, Instant, ReasonSchema } from './common';
import { DrainDocument } from './drain-document';

const memoryKiB = z
  .number()
  .int()
  .min(LEAST_ADDED_MIB * KIB_PER_MIB)
  .max(MOST_ADDED_MIB * KIB_PER_MIB);
const vcpus = z.number().int().min(1).max(MOST_ADDED_VCPUS);
const domainCount = z.number().int().min(1).max(MOST_DOMAINS_ADDED);
const hostCount = z.number().int().min(1).max(MOST_HOSTS_ADDED);

const sum = (each: readonly { readonly count: number }[]): number =>
  each.reduce((total, { count }) => total + count, 0);

export const AskWhatIf = z
  .strictObject({
    hostsRemoved: z
      .array(HostIdSchema)
      .max(MOST_HOSTS_REMOVED)
      .default([])
      .refine((ids) => new Set(ids).size === ids.length, 'names a host twice')
      .meta({ description: 'Emptied one after the other, in this order; none takes domains of another' }),
    domainsAdded: z
      .array(
        z.strictObject({
          likeDomainId: DomainIdSchema.meta({
            description: 'Its technology, networks and shared storage say where they may go',
          }),
          count: domainCount,
          memoryKiB: memoryKiB.optional().meta({ description: 'Left out: as the one that they are like' }),
          vcpus: vcpus.optional(),
          roles: z.array(z.enum(ROLES)).max(ROLES.length).optional(),
        }),
      )
      .max(MOST_KINDS_ADDED)
      .default([])
      .refine((each) => sum(each) <= MOST_DOMAINS_ADDED, `adds more than ${MOST_DOMAINS_ADDED} domains in all`),
    hostsAdded: z
      .array(z.strictObject({ likeHostId: HostIdSchema, count: hostCount }))
      .max(MOST_KINDS_ADDED)
      .default([])
      .refine((each) => sum(each) <= MOST_HOSTS_ADDED, `adds more than ${MOST_HOSTS_ADDED} hosts in all`)
      .meta({ description: 'Empty, of the same make' }),
    replay: z
      .strictObject({ since: Instant, until: Instant.optional().meta({ description: 'Left out: now' }) })
      .nullable()
      .default(null)
      .meta({
        description: `What was recorded in this span happens again, on the supposed hosts; at most ${LONGEST_REPLAY_MS / DAY_MS} days`,
      }),
    reason: ReasonSchema,
  })
  .refine(
    ({ hostsRemoved, domainsAdded, hostsAdded, replay }) =>
      hostsRemoved.length + domainsAdded.length + hostsAdded.length > 0 || replay !== null,
    {
      message: 'suppose something: hosts removed or added, domains added, or a span of the past',
      path: ['hostsRemoved'],
    },
  )
  .meta({ id: 'AskWhatIf' });
export type AskWhatIf = z.infer<typeof AskWhatIf>;

/** As it was asked, with the names of then. */
export const WhatIfWish = z
  .object({
    hostsRemoved: z.array(z.object({ hostId: HostIdSchema, hostName: z.string() })),
    domainsAdded: z.array(
      z.object({
        likeDomainId: DomainIdSchema,
        likeDomainName: z.string(),
        count: domainCount,
        memoryKiB: z.number(),
        vcpus: z.number().int(),
        roles: z.array(z.enum(ROLES)),
      }),
    ),
    hostsAdded: z.array(z.object({ likeHostId: HostIdSchema, likeHostName: z.string(), count: hostCount })),
    replay: z
      .object({
        since: Instant,
        until: Instant,
        knownSinceAt: Instant.nullable()
          .default(null)
          .meta({ description: 'Since when the testbed is known whole, where that is later than what was asked for' }),
      })
      .nullable(),
  })
  .meta({ id: 'WhatIfWish' });
export type WhatIfWish = z.infer<typeof WhatIfWish>;

const Reasons = z.array(z.object({ code: z.string(), words: z.string(), hosts: z.number().int() }));

const HostUse = z.object({
  memoryFreeKiB: z.number().nullable(),
  domains: z.number().int().meta({ description: 'Those that run' }),
});
const WhatIfHost = z.object({
  hostId: HostIdSchema,
  hostName: z.string(),
  hostClass: z.enum(HOST_CLASSES),
  simulated: z.boolean(),
  memoryTotalKiB: z.number().nullable(),
  before: HostUse.nullable().meta({ description: 'Null: it is added' }),
  after: HostUse.nullable().meta({ description: 'Null: it is removed' }),
});
export type WhatIfHost = z.infer<typeof WhatIfHost>;

const PlacedGroup = z.object({
  likeDomainId: DomainIdSchema,
  likeDomainName: z.string(),
  placed: z
    .array(
      z.object({
        name: z.string(),
        hostId: HostIdSchema.nullable().meta({ description: 'Null: no host can take it' }),
        hostName: z.string().nullable(),
        why: z.string(),
      }),
    )
    .meta({ description: 'One by one, each in the world of those before it' }),
  looked: z.number().int().meta({ description: 'Hosts that were asked for the last of them' }),
  reasons: Reasons.meta({ description: 'Of the last one that found no place: how many hosts gave each reason' }),
});
export type PlacedGroup = z.infer<typeof PlacedGroup>;

const Tightest = z.object({
  hostClass: z.enum(HOST_CLASSES),
  at: Instant.nullable().meta({ description: 'Null: no host of the class is left' }),
  freeKiB: z.number().nullable().meta({ description: 'On all its hosts that were up and open' }),
  asItWasAt: Instant.nullable(),
  asItWasFreeKiB: z.number().nullable(),
});
const WithoutPlace = z.object({
  at: Instant,
  what: z.enum(['beginning', 'start', 'growth']).meta({
    description: '`beginning`: it ran when the span began, or is added; `growth`: it was given memory or processors',
  }),
  domainId: DomainIdSchema.nullable().meta({ description: 'Null for one that is added' }),
  domainName: z.string(),
  memoryKiB: z.number(),
  hostName: z.string().nullable().meta({ description: 'Where it was' }),
  why: z.string(),
  foundAt: Instant.nullable().meta({ description: 'When it found one after all; null: not while it ran' }),
});
/** Of the past that was played again. */
export const ReplayFindings = z.object({
  since: Instant.meta({ description: 'As asked for, or since when the testbed is known whole where that is later' }),
  until: Instant,
  shortened: z.boolean().meta({ description: 'The past is not known for as long as was asked for' }),
  cutShortAt: Instant.nullable().meta({ description: 'Where it ended at its bounds, if it did' }),
  changes: z.number().int().meta({ description: 'Changes of hosts and domains that were recorded' }),
  sentence: z.string(),
  starts: z.number().int(),
  startsElsewhere: z.number().int(),
  beginning: z.number().int().meta({
    description: 'Domains that were to be placed when the span began: those of removed hosts, and added ones',
  }),
  growths: z.number().int(),
  movesMade: z.number().int(),
  movesNotMade: z.number().int().meta({ description: 'Their host is not there, or had no room' }),
  endsElsewhere: z.number().int().meta({ description: 'Domains that run elsewhere at the end than they did' }),
  partlyKnown: z
    .number()
    .int()
    .meta({ description: 'Domains that are gone now: only what was recorded of them is known' }),
  withoutPlace: z.number().int(),
  asItWasWithoutPlace: z.number().int().meta({ description: 'By the same rules on the hosts as they were' }),
  homeless: z.array(WithoutPlace).meta({
    description: 'The first of those without a place, in their order; who waited for half a minute at most is none',
  }),
  reasons: z
    .array(z.object({ code: z.string(), words: z.string(), domains: z.number().int() }))
    .meta({ description: 'How many of all without a place met each reason on some host' }),
  tightest: z.array(Tightest),
});
export type ReplayFindings = z.infer<typeof ReplayFindings>;

/** The document: what would be, part by part. */
export const WhatIfDocument = z
  .object({
    lookedAt: Instant.meta({ description: 'When the inventory was looked at' }),
    supposition: z.array(z.string()).meta({ description: 'What is supposed, in sentences' }),
    answer: z.string().meta({ description: 'What came out, in a line' }),
    removed: z.array(
      z.object({
        hostId: HostIdSchema,
        hostName: z.string(),
        hostClass: z.enum(HOST_CLASSES),
        drain: DrainDocument,
        off: z.array(z.string()).meta({ description: 'Names of domains that are off: their definitions go with it' }),
      }),
    ),
    added: z.array(PlacedGroup),
    hosts: z.array(WhatIfHost).meta({ description: 'Those that come, go, or take something' }),
    unchangedHosts: z.number().int(),
    spread: z.object({ before: z.number(), after: z.number() }).meta({ description: 'As of a rebalance; 0 is level' }),
    survival: z
      .array(
        z.object({
          hostClass: z.enum(HOST_CLASSES),
          before: z.string().nullable().meta({ description: 'Null: the class has no host that is up' }),
          survivesBefore: z.boolean(),
          after: z.string().nullable(),
          survivesAfter: z.boolean(),
        }),
      )
      .meta({ description: 'N+1 by class, in a sentence each; empty where there is too much to ask it' }),
    replay: ReplayFindings.nullable(),
    notLookedAt: z.array(z.string()),
  })
  .meta({ id: 'WhatIfDocument' });
export type WhatIfDocument = z.infer<typeof WhatIfDocument>;
