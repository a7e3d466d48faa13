/** Nodes as `pbsnodes -a` tells them, and queues as `qstat -Q -f` does. Text: all of them write it. */
import { clockSeconds, type LrmsNode, type LrmsQueue, type NodeState } from '@/lib/batch/layout';
import { attributesOf } from './read-qstat';

export function readPbsNodes(text: string): readonly LrmsNode[] {
  return text.split(/\r?\n(?=\S)/).flatMap((part) => {
    const [first = '', ...rest] = part.split(/\r?\n/);
    const name = first.trim();
    const attributes = attributesOf(rest);
    const nativeState = attributes.get('state');
    if (name === '' || nativeState === undefined) return [];
    const jobs = attributes.get('jobs');
    return [
      {
        name,
        state: stateOf(nativeState),
        nativeState,
        slots: numberOf(attributes.get('np') ?? attributes.get('resources_available.ncpus')),
        usedSlots:
          numberOf(attributes.get('resources_assigned.ncpus')) ??
          (jobs === undefined ? undefined : jobs.split(',').length),
        environments: (attributes.get('properties') ?? '').split(/[\s,]+/).filter((word) => word !== ''),
      },
    ];
  });
}

/** Several words with commas between. A node whose processors are all taken is open: it begins jobs again by itself. */
function stateOf(text: string): NodeState {
  if (/down|unknown|stale/i.test(text)) return 'down';
  return /offline|drain|maint|provisioning/i.test(text) ? 'closed' : 'open';
}

export function readPbsQueues(text: string): readonly LrmsQueue[] {
  return text
    .split(/^Queue:\s*/m)
    .slice(1)
    .map((part) => {
      const [first = '', ...rest] = part.split(/\r?\n/);
      const attributes = attributesOf(rest);
      const [enabled, started] = [isYes(attributes.get('enabled')), isYes(attributes.get('started'))];
      return {
        name: first.trim(),
        state: enabled ? (started ? 'open' : 'stopped') : 'closed',
        nativeState: `enabled ${enabled ? 'yes' : 'no'}, started ${started ? 'yes' : 'no'}`,
        maxWallSeconds: clockSeconds(attributes.get('resources_max.walltime') ?? ''),
      };
    });
}

const isYes = (text: string | undefined): boolean => text !== undefined && /^(true|yes)$/i.test(text.trim());
const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
