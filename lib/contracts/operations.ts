import { z } from 'zod';
import { OPERATION_KINDS, OPERATION_STATES, STEP_STATES } from '@/lib/domain/operation';
import { DomainIdSchema, HostIdSchema, Instant, listParam, OperationIdSchema, pageOf, Paging } from './common';

export const OperationSummary = z
  .object({
    id: OperationIdSchema,
    kind: z.enum(OPERATION_KINDS),
    title: z.string().meta({ description: 'Sentence for people, e.g. "Migrate wn-01 from rig-1 to rig-2"' }),
    state: z.enum(OPERATION_STATES),
    domainId: DomainIdSchema.nullable(),
    hostId: HostIdSchema.nullable(),
    targetHostId: HostIdSchema.nullable(),
    vo: z.string().nullable(),
    actorName: z.string(),
    reason: z.string().nullable(),
    waitingFor: z.string().nullable(),
    cancellable: z.boolean(),
    stopRefusal: z
      .string()
      .nullable()
      .meta({ description: 'Why it cannot be stopped once it runs; null where it can' }),
    cancelRequested: z.boolean(),
    attempt: z.number().int(),
    createdAt: Instant,
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    deadlineAt: Instant.nullable(),
    error: z.object({ kind: z.string(), message: z.string(), native: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'OperationSummary' });
export type OperationSummary = z.infer<typeof OperationSummary>;

export const OperationStep = z.object({
  sequence: z.number().int(),
  name: z.string(),
  title: z.string(),
  state: z.enum(STEP_STATES),
  attempt: z.number().int(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  detail: z.string().nullable(),
});
export const OperationDetail = OperationSummary.extend({
  steps: z.array(OperationStep),
  input: z.record(z.string(), z.unknown()).meta({ description: 'As asked, without secrets' }),
  result: z.record(z.string(), z.unknown()).nullable(),
  owner: z.string().nullable().meta({ description: 'Agent that runs it' }),
  heartbeatAt: Instant.nullable(),
}).meta({ id: 'OperationDetail' });
export type OperationDetail = z.infer<typeof OperationDetail>;

/** Answer to every command: 202 and where to follow it. */
export const OperationAccepted = z.object({ operation: OperationSummary }).meta({ id: 'OperationAccepted' });
export type OperationAccepted = z.infer<typeof OperationAccepted>;

export const ListOperationsQuery = Paging.extend({
  state: listParam(z.enum(OPERATION_STATES)),
  kind: listParam(z.enum(OPERATION_KINDS)),
  domain: DomainIdSchema.optional(),
  host: HostIdSchema.optional(),
});
export type ListOperationsQuery = z.infer<typeof ListOperationsQuery>;
export const OperationPage = pageOf(OperationSummary).meta({ id: 'OperationPage' });
export type OperationPage = z.infer<typeof OperationPage>;

/** `Idempotency-Key` header: submitting twice with one key is one operation. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'use 1 to 128 visible ASCII characters')
  .optional();

/** A command's `?wait=`: hold the answer until the operation has finished or this time has passed, whichever is first. */
const WAIT_SECONDS_MAX = 60;
export const WaitQuery = z.object({
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(WAIT_SECONDS_MAX)
    .optional()
    .meta({ description: 'Seconds to wait for the end' }),
});
export type WaitQuery = z.infer<typeof WaitQuery>;
