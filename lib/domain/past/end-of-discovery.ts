/** Since when a testbed is known whole, where the records begin with its being added. Pure. */
import { MINUTE_MS } from '@/lib/utils/time';
import type { PastDomain, PastHost, PastRecord, TestbedThen } from './records';

/**
 * Hosts that are added together are read one after the other, and what runs on them is seen for the first time: nothing of it was
 * started then. A pause as long as this ends that. Shorter, and a slow host would be taken for what happened; longer, and what really
 * happened in the first minutes would be passed over.
 */
const DISCOVERY_PAUSE_MS = MINUTE_MS;

/**
 * The moment of the last record that is the first of its host or domain and comes within a minute of such another, from the beginning
 * on. `sinceMs` itself where anything was known before.
 */
export function endOfDiscovery(
  sinceMs: number,
  before: TestbedThen,
  changes: readonly (PastRecord<PastHost> | PastRecord<PastDomain>)[],
): number {
  if (before.domains.size > 0) return sinceMs;
  const seen = new Set<string>(before.hosts.keys());
  let end = sinceMs;
  for (const { id, atMs } of changes.toSorted((a, b) => a.atMs - b.atMs)) {
    if (atMs - end > DISCOVERY_PAUSE_MS) break;
    if (seen.has(id)) continue;
    seen.add(id);
    end = atMs;
  }
  return end;
}
