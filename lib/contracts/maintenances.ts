/** Maintenance of hosts: announced, answered by the VOs that it touches, and over. */
import { z } from 'zod';
import {
  MAINTENANCE_ANSWERS,
  MAINTENANCE_MINUTES_MAX,
  MAINTENANCE_STANDINGS,
  VO_STANDINGS,
} from '@/lib/domain/maintenance';
import {
  DomainIdSchema,
  HostIdSchema,
  Instant,
  lineOfText,
  NameSchema,
  pageOf,
  Paging,
  ReasonSchema,
  Verdict,
  wholeNumber,
} from './common';
import { LeaseIdSchema } from './leases';

export const MaintenanceIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a maintenance' });

const touches = {
  domains: z
    .array(z.object({ id: DomainIdSchema, name: z.string() }))
    .meta({ description: 'That are on the host now, but for those of a lease that ends before' }),
  leases: z
    .array(z.object({ id: LeaseIdSchema, number: z.number().int() }))
    .meta({ description: 'That do not end before, with domains there, or bound to the host at that time' }),
};

const MaintenanceVo = z.object({
  vo: NameSchema,
  toldAt: Instant,
  standing: z.enum(VO_STANDINGS),
  deferUntilAt: Instant.nullable().meta({ description: 'The begin that it asked for' }),
  words: z.string().nullable(),
  answeredByName: z.string().nullable(),
  answeredAt: Instant.nullable(),
  ...touches,
  can: z.object({ consent: Verdict, defer: Verdict }),
});

export const Maintenance = z
  .object({
    id: MaintenanceIdSchema,
    hostId: HostIdSchema,
    hostName: z.string(),
    reason: z.string(),
    standing: z.enum(MAINTENANCE_STANDINGS),
    startsAt: Instant.meta({ description: 'As it is by now: later than announced where a VO put it off' }),
    endsAt: Instant.meta({ description: 'As expected' }),
    announcedStartsAt: Instant,
    lengthMinutes: z.number().int(),
    deferrableUntilAt: Instant.nullable().meta({ description: 'Latest begin that a VO may ask for; null: none' }),
    answersDueAt: Instant.meta({ description: 'Who has not answered by then consents' }),
    announcedByName: z.string(),
    announcedAt: Instant,
    cancelledAt: Instant.nullable(),
    cancelledByName: z.string().nullable(),
    vos: z.array(MaintenanceVo).meta({ description: 'That were told; of who is bound to VOs those' }),
    can: z.object({ cancel: Verdict }),
    version: z.number().int(),
  })
  .meta({ id: 'Maintenance' });
export type Maintenance = z.infer<typeof Maintenance>;
export const MaintenancePage = pageOf(Maintenance).meta({ id: 'MaintenancePage' });
export type MaintenancePage = z.infer<typeof MaintenancePage>;
export const ListMaintenancesQuery = Paging.extend({
  host: HostIdSchema.optional(),
  vo: NameSchema.optional().meta({ description: 'That was told of it' }),
  open: z.stringbool().optional().meta({ description: 'Announced or under way' }),
});
export type ListMaintenancesQuery = z.infer<typeof ListMaintenancesQuery>;

export const ForeseeMaintenanceQuery = z.object({
  vo: NameSchema.meta({ description: 'That was told of it' }),
  startsAt: Instant.meta({ description: 'The begin that it would be put off to' }),
});
export type ForeseeMaintenanceQuery = z.infer<typeof ForeseeMaintenanceQuery>;
export const ForeseenMaintenance = z
  .object({ startsAt: Instant, endsAt: Instant, ...touches })
  .meta({ id: 'ForeseenMaintenance', description: 'What of a VO a maintenance would touch at another time' });
export type ForeseenMaintenance = z.infer<typeof ForeseenMaintenance>;

export const AnnounceMaintenance = z
  .strictObject({
    hostId: HostIdSchema,
    startsAt: Instant,
    lengthMinutes: wholeNumber(1, MAINTENANCE_MINUTES_MAX).meta({ description: 'As expected' }),
    deferrableUntilAt: Instant.optional().meta({ description: 'Left out: it cannot be put off' }),
    answersDueAt: Instant.optional().meta({ description: 'Left out: when it begins' }),
    reason: lineOfText(1, 500).meta({ description: 'Told to the VOs' }),
  })
  .meta({ id: 'AnnounceMaintenance' });
export type AnnounceMaintenance = z.infer<typeof AnnounceMaintenance>;

export const AnswerMaintenance = z
  .discriminatedUnion('answer', [
    z.strictObject({ vo: NameSchema, answer: z.literal(MAINTENANCE_ANSWERS[0]), words: lineOfText(1, 500).optional() }),
    z.strictObject({
      vo: NameSchema,
      answer: z.literal(MAINTENANCE_ANSWERS[1]),
      deferUntilAt: Instant,
      words: lineOfText(1, 500).meta({ description: 'Why' }),
    }),
  ])
  .meta({ id: 'AnswerMaintenance' });
export type AnswerMaintenance = z.infer<typeof AnswerMaintenance>;

export const CancelMaintenance = z.strictObject({ reason: ReasonSchema }).meta({ id: 'CancelMaintenance' });
export type CancelMaintenance = z.infer<typeof CancelMaintenance>;
