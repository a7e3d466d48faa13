import { z } from 'zod';
import { STANDINGS } from '@/lib/domain/benchmark';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { DRIFT_STANDINGS } from '@/lib/domain/drift';
import { HOST_STATUSES } from '@/lib/domain/host';
import { PLAN_KINDS } from '@/lib/domain/plan';
import { PROBE_IDS } from '@/lib/domain/probe';
import { LOSS_STATES } from '@/lib/domain/recovery';
import { ALARM_KINDS, MIGRATION_STAGES, OPERATION_KINDS, OPERATION_STATES } from '@/lib/domain/operation';
import { AlarmIdSchema, DomainIdSchema, HostIdSchema, Instant, OperationIdSchema, pageOf, Paging } from './common';

/**
 * Events are edges: "look again". They carry just enough to draw a changed row at once.
 * Persisted in the `event` table in the same transaction as the change, then notified.
 */
const host = { hostId: HostIdSchema, hostName: z.string() };
const domain = { domainId: DomainIdSchema, domainName: z.string() };

export const EventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('host.added'), ...host }),
  z.object({ type: z.literal('host.changed'), ...host }),
  z.object({ type: z.literal('host.removed'), ...host }),
  z.object({ type: z.literal('host.status'), ...host, status: z.enum(HOST_STATUSES), reason: z.string().nullable() }),
  z.object({ type: z.literal('domain.added'), ...domain, hostId: HostIdSchema, state: z.enum(DOMAIN_STATES) }),
  z.object({
    type: z.literal('domain.changed'),
    ...domain,
    hostId: HostIdSchema.nullable(),
    state: z.enum(DOMAIN_STATES),
    previousState: z.enum(DOMAIN_STATES).nullable(),
  }),
  z.object({
    type: z.literal('domain.moved'),
    ...domain,
    fromHostId: HostIdSchema.nullable(),
    hostId: HostIdSchema,
    state: z.enum(DOMAIN_STATES),
  }),
  z.object({ type: z.literal('domain.missing'), ...domain, hostId: HostIdSchema.nullable() }),
  z.object({ type: z.literal('domain.removed'), ...domain }),
  z.object({
    type: z.literal('operation.changed'),
    operationId: OperationIdSchema,
    kind: z.enum(OPERATION_KINDS),
    state: z.enum(OPERATION_STATES),
    title: z.string(),
    domainId: DomainIdSchema.nullable(),
    hostId: HostIdSchema.nullable(),
    waitingFor: z.string().nullable(),
  }),
  z.object({
    type: z.literal('operation.step'),
    operationId: OperationIdSchema,
    domainId: DomainIdSchema.nullable(),
    step: z.string(),
    title: z.string(),
  }),
  z.object({
    type: z.literal('migration.progress'),
    operationId: OperationIdSchema,
    ...domain,
    sourceHostId: HostIdSchema.nullable(),
    targetHostId: HostIdSchema.nullable(),
    stage: z.enum(MIGRATION_STAGES),
    progress: z.number().nullable(),
  }),
  z.object({
    type: z.literal('benchmark.standing'),
    operationId: OperationIdSchema,
    title: z.string(),
    domainId: DomainIdSchema.nullable(),
    hostId: HostIdSchema.nullable(),
    standing: z.enum(STANDINGS),
    byName: z.string(),
  }),
  z.object({
    type: z.literal('benchmark.drift'),
    operationId: OperationIdSchema,
    hostId: HostIdSchema,
    standing: z.enum(DRIFT_STANDINGS),
    sentence: z.string(),
  }),
  z.object({
    type: z.literal('schedule.changed'),
    scheduleId: z.uuid(),
    name: z.string(),
    words: z.string(),
  }),
  z.object({ type: z.literal('site.changed'), siteId: z.uuid(), name: z.string(), words: z.string() }),
  z.object({
    type: z.literal('plan.changed'),
    planId: z.uuid(),
    kind: z.enum(PLAN_KINDS).optional().meta({ description: 'Left out by versions before what-ifs' }),
    hostId: HostIdSchema.nullable().meta({ description: 'The host that is emptied by a drain; null for other kinds' }),
    hostName: z.string().nullable(),
    words: z.string(),
  }),
  z.object({
    type: z.literal('image.changed'),
    specificationId: z.uuid(),
    name: z.string(),
    version: z.number().int(),
    words: z.string(),
  }),
  z.object({
    type: z.literal('campaign.changed'),
    campaignId: z.uuid().nullable().meta({ description: 'Null where the campaign file was written' }),
    definitionId: z.uuid(),
    name: z.string(),
    words: z.string(),
  }),
  z.object({ type: z.literal('lease.changed'), leaseId: z.uuid(), number: z.number().int(), words: z.string() }),
  z.object({
    type: z.literal('maintenance.changed'),
    maintenanceId: z.uuid(),
    hostName: z.string(),
    words: z.string(),
  }),
  z.object({ type: z.literal('pool.changed'), poolId: z.uuid(), name: z.string(), words: z.string() }),
  z.object({ type: z.literal('quota.changed'), vo: z.string(), words: z.string() }),
  z.object({ type: z.literal('environment.changed'), name: z.string(), words: z.string() }),
  z.object({
    type: z.literal('drift.changed'),
    domainId: DomainIdSchema,
    domainName: z.string(),
    words: z.string(),
  }),
  z.object({ type: z.literal('image-trust.changed'), words: z.string() }),
  z.object({
    type: z.literal('loss.changed'),
    lossId: z.uuid(),
    hostId: HostIdSchema,
    hostName: z.string(),
    state: z.enum(LOSS_STATES),
    words: z.string(),
  }),
  z.object({
    type: z.literal('probe.changed'),
    targetId: z.uuid(),
    name: z.string(),
    domainId: DomainIdSchema.nullable(),
    probe: z.enum(PROBE_IDS).nullable().meta({ description: 'Null where the target itself was changed' }),
    words: z.string(),
  }),
  z.object({
    type: z.literal('alarm.raised'),
    alarmId: AlarmIdSchema,
    kind: z.enum(ALARM_KINDS),
    domainId: DomainIdSchema.nullable(),
    hostId: HostIdSchema.nullable(),
    sentence: z.string(),
  }),
  z.object({
    type: z.literal('alarm.resolved'),
    alarmId: AlarmIdSchema,
    kind: z.enum(ALARM_KINDS),
    domainId: DomainIdSchema.nullable(),
    hostId: HostIdSchema.nullable(),
    sentence: z.string(),
  }),
]);
export type EventBody = z.infer<typeof EventBody>;
export type EventType = EventBody['type'];

/** A persisted event as the stream and the history give it. `sequence` is the SSE id. */
export const StoredEvent = z
  .object({ sequence: z.string(), at: Instant, vo: z.string().nullable(), body: EventBody })
  .meta({ id: 'Event' });
export type StoredEvent = z.infer<typeof StoredEvent>;

/**
 * Frames of `GET /api/v1/events`. `event` frames have an SSE id and are replayed after `Last-Event-ID`;
 * the others are momentary and never replayed.
 */
export const StreamFrame = z.discriminatedUnion('frame', [
  z.object({ frame: z.literal('event'), event: StoredEvent }),
  /** First frame: where the log stands. `gap` says that the asked-for position is too old: reload everything. */
  z.object({ frame: z.literal('hello'), sequence: z.string(), gap: z.boolean(), at: Instant }),
  /** Hosts read since the last such frame, so that every value knows its age without a request. */
  z.object({
    frame: z.literal('seen'),
    hosts: z.array(
      z.object({
        hostId: HostIdSchema,
        seenAt: Instant,
        cpuLoad: z.number().nullable(),
        memoryFreeKiB: z.number().nullable(),
      }),
    ),
  }),
  /** The server ends the stream on purpose (deploy, session end); reconnect when `retry`. */
  z.object({ frame: z.literal('bye'), reason: z.string(), retry: z.boolean() }),
]);
export type StreamFrame = z.infer<typeof StreamFrame>;

export const ListEventsQuery = Paging.extend({ domain: DomainIdSchema.optional(), host: HostIdSchema.optional() });
export type ListEventsQuery = z.infer<typeof ListEventsQuery>;
export const EventPage = pageOf(StoredEvent).meta({ id: 'EventPage' });
export type EventPage = z.infer<typeof EventPage>;

export const Alarm = z
  .object({
    id: AlarmIdSchema,
    kind: z.enum(ALARM_KINDS),
    sentence: z.string(),
    remedy: z.string(),
    domainId: DomainIdSchema.nullable(),
    domainName: z.string().nullable(),
    hostId: HostIdSchema.nullable(),
    hostName: z.string().nullable(),
    raisedAt: Instant,
    resolvedAt: Instant.nullable(),
    resolvedBy: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Alarm' });
export type Alarm = z.infer<typeof Alarm>;
export const ListAlarmsQuery = Paging.extend({ open: z.stringbool().optional() });
export const AlarmPage = pageOf(Alarm).meta({ id: 'AlarmPage' });
export type AlarmPage = z.infer<typeof AlarmPage>;
/** For a split brain the operator says which host's copy is the real one, after looking. */
export const ResolveAlarm = z
  .object({ note: z.string().trim().min(1).max(500), keepHostId: HostIdSchema.optional() })
  .strict()
  .meta({ id: 'ResolveAlarm' });
export type ResolveAlarm = z.infer<typeof ResolveAlarm>;
