import { isFinished, type OperationState } from '@/lib/domain/operation';
import { stopRefusalOf } from '@/lib/operations/stop-refusal';
import type { Tx } from '@/lib/server/db/client';
import type { Operation } from '@/lib/server/db/generated/client';

/** Why these cannot be stopped once they run, by operation; those that can, or have ended, are absent. Two queries. */
export async function stopRefusals(
  db: Pick<Tx, 'host' | 'migration'>,
  operations: readonly Operation[],
): Promise<ReadonlyMap<string, string>> {
  // The state is our own column: only these are written.
  const open = operations.filter((one) => one.kind === 'migrate-domain' && !isFinished(one.state as OperationState));
  const hostIds = [...new Set(open.flatMap((one) => one.hostId ?? []))];
  if (hostIds.length === 0) return new Map();
  const [hosts, migrations] = await Promise.all([
    db.host.findMany({
      where: { id: { in: hostIds } },
      select: { id: true, hypervisor: true, capabilities: true },
    }),
    db.migration.findMany({
      where: { operationId: { in: open.map((one) => one.id) } },
      select: { operationId: true, stage: true },
    }),
  ]);
  const leaving = new Map(hosts.map((host) => [host.id, host]));
  const stages = new Map(migrations.map((one) => [one.operationId, one.stage]));
  return new Map(
    open.flatMap((one) => {
      const refusal = stopRefusalOf(leaving.get(one.hostId ?? ''), stages.get(one.id));
      return refusal === null ? [] : [[one.id, refusal] as const];
    }),
  );
}
