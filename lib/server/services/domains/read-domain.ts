import { z } from 'zod';
import type { DomainDetail } from '@/lib/contracts/domains';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { hasScope } from '@/lib/domain/access';
import { jobsWords } from '@/lib/domain/batch';
import { canOpenConsole } from '@/lib/domain/console';
import { requireScope } from '@/lib/server/auth/require-scope';
import { parseCapabilities, parseDefinition, parseGuestAddresses } from '@/lib/server/db/facts';
import type { BatchNode, MadeThing } from '@/lib/server/db/generated/client';
import { toBatchNode } from '@/lib/server/inventory/batch-nodes';
import type { ServiceContext } from '@/lib/server/service-context';
import { readOpenColdMove } from '@/lib/server/services/cold-moves/read-open-cold-move';
import { domainSummary, situationOf } from './domain-rows';
import { readDomainRow } from './read-domain-row';

/**
 * One domain with its facts and what each host says of it.
 * @throws AppError `not-found`, also for a domain of another VO.
 */
export async function readDomain(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof DomainDetail>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const row = await readDomainRow(db, actor, id);
  const [rest, coldMove, sightings, host, made] = await Promise.all([
    db.domain.findUniqueOrThrow({
      where: { id },
      select: {
        osType: true,
        definition: true,
        kernelVersion: true,
        persistent: true,
        maxVcpus: true,
        needsFpswa: true,
        antiAffinity: true,
        affinity: true,
        version: true,
        batchNode: true,
        guestAddresses: true,
        guestAddressesAt: true,
      },
    }),
    readOpenColdMove(db, actor, row),
    db.domainSighting.findMany({
      where: { domainId: id },
      include: { host: { select: { name: true } } },
      orderBy: { seenAt: 'desc' },
    }),
    row.hostId === null ? null : db.host.findUnique({ where: { id: row.hostId }, select: { capabilities: true } }),
    db.madeThing.findMany({ where: { domainId: id, ours: true, state: { not: 'gone' } }, orderBy: { madeAt: 'asc' } }),
  ]);
  const definition = parseDefinition(rest.definition);
  return {
    ...domainSummary(row, actor),
    console: canOpenConsole(actor, situationOf(row), parseCapabilities(host?.capabilities)?.noConsole),
    osType: rest.osType ?? definition?.osType ?? null,
    machine: definition?.machine ?? null,
    kernel: definition?.kernel ?? null,
    kernelVersion: rest.kernelVersion,
    emulated: definition?.emulated ?? null,
    cpuModel: definition?.cpuModel ?? null,
    cpuFlags: [...(definition?.cpuFlags ?? [])],
    persistent: rest.persistent,
    maxVcpus: rest.maxVcpus,
    needsFpswa: rest.needsFpswa,
    antiAffinity: rest.antiAffinity,
    affinity: rest.affinity,
    guestAddresses:
      rest.guestAddressesAt === null
        ? null
        : { at: rest.guestAddressesAt.toISOString(), addresses: [...parseGuestAddresses(rest.guestAddresses)] },
    sshAddress: definition?.metadata.sshAddress ?? null,
    restartPriority: definition?.metadata.restartPriority ?? null,
    batchNode: rest.batchNode === null ? null : nodeBody(rest.batchNode, hasScope(actor, 'hosts:read')),
    disks: (definition?.disks ?? []).map((disk) => ({
      ...disk,
      // Paths on the host are the testbed's business.
      source: hasScope(actor, 'hosts:read') ? (disk.source ?? null) : null,
      format: disk.format ?? null,
      capacityBytes: disk.capacityBytes ?? null,
    })),
    nics: (definition?.nics ?? []).map((nic) => ({
      mac: nic.mac ?? null,
      kind: nic.kind,
      source: nic.source ?? null,
      model: nic.model ?? null,
    })),
    passthrough: [...(definition?.passthrough ?? [])],
    hasSnapshots: definition?.hasSnapshots ?? false,
    definitionKnown: definition !== undefined,
    sightings: sightings.map((sighting) => ({
      hostId: sighting.hostId,
      hostName: sighting.host.name,
      state: z.enum(DOMAIN_STATES).parse(sighting.state),
      seenAt: sighting.seenAt.toISOString(),
    })),
    made: madeOf(made, hasScope(actor, 'hosts:read')),
    coldMove,
    version: rest.version,
  };
}

/** @param wholeTestbed false: what other VOs run there, and plans, are not the reader's to see */
function nodeBody(row: BatchNode, wholeTestbed: boolean): NonNullable<z.input<typeof DomainDetail>['batchNode']> {
  const { system, slots, open, jobs, readAt } = toBatchNode(row);
  const count = `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}`;
  return {
    system,
    slots,
    open,
    jobs: wholeTestbed || jobs.length === 0 ? jobsWords(jobs) : count,
    closedByPlanId: wholeTestbed ? row.closedPlanId : null,
    readAt: readAt.toISOString(),
  };
}

function madeOf(things: readonly MadeThing[], showsPaths: boolean): z.input<typeof DomainDetail>['made'] {
  const domain = things.find((thing) => thing.kind === 'domain');
  if (domain === undefined) return null;
  return {
    at: domain.madeAt.toISOString(),
    owner: domain.owner,
    note: domain.note,
    // Paths on the host are the testbed's business.
    disks: showsPaths ? [...new Set(things.filter((thing) => thing.kind === 'disk').map(({ path }) => path))] : [],
  };
}
