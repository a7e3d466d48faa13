/** What becomes of the jobs of a worker node whose host is emptied. Pure. */
import { type BatchNode, jobsWords, NODE_STALE_MS } from '@/lib/domain/batch';
import type { DrainStrategy } from '@/lib/domain/drain';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import type { DrainObstacle } from './stop-rules';

export interface NodeJobs {
  /** For its row. */
  readonly words: string;
  readonly system: string;
  /** Undefined where the batch system has not said so lately. */
  readonly count: number | undefined;
}

/**
 * The slots of a node that moves live stay open: its jobs stand still for the fraction of a second that the guest does, which no batch
 * system notices, and closing them would leave processors idle for the time of the copy.
 * @returns undefined where no batch system knows it, or it stays where it is
 */
export function jobsOf(
  item: { readonly strategy: DrainStrategy; readonly live: boolean },
  node: BatchNode | undefined,
  asked: { readonly now: Date; readonly waitMinutes: number },
): { readonly jobs: NodeJobs | undefined; readonly cautions: readonly DrainObstacle[] } {
  if (node === undefined || item.strategy === 'leave') return { jobs: undefined, cautions: [] };
  const { system } = node;
  const stale = asked.now.getTime() - node.readAt.getTime() > NODE_STALE_MS;
  const cautions: DrainObstacle[] = stale
    ? [
        {
          sentence: `How many jobs run on it is not known: the ${system} does not answer.`,
          remedy: 'See that it answers; until then nobody knows when they have ended.',
        },
      ]
    : [];
  const count = stale ? undefined : node.jobs.length;
  const jobs = { system, count };
  const what = stale ? 'its jobs' : jobsWords(node.jobs);
  if (item.strategy === 'migrate') {
    if (!item.live && count !== 0)
      cautions.push({
        sentence: 'Its jobs stand still for as long as the copy takes; the batch system may take the node for lost.',
        remedy: 'Migrate it live where a host takes it so.',
      });
    return {
      jobs: {
        ...jobs,
        words: `${upper(what)} ${moves(count)} with it; its slots stay ${node.open ? 'open' : 'closed'}.`,
      },
      cautions,
    };
  }
  const wait = formatDuration(asked.waitMinutes * MINUTE_MS);
  cautions.push(...late(node, stale, asked));
  const ended =
    count === 0 ? 'no job runs on it now.' : `${what} ${count === 1 ? 'is' : 'are'} waited for, ${wait} at most.`;
  return { jobs: { ...jobs, words: `Its slots are closed first; ${ended}` }, cautions };
}

/** Jobs that may still run when the limit passes, by their own limits. */
function late(
  node: BatchNode,
  stale: boolean,
  asked: { readonly now: Date; readonly waitMinutes: number },
): DrainObstacle[] {
  if (stale) return [];
  const passesAt = asked.now.getTime() + asked.waitMinutes * MINUTE_MS;
  const long = node.jobs.filter(
    ({ startedAt, limitMs }) =>
      startedAt !== undefined && limitMs !== undefined && startedAt.getTime() + limitMs > passesAt,
  );
  if (long.length === 0) return [];
  return [
    {
      sentence: `${upper(jobsWords(long))} may by ${long.length === 1 ? 'its' : 'their'} own limit run for longer than is waited.`,
      remedy: 'Wait longer, or migrate it: jobs move along.',
    },
  ];
}

const upper = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());
const moves = (count: number | undefined): string => (count === 1 || count === 0 ? 'moves' : 'move');
