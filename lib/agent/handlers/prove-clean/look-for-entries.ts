import type { SiteProofItem } from '@/lib/contracts/sites';
import { DriverError } from '@/lib/drivers/errors';
import { SECOND_MS } from '@/lib/utils/time';
import type { ProvedDomain, ProveRun } from './handler';

const LOOK_DEADLINE_MS = 15 * SECOND_MS;

/**
 * Whether a batch system still has one of the domains as a worker node. The site's own went with its CE; those are asked that Gridbox
 * knows besides, and where it knows none, that is what is said.
 */
export async function lookForEntries(run: ProveRun, domains: readonly ProvedDomain[]): Promise<SiteProofItem[]> {
  const kind = 'queue entry';
  const asked = 'Worker nodes of these UUIDs';
  if (run.ports.batch.length === 0)
    return [
      {
        kind,
        name: 'worker nodes',
        where: 'batch systems',
        asked,
        outcome: 'not-looked-for',
        words: 'Gridbox is told of no batch system past the site’s own, which went with its CE.',
      },
    ];
  const items: SiteProofItem[] = [];
  for (const system of run.ports.batch) {
    const where = system.name;
    try {
      const nodes = await system.nodes({ signal: run.signal, deadlineMs: LOOK_DEADLINE_MS });
      const known = domains.filter(({ id }) => nodes.some(({ domainId }) => domainId === id));
      items.push(
        ...known.map(({ name }): SiteProofItem => ({
          kind,
          name,
          where,
          asked,
          outcome: 'still-there',
          words: 'It still has it as a worker node.',
        })),
      );
      if (known.length === 0)
        items.push({ kind, name: 'worker nodes', where, asked, outcome: 'gone', words: 'It has none of them.' });
    } catch (error) {
      run.signal.throwIfAborted();
      if (!DriverError.is(error)) throw error;
      items.push({
        kind,
        name: 'worker nodes',
        where,
        asked,
        outcome: 'unknown',
        words: `It does not say: ${error.message}`,
      });
    }
  }
  return items;
}
