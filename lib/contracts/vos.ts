/** What is of one VO: its window. */
import { z } from 'zod';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { PROBE_VERDICTS } from '@/lib/domain/probe';
import { DomainIdSchema, HostIdSchema, Instant, NameSchema, pageOf, Paging } from './common';
import { VoQuota } from './environments';
import { Lease, LeaseIdSchema } from './leases';

const version = z.number().int();

/** How old what a lease was made of is, against what there is by now. */
export const LeaseFreshness = z
  .object({
    newestVersion: version
      .nullable()
      .meta({ description: 'Of its environment, as it is offered to the VO now; null: it is offered no more' }),
    image: z.object({
      name: z.string().meta({ description: 'Of the library, or the path of a file on the hosts' }),
      version: version.nullable().meta({ description: 'Null for a file' }),
      builtAt: Instant.nullable().meta({ description: 'When that version was built for it; null: nobody knows' }),
      newestVersion: version
        .nullable()
        .meta({ description: 'That is built and that the VO may use; null: none, or a file' }),
      newestBuiltAt: Instant.nullable(),
    }),
  })
  .meta({ id: 'LeaseFreshness' });
export type LeaseFreshness = z.infer<typeof LeaseFreshness>;

export const VoLease = Lease.omit({ fit: true }).extend({ freshness: LeaseFreshness }).meta({ id: 'VoLease' });
export type VoLease = z.infer<typeof VoLease>;

export const VoDomain = z
  .object({
    id: DomainIdSchema,
    name: z.string(),
    state: z.enum(DOMAIN_STATES),
    simulated: z.boolean(),
    hostId: HostIdSchema.nullable(),
    hostName: z.string().nullable(),
    hostInMaintenance: z.boolean().meta({ description: 'Now: nothing is moved there, and it may have to go' }),
    seenAt: Instant.meta({ description: 'When its host last told of it' }),
    missingSince: Instant.nullable(),
    stale: z.boolean().meta({ description: 'Its host does not answer now' }),
    splitBrain: z.boolean(),
    lease: z.object({ id: LeaseIdSchema, number: z.number().int() }).nullable(),
    probes: z
      .object({
        targetId: z.uuid(),
        verdict: z.enum(PROBE_VERDICTS),
        lastAt: Instant.nullable().meta({ description: 'When it was last asked; null: never yet' }),
      })
      .nullable()
      .meta({ description: 'Null: it is not probed' }),
    drift: z
      .object({ open: z.number().int(), checkedAt: Instant })
      .nullable()
      .meta({ description: 'What is not as its image promised; null: it was never compared' }),
  })
  .meta({ id: 'VoDomain' });
export type VoDomain = z.infer<typeof VoDomain>;

export const VoWindow = z
  .object({
    vo: NameSchema,
    quota: VoQuota,
    leases: z.array(VoLease).meta({ description: 'That wait or keep a place, the newest first' }),
    leasesLeftOut: z.number().int(),
    domains: z.array(VoDomain),
    domainsLeftOut: z.number().int(),
    audit: z.boolean().meta({ description: 'Whether the caller may read its audit' }),
    lookedAt: Instant,
  })
  .meta({ id: 'VoWindow' });
export type VoWindow = z.infer<typeof VoWindow>;

/** An accepted change of what is the VO’s. Values before and after are left out: they may name what is another’s. */
export const VoAuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    actorName: z.string(),
    via: z.string(),
    action: z.string(),
    words: z.string().meta({ description: 'What was done: `title`, or what the action does' }),
    title: z.string().nullable().meta({ description: 'Of the operation, where it began one' }),
    subjectType: z.string(),
    subjectName: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'VoAuditEntry' });
export type VoAuditEntry = z.infer<typeof VoAuditEntry>;
export const VoAuditPage = pageOf(VoAuditEntry).meta({ id: 'VoAuditPage' });
export type VoAuditPage = z.infer<typeof VoAuditPage>;
export const ListVoAuditQuery = Paging;
export type ListVoAuditQuery = z.infer<typeof ListVoAuditQuery>;

export const VoBackOffs = z
  .object({
    items: z.array(
      z.object({
        kind: z.enum(['share', 'lease', 'pool']),
        subject: z.string(),
        leaseId: LeaseIdSchema.nullable(),
        reason: z.string(),
        untilAt: Instant.nullable().meta({ description: 'When it is tried again; null: once the reason is gone' }),
      }),
    ),
    lookedAt: Instant,
  })
  .meta({ id: 'VoBackOffs' });
export type VoBackOffs = z.infer<typeof VoBackOffs>;
