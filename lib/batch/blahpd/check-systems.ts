import type { Lrms } from '@/lib/domain/batch-job';
import type { JobSystem } from '@/lib/batch/jobs-port';

/** Asks each batch system what it has, and writes a line for each node and queue. @returns whether all of them answered */
export async function checkSystems(
  systems: Partial<Record<Lrms, JobSystem>>,
  write: (text: string) => void,
): Promise<boolean> {
  let good = true;
  for (const system of Object.values(systems)) {
    write(`${system.lrms}: ${system.name}\n`);
    try {
      for (const { name, state, nativeState, slots, usedSlots, environments } of await system.nodes()) {
        const used = `${usedSlots ?? '?'} of ${slots ?? '?'} slots used`;
        const offers = environments.length === 0 ? '' : `, offers ${environments.join(', ')}`;
        write(`  node ${name}: ${state} (${nativeState}), ${used}${offers}\n`);
      }
      for (const { name, state, nativeState, maxWallSeconds } of await system.queues()) {
        const limit = maxWallSeconds === undefined ? '' : `, at most ${maxWallSeconds} s`;
        write(`  queue ${name}: ${state} (${nativeState})${limit}\n`);
      }
    } catch (error) {
      good = false;
      write(`  ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return good;
}
