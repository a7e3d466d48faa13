/** What a running domain is compared with, what was found, and what can be done about it. */
import { z } from 'zod';
import { DRIFT_CHECKS, DRIFT_STATES } from '@/lib/domain/guest-drift';
import { DomainIdSchema, Instant, OperationIdSchema, pageOf, Paging, ReasonSchema, Verdict } from './common';
import { Sha512 } from './image-manifest';
import { BuiltImageIdSchema, ImageIdSchema } from './images';

export const DriftFindingIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a finding of drift' });

/** A year: less often is never. */
const EVERY_HOURS_MAX = 8_760;

export const GuestDriftFinding = z
  .object({
    id: DriftFindingIdSchema,
    domainId: DomainIdSchema,
    domainName: z.string(),
    vo: z.string().nullable(),
    check: z.enum(DRIFT_CHECKS),
    subject: z.string().meta({ description: 'A path, a package, a service' }),
    promised: z.string(),
    found: z.string(),
    state: z.enum(DRIFT_STATES),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    goneAt: Instant.nullable(),
    returns: z.number().int().meta({ description: 'How often it came back after it was gone' }),
    accepted: z.object({ byName: z.string(), at: Instant, why: z.string().nullable() }).nullable(),
    can: z.object({ run: Verdict, accept: Verdict }),
  })
  .meta({ id: 'GuestDriftFinding' });
export type GuestDriftFinding = z.infer<typeof GuestDriftFinding>;
export const GuestDriftPage = pageOf(GuestDriftFinding).meta({ id: 'GuestDriftPage' });
export const ListGuestDriftQuery = Paging.extend({
  state: z.enum(DRIFT_STATES).optional().meta({ description: 'Left out: those that are open' }),
});
export type ListGuestDriftQuery = z.infer<typeof ListGuestDriftQuery>;

export const GuestDrift = z
  .object({
    domainId: DomainIdSchema,
    everyHours: z.number().int().nullable().meta({ description: 'Null: only when somebody asks' }),
    nextDueAt: Instant.nullable(),
    checkedAt: Instant.nullable().meta({ description: 'Null: never compared' }),
    operationId: OperationIdSchema.nullable(),
    image: z
      .object({
        id: BuiltImageIdSchema,
        imageId: ImageIdSchema,
        name: z.string(),
        version: z.number().int(),
        digest: Sha512,
      })
      .nullable()
      .meta({ description: 'That it was made of; null: only what is asked of every guest is compared' }),
    kernel: z.string().nullable().meta({ description: 'That ran then' }),
    skipped: z.array(z.object({ check: z.enum(DRIFT_CHECKS), why: z.string() })),
    findings: z.array(GuestDriftFinding).meta({ description: 'Open first, then accepted, then gone' }),
    can: z.object({ check: Verdict, rebuild: Verdict }),
  })
  .meta({ id: 'GuestDrift' });
export type GuestDrift = z.infer<typeof GuestDrift>;

export const CheckGuestDrift = z.strictObject({ reason: ReasonSchema }).meta({ id: 'CheckGuestDrift' });
export type CheckGuestDrift = z.infer<typeof CheckGuestDrift>;
export const ScheduleGuestDrift = z
  .strictObject({
    everyHours: z.number().int().min(1).max(EVERY_HOURS_MAX).nullable(),
    reason: ReasonSchema,
  })
  .meta({ id: 'ScheduleGuestDrift' });
export type ScheduleGuestDrift = z.infer<typeof ScheduleGuestDrift>;
export const RemedyGuestDrift = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RemedyGuestDrift' });
export type RemedyGuestDrift = z.infer<typeof RemedyGuestDrift>;
export const AcceptGuestDrift = z
  .strictObject({
    accepted: z.boolean().meta({ description: 'False takes an acceptance back' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'AcceptGuestDrift' });
export type AcceptGuestDrift = z.infer<typeof AcceptGuestDrift>;
export const RebuildDomain = z
  .strictObject({
    confirmName: z.string().max(255).meta({ description: 'The domain’s name: what it holds on its disks is lost' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'RebuildDomain' });
export type RebuildDomain = z.infer<typeof RebuildDomain>;
