/** Nodes and queues as `sinfo` tells them, by its own patterns: https://slurm.schedmd.com/sinfo.html, "-o". */
import { clockSeconds, type LrmsNode, type LrmsQueue, type NodeState, type QueueState } from '@/lib/batch/layout';

/** Name, state, processors (allocated/idle/other/all) and features. A node is told once for each of its partitions. */
export const NODE_PATTERN = '%N|%T|%C|%f';
/** Name, availability and limit of time. A partition is told once for each state of its nodes. */
export const PARTITION_PATTERN = '%R|%a|%l';

const QUEUE_STATES: Readonly<Record<string, QueueState>> = {
  up: 'open',
  down: 'stopped',
  drain: 'closed',
  inact: 'closed',
};

export function readNodes(text: string): readonly LrmsNode[] {
  const nodes = new Map<string, LrmsNode>();
  for (const line of text.split('\n')) {
    const [name = '', nativeState, processors = '', features = ''] = line.trim().split('|');
    if (name === '' || nativeState === undefined) continue;
    const [used, , , all] = processors.split('/').map(Number);
    nodes.set(name, {
      name,
      state: stateOf(nativeState),
      nativeState,
      slots: all,
      usedSlots: used,
      environments: features === '' || features === '(null)' ? [] : features.split(','),
    });
  }
  return [...nodes.values()];
}

/** A star says that the controller does not hear of it. */
const stateOf = (state: string): NodeState =>
  (state.startsWith('drain') || state === 'maint') && !state.endsWith('*')
    ? 'closed'
    : /^(idle|mixed|allocated|completing|reserved)$/.test(state)
      ? 'open'
      : 'down';

export function readPartitions(text: string): readonly LrmsQueue[] {
  const queues = new Map<string, LrmsQueue>();
  for (const line of text.split('\n')) {
    const [name = '', nativeState = '', limit = ''] = line.trim().split('|');
    const state = QUEUE_STATES[nativeState];
    if (name !== '' && state !== undefined)
      queues.set(name, { name, state, nativeState, maxWallSeconds: clockSeconds(limit) });
  }
  return [...queues.values()];
}
