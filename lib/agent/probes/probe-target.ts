import { PROBES, type ProbeId, type ProbeResult } from '@/lib/domain/probe';
import type { ProbeClients } from '@/lib/grid/probe';
import { runProbe } from '@/lib/grid/run-probe';
import { inTransaction, sqlOfPool } from '@/lib/server/db/sql';
import type { AgentPorts } from '@/lib/agent/ports';
import { renewLease } from './lease-target';
import { recordResult } from './record-result';
import { endpointOf, type TargetRow } from './target-row';
import { RENEW_EVERY_MS } from './tunables';

export interface ProbeTargetOptions {
  readonly lease: string;
  readonly target: TargetRow;
  readonly probes: readonly ProbeId[];
  readonly clients: ProbeClients;
  readonly signal: AbortSignal;
  /** Before each, where somebody looks on. */
  readonly onProbe?: ((probe: ProbeId) => Promise<void>) | undefined;
  readonly onResult?: ((result: ProbeResult) => void) | undefined;
}

export class LeaseLost extends Error {
  constructor(name: string) {
    super(`Somebody else asks ${name} now: the lease was lost.`);
    this.name = 'LeaseLost';
  }
}

/**
 * Asks a target whose lease the caller holds, one probe after the other, the heavy ones last, and records each.
 * @throws LeaseLost where somebody else asks it by now; the signal's reason; an error where the key cannot be opened.
 */
export async function probeTarget(
  ports: Pick<AgentPorts, 'pool' | 'emit' | 'openCredentials' | 'guestRoutes'>,
  options: ProbeTargetOptions,
): Promise<readonly ProbeResult[]> {
  const { lease, target, probes, clients } = options;
  const endpoint = endpointOf(target, ports);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(options.signal.reason);
  options.signal.addEventListener('abort', onAbort, { once: true });
  const renewal = setInterval(() => {
    renewLease(sqlOfPool(ports.pool), lease, target.id).then(
      (ours) => {
        if (!ours) stop.abort(new LeaseLost(target.name));
      },
      // The database is away for a moment: what is written later says whether the lease is still ours.
      (error: unknown) => ports.emit({ type: 'loop.error', loop: 'probes', error }),
    );
  }, RENEW_EVERY_MS);
  const results: ProbeResult[] = [];
  try {
    options.signal.throwIfAborted();
    for (const probe of inOrder(probes)) {
      await options.onProbe?.(probe);
      const result = await runProbe(probe, { endpoint, clients, signal: stop.signal });
      const recorded = await inTransaction(
        ports.pool,
        async (sql) => await recordResult(sql, { lease, target, result, random: Math.random() }),
      );
      if (recorded === undefined) throw new LeaseLost(target.name);
      if (recorded.alarm !== undefined)
        ports.emit({ type: 'alarm.raised', kind: 'probe-critical', sentence: recorded.alarm });
      results.push(result);
      options.onResult?.(result);
    }
    return results;
  } finally {
    clearInterval(renewal);
    options.signal.removeEventListener('abort', onAbort);
  }
}

const inOrder = (probes: readonly ProbeId[]): ProbeId[] =>
  probes.toSorted((a, b) => Number(PROBES[a].heavy) - Number(PROBES[b].heavy));
