import type { HostNetworks } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import { SECOND_MS } from '@/lib/utils/time';

/** A host that is not read within this is read at its next beat; what was done there is done. */
const READ_WITHIN_MS = 10 * SECOND_MS;

/** Where a network is made or removed. @throws OperationFailure where nobody said, or the host makes none; DriverError as a connection */
export async function networkHost(
  run: Run<'make-network' | 'remove-network'>,
): Promise<{ readonly hostName: string; readonly networks: HostNetworks }> {
  const { hostId } = run.operation;
  if (hostId === null) throw new OperationFailure('bad-request', 'The operation names no host.');
  const hostName = run.directory.row(hostId)?.name ?? 'the host';
  const { networks } = await run.connection(hostId);
  if (networks === undefined) throw new OperationFailure('unsupported', `Gridbox makes no networks on ${hostName}.`);
  return { hostName, networks };
}

/** Waits until the host was read after what was done there, so that whoever comes next sees it. */
export async function readAgain(run: Run<'make-network' | 'remove-network'>): Promise<void> {
  const within = AbortSignal.any([run.signal, AbortSignal.timeout(READ_WITHIN_MS)]);
  await run.directory.reader(run.operation.hostId ?? '')?.reread(within);
}
