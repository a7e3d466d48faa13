import { domainId, type DomainId } from '@/lib/domain/ids';
import type { HostConnection, HostFiles } from '@/lib/drivers/port';
import { DriverError } from '@/lib/drivers/errors';
import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import { RECONNECT_LOOK_EVERY_MS, RECONNECT_WAIT_MS } from './tunables';

type ColdKind = 'plan-cold-move' | 'cold-move-domain' | 'keep-cold-move' | 'return-cold-move';
export type ColdRun = Run<ColdKind>;

export interface ColdEnd {
  readonly hostId: string;
  readonly name: string;
  readonly connection: HostConnection;
  readonly files: HostFiles;
}

/** A domain between two technologies, with both hosts connected. */
export interface ColdEnds {
  readonly id: DomainId;
  readonly name: string;
  /** Where the old copy is. */
  readonly source: ColdEnd;
  /** Where the new one is, or will be. */
  readonly target: ColdEnd;
}

/** @throws OperationFailure where an end is not named or reaches no files, DriverError `unreachable` where one does not answer. */
export async function openColdEnds(run: ColdRun): Promise<ColdEnds> {
  const { operation } = run;
  if (operation.domainId === null || operation.hostId === null || operation.targetHostId === null) {
    throw new OperationFailure('bad-request', 'The cold move names no domain, no source or no target.');
  }
  const [source, target] = await Promise.all([openEnd(run, operation.hostId), openEnd(run, operation.targetHostId)]);
  return { id: domainId(operation.domainId), name: operation.domainName ?? operation.domainId, source, target };
}

/** After a lost connection: waits until both hosts answer again. Undefined where they do not within {@link RECONNECT_WAIT_MS}. */
export async function reopenColdEnds(run: ColdRun): Promise<ColdEnds | undefined> {
  const { clock } = run.ports;
  const endsAt = clock.monotonicMs() + RECONNECT_WAIT_MS;
  // Not the run's signal: what was begun must be taken back after a cancellation as well.
  const never = new AbortController().signal;
  while (clock.monotonicMs() < endsAt) {
    await sleepUnless(clock, RECONNECT_LOOK_EVERY_MS, never);
    try {
      return await openColdEnds(run);
    } catch (error) {
      if (!DriverError.is(error)) throw error;
    }
  }
  return undefined;
}

async function openEnd(run: ColdRun, hostId: string): Promise<ColdEnd> {
  const connection = await run.connection(hostId);
  const name = run.directory.row(hostId)?.name ?? 'the host';
  const { files } = connection;
  if (files === undefined) {
    throw new OperationFailure(
      'unsupported',
      connection.driver === 'simulated'
        ? `${name} is simulated: its domains have no disks with content, so nothing can be converted.`
        : `Gridbox cannot read or write disk files on ${name}, so nothing can be converted.`,
    );
  }
  return { hostId, name, connection, files };
}
