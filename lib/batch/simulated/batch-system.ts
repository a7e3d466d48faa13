import { domainId } from '@/lib/domain/ids';
import type { BatchNode } from '@/lib/domain/batch';
import type { CallOptions } from '@/lib/drivers/port';
import { CALL_DEADLINE_MS } from '@/lib/drivers/simulated/limits';
import { createSharedLink, type SimulatedWorldAt } from '@/lib/drivers/simulated/shared-link';
import { type Method, NO_HOST, type Params, type Result } from '@/lib/drivers/simulated/wire';
import type { BatchSystem } from '../port';

const NAME = 'simulated batch system';

/** The batch system of the simulated testbed: its jobs are a model, in the process of the simulated world. */
export function createSimulatedBatch(at: SimulatedWorldAt): BatchSystem {
  const shared = createSharedLink(at);
  const call = async <M extends Method>(
    method: M,
    params: Params<M>,
    options: CallOptions = {},
  ): Promise<Result<M>> => {
    const { deadlineMs = CALL_DEADLINE_MS, signal } = options;
    const { link } = await shared.opened();
    return await link.call(method, NO_HOST, params, { deadlineMs, signal });
  };
  return {
    name: NAME,
    nodes: async (options) => {
      const askedAt = new Date();
      return (await call('batchNodes', {}, options)).nodes.map((node) => toNode(node, askedAt));
    },
    slotsOf: async (id, options) => {
      const askedAt = new Date();
      const { node } = await call('batchSlots', { id }, options);
      return node === undefined ? undefined : toNode(node, askedAt);
    },
    closeSlots: async (id, reason, options) => void (await call('closeSlots', { id, reason }, options)),
    openSlots: async (id, options) => void (await call('openSlots', { id }, options)),
    stop: async () => await shared.close(),
  };
}

const toNode = ({ id, slots, open, jobs }: Result<'batchNodes'>['nodes'][number], askedAt: Date): BatchNode => ({
  domainId: domainId(id),
  system: NAME,
  slots,
  open,
  readAt: askedAt,
  jobs: jobs.map((job) => ({ id: job.id, vo: job.vo, startedAt: job.startedAt, limitMs: job.limitMs })),
});
