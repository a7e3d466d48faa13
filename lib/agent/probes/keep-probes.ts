/** The loop of the probes: what is due is claimed and asked, beside the beat, so that a slow target holds up no other. */
import { randomUUID } from 'node:crypto';
import type { AgentPorts } from '@/lib/agent/ports';
import type { ProbeClients } from '@/lib/grid/probe';
import { sqlOfPool } from '@/lib/server/db/sql';
import { settleUnprobed } from '@/lib/server/services/probes/probe-alarm';
import { claimDueTargets, releaseTarget } from './lease-target';
import { LeaseLost, probeTarget } from './probe-target';
import { ownClients, readTarget } from './target-row';
import { TARGETS_AT_ONCE } from './tunables';

export interface Prober {
  /** One look: claims what is due and begins to ask it. */
  look(): Promise<void>;
  /** Resolves when what was begun by then is asked. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createProber(
  ports: Pick<AgentPorts, 'pool' | 'emit' | 'owner' | 'openCredentials' | 'guestRoutes'>,
  clients: ProbeClients = ownClients(),
): Prober {
  const sql = sqlOfPool(ports.pool);
  const stopping = new AbortController();
  const open = new Set<Promise<void>>();
  const ask = async (lease: string, id: string): Promise<void> => {
    try {
      const target = await readTarget(sql, id);
      if (target === undefined) return;
      await probeTarget(ports, { lease, target, probes: target.due, clients, signal: stopping.signal });
    } catch (error) {
      // Whoever has it now asks it; and at the end of the agent nobody wants to know.
      if (stopping.signal.aborted || error instanceof LeaseLost) return;
      ports.emit({ type: 'loop.error', loop: 'probes', error });
      // What cannot be asked, as with a key that does not open, is not tried again at every beat.
      await putOff(id);
    } finally {
      await releaseTarget(sql, lease, id);
    }
  };
  const PUT_OFF_MS = 60_000;
  const putOff = async (id: string): Promise<void> => {
    await sql.query(
      `update "ProbeState" set "nextDueAt" = now() + $2 * interval '1 ms' where "targetId" = $1::uuid and "nextDueAt" <= now()`,
      [id, PUT_OFF_MS],
    );
  };
  return {
    look: async () => {
      await settleUnprobed(sql);
      // Of this look alone: a target that is asked for twice by one agent is asked once.
      const lease = `${ports.owner}/${randomUUID()}`;
      for (const id of await claimDueTargets(sql, lease, TARGETS_AT_ONCE - open.size)) {
        const asked = ask(lease, id).catch((error: unknown) =>
          ports.emit({ type: 'loop.error', loop: 'probes', error }),
        );
        open.add(asked);
        void asked.finally(() => open.delete(asked));
      }
    },
    idle: async () => {
      await Promise.all(open);
    },
    stop: async () => {
      stopping.abort(new Error('the agent stops'));
      await Promise.all(open);
    },
  };
}
