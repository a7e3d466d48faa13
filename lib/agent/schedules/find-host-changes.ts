import type { Db, Tx } from '@/lib/server/db/client';
import { parseHostFacts } from '@/lib/server/db/facts';
import { findEnds } from '@/lib/server/services/schedules/schedule-ends';
import { addFiring } from './add-firing';
import { eachSafely, type OnError } from './each-safely';
import { hostChanges, type HostPrint, HostPrints } from './host-print';

/** Hosts of a schedule's ends that are not what they were at its last firing, or when it was made. */
export async function findHostChanges(db: Db, now: Date, onError: OnError): Promise<void> {
  const schedules = await db.benchmarkSchedule.findMany({
    where: { pausedAt: null, trigger: { path: ['kind'], equals: 'host-change' } },
  });
  await eachSafely(schedules, onError, async (schedule) => {
    const { hosts } = await findEnds(db, [schedule.request]);
    const before = HostPrints.parse(schedule.hostPrints);
    const after = await readPrints(db, [...hosts.keys()]);
    const changes = [...after].flatMap(([id, { name, print }]) => {
      const known = before[id];
      const changed = known === undefined ? [] : hostChanges(known, print);
      return changed.length === 0 ? [] : [`${name}: ${changed.join(', ')}.`];
    });
    const unknown = [...after.keys()].some((id) => before[id] === undefined);
    if (changes.length === 0 && !unknown) return;
    // A host that is down now, or that its domain has left, stays what it was last.
    const prints = { ...before, ...Object.fromEntries([...after].map(([id, { print }]) => [id, print])) };
    await db.$transaction(async (tx) => {
      if (!(await movePrints(tx, schedule.id, before, prints)) || changes.length === 0) return;
      await addFiring(tx, schedule, { dueAt: now, cause: 'host-change', note: changes.join(' ') }, now);
    });
  });
}

/** Whoever moves them on writes the firing; of two agents one finds them moved. */
async function movePrints(tx: Tx, id: string, before: HostPrints, after: HostPrints): Promise<boolean> {
  const moved = await tx.$executeRaw`
    update "BenchmarkSchedule" set "hostPrints" = ${JSON.stringify(after)}::jsonb
    where "id" = ${id}::uuid and "pausedAt" is null and "hostPrints" = ${JSON.stringify(before)}::jsonb`;
  return moved > 0;
}

/** Of hosts that answer: what another last said may be of before it changed. */
async function readPrints(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly name: string; readonly print: HostPrint }>> {
  const rows = await db.host.findMany({ where: { id: { in: [...ids] }, status: 'up', enabled: true } });
  return new Map(
    rows.map((row) => {
      const facts = parseHostFacts(row.facts);
      const print: HostPrint = {
        hypervisor: row.hypervisor,
        hypervisorVersion: row.hypervisorVersion,
        managementVersion: facts?.managementVersion ?? null,
        architecture: row.architecture,
        cpuModel: row.cpuModel,
        cpuCount: row.cpuCount,
        cpuFlags: (facts?.cpuFlags ?? []).toSorted(),
        memoryTotalKiB: row.memoryTotalKiB === null ? null : Number(row.memoryTotalKiB),
      };
      return [row.id, { name: row.name, print }];
    }),
  );
}
