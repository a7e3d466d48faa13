import type { SiteProofItem } from '@/lib/contracts/sites';
import type { OpenHost } from '@/lib/agent/cleanup/remove-things';
import { DriverError } from '@/lib/drivers/errors';
import { SECOND_MS } from '@/lib/utils/time';
import type { ProveRun } from './handler';

const LOOK_DEADLINE_MS = 15 * SECOND_MS;

/** Each host is asked for each network that was made on it. */
export async function lookForNetworks(run: ProveRun, open: OpenHost): Promise<SiteProofItem[]> {
  const items: SiteProofItem[] = [];
  for (const { hostId, hostName, name } of run.input.networks) {
    const item = { kind: 'network', name, where: hostName, asked: 'A network of this name' } as const;
    try {
      const { networks } = await open(hostId);
      const found = await networks?.stat(name, { signal: run.signal, deadlineMs: LOOK_DEADLINE_MS });
      items.push(
        found === undefined
          ? { ...item, outcome: 'gone', words: 'Looked for and not found.' }
          : {
              ...item,
              outcome: 'still-there',
              words: found.ours ? 'It is still there.' : 'One of this name is there, which Gridbox did not make.',
            },
      );
    } catch (error) {
      run.signal.throwIfAborted();
      if (!DriverError.is(error)) throw error;
      items.push({ ...item, outcome: 'unknown', words: `${hostName} does not say: ${error.message}` });
    }
  }
  return items;
}
