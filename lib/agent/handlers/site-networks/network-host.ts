import type { HostNetworks } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';

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
