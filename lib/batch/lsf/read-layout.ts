/** Hosts and queues as `bhosts` and `bqueues` tell them (`-o … -json`): every value is text. */
import { z } from 'zod';
import type { LrmsNode, LrmsQueue, NodeState } from '@/lib/batch/layout';

export const BHOSTS_FIELDS = ['host_name', 'status', 'max', 'njobs'];
export const BQUEUES_FIELDS = ['queue_name', 'status'];

const Hosts = z.object({
  RECORDS: z.array(
    z.object({ HOST_NAME: z.string(), STATUS: z.string(), MAX: z.string().optional(), NJOBS: z.string().optional() }),
  ),
});
const Queues = z.object({ RECORDS: z.array(z.object({ QUEUE_NAME: z.string(), STATUS: z.string() })) });

/** @throws ZodError, SyntaxError where it is no answer of bhosts */
export const readBhosts = (text: string): readonly LrmsNode[] =>
  Hosts.parse(JSON.parse(text)).RECORDS.map((host) => ({
    name: host.HOST_NAME,
    state: stateOf(host.STATUS),
    nativeState: host.STATUS,
    slots: numberOf(host.MAX),
    usedSlots: numberOf(host.NJOBS),
    // They are resources of LSF's own, which bhosts does not tell.
    environments: [],
  }));

/** Source: bhosts, "STATUS". One that is full or loaded begins jobs again by itself. */
function stateOf(status: string): NodeState {
  if (/^(ok|closed_(Full|Excl|Busy))$/i.test(status)) return 'open';
  return status.startsWith('closed') ? 'closed' : 'down';
}

/** Source: bqueues, "STATUS": whether it takes jobs, and whether they begin. @throws as `readBhosts` */
export const readBqueues = (text: string): readonly LrmsQueue[] =>
  Queues.parse(JSON.parse(text)).RECORDS.map(({ QUEUE_NAME, STATUS }) => {
    const [takes = '', begins = ''] = STATUS.split(':');
    return {
      name: QUEUE_NAME,
      state: takes !== 'Open' ? 'closed' : begins === 'Active' ? 'open' : 'stopped',
      nativeState: STATUS,
      maxWallSeconds: undefined,
    };
  });

/** `-`: no limit. */
const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
