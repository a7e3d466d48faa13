import { isFinished, type OperationState } from '@/lib/domain/operation';
import { stopRefusalOf } from '@/lib/operations/stop-refusal';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';

/** Why these cannot be stopped once they run, by operation; those that can, or have ended, are absent. One query. */
export async function stopRefusals(
  db: Pick<Tx, 'host'>,
  operations: readonly Operation[],
): Promise<ReadonlyMap<string, string>> {
  // The state is our own column: only these are written.
  const open = operations.filter((one) => one.kind === 'migrate-domain' && !isFinished(one.state as OperationState));
  const hostIds = [...new Set(open.flatMap((one) => one.hostId ?? []))];
  if (hostIds.length === 0) return new Map();
  const hosts = await db.host.findMany({
    where: { id: { in: hostIds } },
    select: { id: true, hypervisor: true, capabilities: true },
  });
  const refusals = new Map(hosts.map((host) => [host.id, stopRefusalOf(host)]));
  return new Map(
    open.flatMap((one) => {
      const refusal = refusals.get(one.hostId ?? '') ?? null;
      return refusal === null ? [] : [[one.id, refusal] as const];
    }),
  );
}
