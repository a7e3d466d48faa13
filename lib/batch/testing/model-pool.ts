/** For tests: the model of a batch system whose slots are booted on demand. It outlives the loops that ask it, as a real one does. */
import type { Maintenance, PoolSystem, QueuedJob } from '@/lib/batch/pool-port';
import { DriverError } from '@/lib/drivers/errors';

interface ModelNode {
  attached: boolean;
  closed: boolean;
  features: readonly string[];
  job: string | undefined;
}

export interface ModelPool extends PoolSystem {
  /** @returns its id. A job runs until `finish` ends it. */
  submit(feature: string, limitMs?: number): string;
  finish(id: string): void;
  /** It ends badly in the moment in which it began. */
  fail(id: string, exitCode: number): void;
  /** As if it had begun so many milliseconds before. */
  startedBefore(id: string, ms: number): void;
  /** Its deeds in their order, e.g. `attach slot-1`. */
  readonly deeds: string[];
  /** Jobs that were running on a node when its domain was taken from it. */
  readonly killed: string[];
  stateOf(id: string): QueuedJob['state'] | undefined;
}

/** @param isUp whether the domain that is this node runs: then the batch system hears of it */
export function createModelPool(options: {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly feature: string;
  readonly isUp: (node: string) => Promise<boolean>;
}): ModelPool {
  const nodes = new Map<string, ModelNode>(
    options.nodes.map((name) => [name, { attached: false, closed: true, features: [options.feature], job: undefined }]),
  );
  const jobs = new Map<string, QueuedJob>();
  const maintenances = new Map<string, Maintenance>();
  const [deeds, killed]: [string[], string[]] = [[], []];
  const nodeOf = (name: string): ModelNode => {
    const node = nodes.get(name);
    if (node === undefined) throw new Error(`the model has no node ${name}`);
    return node;
  };
  const set = (id: string, change: Partial<QueuedJob>): void => {
    const job = jobs.get(id);
    if (job !== undefined) jobs.set(id, { ...job, ...change });
  };
  /** Nodes that went away lose their jobs; those that are open take the next. */
  async function schedule(): Promise<ReadonlySet<string>> {
    const up = new Set<string>();
    for (const [name, node] of nodes) {
      if (node.attached && (await options.isUp(name))) up.add(name);
      else if (node.job !== undefined) {
        killed.push(node.job);
        set(node.job, { state: 'failed', endedAt: new Date() });
        node.job = undefined;
      }
      if (!up.has(name) || node.closed || node.job !== undefined) continue;
      const next = [...jobs.values()].find(
        (job) =>
          job.state === 'queued' &&
          job.features.every((feature) => node.features.includes(feature)) &&
          [...maintenances.values()].every(
            (each) => !each.nodes.includes(name) || Date.now() + (job.limitMs ?? Infinity) <= each.startsAt.getTime(),
          ),
      );
      if (next === undefined) continue;
      node.job = next.id;
      set(next.id, { state: 'running', node: name, startedAt: new Date() });
    }
    return up;
  }
  return {
    name: options.name,
    simulated: true,
    deeds,
    killed,
    submit: (feature, limitMs = 60_000) => {
      // As a real one does.
      if (![...nodes.values()].some(({ features }) => features.includes(feature)))
        throw new Error(`no node has the feature ${feature}`);
      const id = String(jobs.size + 1);
      jobs.set(id, {
        id,
        state: 'queued',
        nativeState: 'PENDING',
        reason: undefined,
        queue: 'atlas',
        node: undefined,
        exitCode: undefined,
        submittedAt: new Date(),
        startedAt: undefined,
        endedAt: undefined,
        features: [feature],
        processors: 1,
        limitMs,
      });
      return id;
    },
    finish: (id) => {
      for (const node of nodes.values()) if (node.job === id) node.job = undefined;
      set(id, { state: 'completed', endedAt: new Date(), exitCode: 0 });
    },
    fail: (id, exitCode) => {
      for (const node of nodes.values()) if (node.job === id) node.job = undefined;
      set(id, { state: 'failed', endedAt: jobs.get(id)?.startedAt ?? new Date(), exitCode });
    },
    startedBefore: (id, ms) => {
      const startedAt = jobs.get(id)?.startedAt;
      if (startedAt !== undefined) set(id, { startedAt: new Date(startedAt.getTime() - ms) });
    },
    stateOf: (id) => jobs.get(id)?.state,
    jobs: async () => {
      await schedule();
      return [...jobs.values()];
    },
    nodes: async () => {
      const up = await schedule();
      return [...nodes].map(([name, { closed, features, job }]) => ({
        name,
        heard: up.has(name),
        closed,
        used: job === undefined ? 0 : 1,
        features,
      }));
    },
    attach: async (name) => {
      deeds.push(`attach ${name}`);
      Object.assign(nodeOf(name), { attached: true, closed: false });
    },
    close: async (name) => {
      deeds.push(`close ${name}`);
      nodeOf(name).closed = true;
    },
    detach: async (name) => {
      deeds.push(`detach ${name}`);
      Object.assign(nodeOf(name), { attached: false });
    },
    offer: async (name, features) => {
      deeds.push(`offer ${name} ${features.join(',')}`);
      nodeOf(name).features = features;
    },
    maintenances: async () =>
      new Map(
        [...maintenances].map(([name, each]) => [name, { startsAt: each.startsAt, nodeCount: each.nodes.length }]),
      ),
    beginMaintenance: async (wanted) => {
      deeds.push(`begin maintenance ${wanted.name}`);
      if (maintenances.has(wanted.name) || wanted.startsAt <= new Date()) throw new DriverError('refused', 'not so');
      maintenances.set(wanted.name, wanted);
    },
    endMaintenance: async (name) => {
      deeds.push(`end maintenance ${name}`);
      maintenances.delete(name);
    },
    guestFiles: async () => [{ path: '/etc/munge/munge.key', content: Buffer.from('key'), mode: 0o400 }],
  };
}
