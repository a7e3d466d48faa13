import type { OperationKind } from '@/lib/domain/operation';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { DomainReading } from '@/lib/domain/readings';
import type { HostConnection } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';

/** The domain of an operation on the host that holds it now, with everything to speak about it. */
export interface DomainAtHost {
  readonly id: DomainId;
  readonly name: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly connection: HostConnection;
}

/** @throws OperationFailure where no host holds it, DriverError `unreachable` where that host does not answer. */
export async function hostOfDomain<Kind extends OperationKind>(run: Run<Kind>): Promise<DomainAtHost> {
  const { operation } = run;
  const hostId = operation.domainHostId ?? operation.hostId;
  if (operation.domainId === null || hostId === null) {
    throw new OperationFailure('not-found', 'No host is known to hold this domain, so nobody can be asked.');
  }
  return {
    id: domainId(operation.domainId),
    name: operation.domainName ?? operation.domainId,
    hostId,
    hostName: run.directory.row(hostId)?.name ?? 'its host',
    connection: await run.connection(hostId),
  };
}

/** @throws OperationFailure where the host does not know the domain. */
export async function readOrFail<Kind extends OperationKind>(run: Run<Kind>, at: DomainAtHost): Promise<DomainReading> {
  const reading = await at.connection.readDomain(at.id, { signal: run.signal });
  if (reading === undefined) {
    throw new OperationFailure('not-found', `${at.hostName} does not know ${at.name} any more.`);
  }
  return reading;
}
