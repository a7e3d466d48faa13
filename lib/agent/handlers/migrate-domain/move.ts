import type { DomainId } from '@/lib/domain/ids';
import type { HostConnection } from '@/lib/drivers/port';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import { domainId } from '@/lib/domain/ids';

export type MigrateRun = Run<'migrate-domain'>;

export interface MoveEnd {
  readonly hostId: string;
  readonly name: string;
  readonly connection: HostConnection;
  readonly migrationUri: string | undefined;
}

/** What is moved, from where to where, with both ends connected. */
export interface Move {
  readonly id: DomainId;
  readonly name: string;
  readonly source: MoveEnd;
  readonly target: MoveEnd;
}

/** @throws OperationFailure where an end is not named, DriverError `unreachable` where one does not answer. */
export async function openMove(run: MigrateRun): Promise<Move> {
  const { operation, directory } = run;
  if (operation.domainId === null || operation.hostId === null || operation.targetHostId === null) {
    throw new OperationFailure('bad-request', 'The migration names no domain, no source or no target.');
  }
  const [source, target] = await Promise.all([
    openEnd(run, directory, operation.hostId),
    openEnd(run, directory, operation.targetHostId),
  ]);
  return { id: domainId(operation.domainId), name: operation.domainName ?? operation.domainId, source, target };
}

async function openEnd(run: MigrateRun, directory: HostDirectory, hostId: string): Promise<MoveEnd> {
  const connection = await run.connection(hostId);
  const row = directory.row(hostId);
  return { hostId, name: row?.name ?? 'the host', connection, migrationUri: row?.migrationUri ?? undefined };
}
