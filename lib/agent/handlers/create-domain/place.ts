import { domainId } from '@/lib/domain/ids';
import type { HostDisks } from '@/lib/drivers/port';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';

export type CreateRun = Run<'create-domain'>;

/** Where the new domain goes. @throws OperationFailure where nobody said, DriverError `unreachable` where the host does not answer. */
export async function openPlace(run: CreateRun): Promise<DomainAtHost> {
  const { domainId: id, hostId } = run.operation;
  if (id === null || hostId === null)
    throw new OperationFailure('bad-request', 'The creation names no UUID or no host.');
  return {
    id: domainId(id),
    name: run.input.name,
    hostId,
    hostName: run.directory.row(hostId)?.name ?? 'the host',
    connection: await run.connection(hostId),
  };
}

/** @throws OperationFailure where the driver makes none. */
export function disksAt({ connection, hostName }: DomainAtHost): HostDisks {
  if (connection.disks === undefined)
    throw new OperationFailure('unsupported', `Gridbox cannot make disks on ${hostName}.`);
  return connection.disks;
}
