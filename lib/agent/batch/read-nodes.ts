import type { AgentPorts } from '@/lib/agent/ports';
import { BATCH_DEADLINE_MS } from '@/lib/agent/tunables';
import { sqlOfPool } from '@/lib/server/db/sql';
import { writeNodes } from './write-nodes';

/** One look at every batch system; one that does not answer leaves what it said last, which grows old. */
export async function readNodes(ports: Pick<AgentPorts, 'batch' | 'pool' | 'emit'>): Promise<void> {
  await Promise.all(
    ports.batch.map(async (system) => {
      try {
        const nodes = await system.nodes({ deadlineMs: BATCH_DEADLINE_MS });
        await writeNodes(sqlOfPool(ports.pool), { system: system.name, nodes, whole: true });
      } catch (error) {
        ports.emit({ type: 'loop.error', loop: 'batch', error });
      }
    }),
  );
}
