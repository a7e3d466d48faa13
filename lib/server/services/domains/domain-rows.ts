import { z } from 'zod';
import type { DomainSummary } from '@/lib/contracts/domains';
import { hasScope, type Actor } from '@/lib/domain/access';
import { DOMAIN_STATES, GUEST_MODES, ROLES } from '@/lib/domain/domain';
import { DOMAIN_VERBS, type DomainSituation, type DomainVerb } from '@/lib/domain/domain-actions';
import { ARCHITECTURES, HOST_STATUSES, HYPERVISORS } from '@/lib/domain/host';
import { OPERATION_KINDS } from '@/lib/domain/operation';
import type { Refusal } from '@/lib/domain/refusals';
import { actorCan } from '@/lib/domain/verb-scopes';
import { checkStart, unfitSentence } from '@/lib/placement/check-start';
import { Prisma } from '@/lib/server/db/generated/client';

/**
 * The operation that holds each domain now: the first unfinished one in the order of submission. Unfinished operations
 * are few, so they are gathered once by the index on state, instead of searched in the history of every domain.
 */
export const ACTIVE_OPERATIONS = Prisma.sql`
  op as materialized (
    select distinct on (o."domainId") o."domainId", o.id, o.kind, o.state, o."targetHostId", m.progress, m.stage
    from "Operation" o left join "Migration" m on m."operationId" = o.id
    where o.state in ('queued', 'running') and o."domainId" is not null
    order by o."domainId", o.number
  ), bench as materialized (
    select distinct on (place."hostId") place."hostId", o.title, r.guard,
      array(select part."domainId" from gridbox_benchmark_ends(r) part where part."domainId" is not null) as parts
    from "BenchmarkRun" r join "Operation" o on o.id = r."operationId" cross join lateral gridbox_benchmark_ends(r) place
    where r."guardedSince" is not null and r."finishedAt" is null and o.state = 'running' and o.kind = 'run-benchmark'
    order by place."hostId", o.number
  )`;

/**
 * Needs the aliases `d`, `h`, `op` and `bench`. A domain that did not change is not written at every reading: it was seen when its
 * host was. A list that was never written is null in the database.
 */
export const DOMAIN_COLUMNS = Prisma.sql`
  d.id::text, d.name, d."hostId"::text, h.name as "hostName", d.simulated, d.state, d."stateReason",
  case when d."missingSince" is null then greatest(d."seenAt", h."seenAt") else d."seenAt" end as "seenAt",
  d."missingSince", d."splitBrain", d."definitionUnreadable", d.vcpus, d."memoryKiB"::float8, d."maxMemoryKiB"::float8, d."cpuLoad", d."guestMode",
  d.architecture, coalesce(d.roles, '{}') as roles, d.vo, coalesce(d.tags, '{}') as tags, d."homeHost", d."guestUptimeMs"::float8, d."guestHeardAt",
  h.status as "hostStatus", h.capabilities -> 'unsupported' as unsupported,
  d."kernelVersion", d.definition ->> 'kernel' as kernel, d."needsFpswa", h.hypervisor, h."hypervisorVersion",
  h.architecture as "hostArchitecture", h.facts -> 'fpswa' as "hostFpswa", h.facts -> 'guestModes' as "hostGuestModes",
  bench.title as "benchmarkTitle", d.id = any(bench.parts) as "benchmarkPart",
  cm.stage as "coldMoveStage", cm."sourceHostName" as "coldMoveFrom",
  op.id::text as "operationId", op.kind as "operationKind", op.state as "operationState",
  op."targetHostId"::text as "operationTargetHostId", op.progress as "operationProgress", op.stage as "operationStage"`;

export const DOMAIN_FROM = Prisma.sql`
  "Domain" d left join "Host" h on h.id = d."hostId" left join op on op."domainId" = d.id
  left join bench on bench."hostId" = d."hostId" and (bench.guard = 'refuse' or d.id = any(bench.parts))
  left join "ColdMove" cm on cm."domainId" = d.id and cm.stage in ('awaiting', 'half-undone')`;

const Unsupported = z.partialRecord(z.enum(DOMAIN_VERBS), z.string()).catch({});

export const DomainRow = z.object({
  id: z.string(),
  name: z.string(),
  hostId: z.string().nullable(),
  hostName: z.string().nullable(),
  simulated: z.boolean(),
  state: z.enum(DOMAIN_STATES),
  stateReason: z.string().nullable(),
  seenAt: z.date(),
  missingSince: z.date().nullable(),
  splitBrain: z.boolean(),
  definitionUnreadable: z.string().nullable(),
  vcpus: z.number(),
  memoryKiB: z.number(),
  maxMemoryKiB: z.number(),
  cpuLoad: z.number().nullable(),
  // A value that this version does not know is not known.
  guestMode: z.enum(GUEST_MODES).catch('unknown'),
  architecture: z.enum(ARCHITECTURES).catch('unknown'),
  roles: z.array(z.enum(ROLES)),
  vo: z.string().nullable(),
  tags: z.array(z.string()),
  homeHost: z.string().nullable(),
  guestUptimeMs: z.number().nullable(),
  guestHeardAt: z.date().nullable(),
  hostStatus: z.enum(HOST_STATUSES).nullable(),
  unsupported: Unsupported.nullable(),
  kernelVersion: z.string().nullable(),
  kernel: z.string().nullable(),
  needsFpswa: z.boolean(),
  hypervisor: z.enum(HYPERVISORS).nullable().catch('other'),
  hypervisorVersion: z.string().nullable(),
  hostArchitecture: z.enum(ARCHITECTURES).nullable().catch('unknown'),
  hostFpswa: z.boolean().nullable().catch(null),
  /** Null where the host was never read. */
  hostGuestModes: z.array(z.enum(GUEST_MODES)).nullable().catch(null),
  benchmarkTitle: z.string().nullable(),
  benchmarkPart: z.boolean().nullable(),
  coldMoveStage: z.enum(['awaiting', 'half-undone']).nullable(),
  coldMoveFrom: z.string().nullable(),
  operationId: z.string().nullable(),
  operationKind: z.enum(OPERATION_KINDS).nullable(),
  operationState: z.enum(['queued', 'running']).nullable(),
  operationTargetHostId: z.string().nullable(),
  operationProgress: z.number().nullable(),
  operationStage: z.string().nullable(),
});
export type DomainRow = z.infer<typeof DomainRow>;

/** The facts that decide what may be done to it. */
export const situationOf = (row: DomainRow): DomainSituation => ({
  state: row.state,
  hostStatus: row.hostStatus ?? 'unreachable',
  splitBrain: row.splitBrain,
  missing: row.missingSince !== null || row.hostId === null,
  unsupported: row.unsupported ?? {},
  coldMove:
    row.coldMoveStage === null ? undefined : { stage: row.coldMoveStage, from: row.coldMoveFrom ?? 'its old host' },
  benchmark:
    row.benchmarkTitle === null ? undefined : { title: row.benchmarkTitle, takesPart: row.benchmarkPart === true },
  unfit: unfitSentence(startRefusals(row)),
});

/** Why the host that holds it cannot run this guest, by what the inventory knows of both. */
export function startRefusals(row: DomainRow): readonly Refusal[] {
  if (row.hostName === null || row.hostGuestModes === null) return [];
  return checkStart({
    domain: {
      name: row.name,
      guestMode: row.guestMode,
      kernel: row.kernel ?? undefined,
      metadata: { kernelVersion: row.kernelVersion ?? undefined, needsFpswa: row.needsFpswa },
    },
    target: {
      name: row.hostName,
      reading: {
        hypervisor: row.hypervisor ?? 'other',
        hypervisorVersion: row.hypervisorVersion ?? '',
        architecture: row.hostArchitecture ?? 'unknown',
        fpswa: row.hostFpswa ?? undefined,
        guestModes: row.hostGuestModes,
      },
    },
  });
}

/** A domain as lists have it, with what this caller may do to it now. */
export function domainSummary(row: DomainRow, actor: Actor): z.input<typeof DomainSummary> {
  const situation = situationOf(row);
  const verdicts = DOMAIN_VERBS.map((verb) => [verb, actorCan(actor, verb, situation)] as const);
  return {
    id: row.id,
    name: row.name,
    hostId: row.hostId,
    hostName: row.hostName,
    simulated: row.simulated,
    state: row.state,
    stateReason: row.stateReason,
    seenAt: row.seenAt.toISOString(),
    stale: row.hostStatus !== 'up',
    missingSince: row.missingSince?.toISOString() ?? null,
    splitBrain: row.splitBrain,
    definitionUnreadable: sentenceFor(actor, row.definitionUnreadable),
    vcpus: row.vcpus,
    memoryKiB: row.memoryKiB,
    maxMemoryKiB: row.maxMemoryKiB,
    cpuLoad: row.cpuLoad,
    guestMode: row.guestMode,
    architecture: row.architecture,
    roles: row.roles,
    vo: row.vo,
    tags: row.tags,
    homeHost: row.homeHost,
    guestUptimeMs: row.guestUptimeMs,
    guestHeardAt: row.guestHeardAt?.toISOString() ?? null,
    operation: heldBy(row),
    // One entry for each of DOMAIN_VERBS, so every key is there.
    can: Object.fromEntries(verdicts) as Record<DomainVerb, ReturnType<typeof actorCan>>,
  };
}

/** The hypervisor's words may name files of the host, which are the testbed's business. */
function sentenceFor(actor: Actor, sentence: string | null): string | null {
  return sentence === null || hasScope(actor, 'hosts:read') ? sentence : 'Its host does not give it.';
}

function heldBy(row: DomainRow): z.input<typeof DomainSummary>['operation'] {
  if (row.operationId === null || row.operationKind === null || row.operationState === null) return null;
  return {
    id: row.operationId,
    kind: row.operationKind,
    state: row.operationState,
    progress: row.operationProgress,
    targetHostId: row.operationTargetHostId,
    stage: row.operationStage,
  };
}
