import { z } from 'zod';
import { hasScope } from '@/lib/domain/access';
import { NODE_STALE_MS } from '@/lib/domain/batch';
import { GUEST_MODES } from '@/lib/domain/domain';
import { ARCHITECTURES, HOST_CLASSES } from '@/lib/domain/host';
import type { GlueDomain, GlueHost, GlueSlots, GlueWorld } from '@/lib/glue/glue-world';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { parseHostFacts } from '@/lib/server/db/facts';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { readAcceptedFigures } from '@/lib/server/services/benchmarks/accepted-figures';
import { endpointsOf, TARGET_SELECT } from './endpoints-of-target';
import { unpublishedDomains } from './unpublished-domains';

/** Roles of which GLUE is told. */
const TOLD = ['CE', 'SE', 'WN'];

const SELECT = {
  id: true,
  name: true,
  roles: true,
  vo: true,
  state: true,
  missingSince: true,
  splitBrain: true,
  simulated: true,
  architecture: true,
  guestMode: true,
  vcpus: true,
  memoryKiB: true,
  kernelVersion: true,
  host: { select: { id: true, class: true, cpuModel: true, status: true, maintenance: true, facts: true } },
  batchNode: { select: { system: true, slots: true, open: true, jobs: true, readAt: true } },
  probeTarget: { select: TARGET_SELECT },
} satisfies Prisma.DomainSelect;
type Row = Prisma.DomainGetPayload<{ select: typeof SELECT }>;

/**
 * What GLUE is made of, as far as this reader may know it: domains of the own VOs; processors and figures to those who see hosts.
 * @param options.forTheWorld for everybody: without what is simulated, and without the names of domains
 * @throws AppError `forbidden`
 */
export async function readGlueWorld(options: {
  readonly context: ServiceContext;
  readonly forTheWorld: boolean;
}): Promise<GlueWorld> {
  const { context, forTheWorld } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const now = context.now();
  const rows = await db.domain.findMany({
    where: {
      roles: { hasSome: TOLD },
      ...(actor.vos === undefined ? {} : { vo: { in: [...actor.vos] } }),
      ...(forTheWorld ? { simulated: false } : {}),
    },
    select: SELECT,
    orderBy: { id: 'asc' },
  });
  const silent = await unpublishedDomains(db);
  const seesHosts = hasScope(actor, 'hosts:read');
  const seesProbes = hasScope(actor, 'probes:read');
  return {
    site: getConfig().site,
    at: now,
    domains: rows
      .filter(({ id }) => !silent.has(id))
      .map((row) => domainOf(row, { now, seesHosts, seesProbes, named: !forTheWorld })),
    benchmarks: seesHosts && hasScope(actor, 'benchmarks:read') ? await readAcceptedFigures(context) : [],
  };
}

function domainOf(
  row: Row,
  {
    now,
    seesHosts,
    seesProbes,
    named,
  }: { readonly now: Date; readonly seesHosts: boolean; readonly seesProbes: boolean; readonly named: boolean },
): GlueDomain {
  return {
    id: row.id,
    name: named ? row.name : undefined,
    roles: row.roles,
    vo: row.vo ?? undefined,
    running: row.state === 'running' && row.missingSince === null && !row.splitBrain,
    simulated: row.simulated,
    host: row.host === null ? undefined : hostOf(row.host, seesHosts),
    architecture: z.enum(ARCHITECTURES).catch('unknown').parse(row.architecture),
    guestMode: z.enum(GUEST_MODES).catch('unknown').parse(row.guestMode),
    vcpus: row.vcpus,
    memoryKiB: Number(row.memoryKiB),
    kernelVersion: row.kernelVersion ?? undefined,
    slots: row.batchNode === null ? undefined : slotsOf(row.batchNode, now),
    endpoints: seesProbes ? endpointsOf(row.probeTarget, !named) : [],
  };
}

function hostOf(host: NonNullable<Row['host']>, seesHosts: boolean): GlueHost {
  const facts = seesHosts ? parseHostFacts(host.facts) : undefined;
  return {
    id: host.id,
    class: z.enum(HOST_CLASSES).catch('other').parse(host.class),
    cpuModel: seesHosts ? (host.cpuModel ?? undefined) : undefined,
    cpuVendor: facts?.cpuVendor,
    cpuMHz: facts?.cpuMHz,
    available: host.status === 'up' && !host.maintenance,
  };
}

function slotsOf(node: NonNullable<Row['batchNode']>, now: Date): GlueSlots | undefined {
  if (now.getTime() - node.readAt.getTime() > NODE_STALE_MS) return undefined;
  const jobs = z.array(z.unknown()).safeParse(node.jobs);
  return jobs.success ? { system: node.system, slots: node.slots, open: node.open, jobs: jobs.data.length } : undefined;
}
