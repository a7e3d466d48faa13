/**
 * Queues as partitions of Slurm (slurm.schedmd.com/slurm.conf.html, "PARTITION CONFIGURATION"). It has no windows: those in which jobs begin
 * are kept by lines for cron, which take a partition `down` (its jobs wait, those that run go on) and `up`.
 */
import type { BatchQueue } from './batch-queue';
import { isAlways, MINUTES_PER_WEEK, openSpans } from './windows';

export interface SlurmPartitions {
  /** Lines of slurm.conf. */
  readonly partitions: string;
  /** Lines of a crontab of root, where Slurm's controller runs; empty where no queue has windows. */
  readonly crontab: string;
  /** What Slurm cannot do. */
  readonly notRendered: readonly string[];
}

export interface PartitionOptions {
  /** A list of nodes as Slurm writes it. */
  readonly nodes: string;
  /** When it is written: partitions are up or down as of then. */
  readonly at: Date;
  /** Of the controller's clock. */
  readonly timeZone: string;
  /** The Unix group of a VO's users. */
  readonly groupOf?: ((vo: string) => string) | undefined;
}

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;

/** @throws RangeError for a time zone that is none */
export function renderSlurmPartitions(queues: readonly BatchQueue[], options: PartitionOptions): SlurmPartitions {
  const windowed = queues.filter(({ dispatch }) => !isAlways(dispatch));
  return {
    partitions: queues.map((queue) => `${partition(queue, options)}\n`).join(''),
    crontab: windowed.flatMap(cronLines).join(''),
    notRendered: queues
      .filter(({ run }) => !isAlways(run))
      .map(({ name }) => `Slurm has no run windows: jobs of ${name} that run at their end go on.`),
  };
}

function partition({ name, vos, maxWallSeconds, dispatch }: BatchQueue, options: PartitionOptions): string {
  const { nodes, at, timeZone, groupOf = (vo) => vo } = options;
  const from = at.getTime();
  const isOpen = openSpans(dispatch, { from, until: from + 1 }, timeZone).length > 0;
  return [
    `PartitionName=${name}`,
    `Nodes=${nodes}`,
    `MaxTime=${maxWallSeconds === undefined ? 'UNLIMITED' : Math.ceil(maxWallSeconds / SECONDS_PER_MINUTE)}`,
    ...(vos.length === 0 ? [] : [`AllowGroups=${vos.map(groupOf).join(',')}`]),
    `State=${isOpen ? 'UP' : 'DOWN'}`,
  ].join(' ');
}

/** A line for each minute of the day at which it changes, with the days on which it does. */
function cronLines({ name, dispatch }: BatchQueue): readonly string[] {
  const changes = new Map<string, { minute: number; state: string; days: Set<number> }>();
  const add = (ofWeek: number, state: 'up' | 'down'): void => {
    const minute = ofWeek % MINUTES_PER_DAY;
    const key = `${minute} ${state}`;
    const change = changes.get(key) ?? { minute, state, days: new Set() };
    change.days.add(Math.floor((ofWeek % MINUTES_PER_WEEK) / MINUTES_PER_DAY));
    changes.set(key, change);
  };
  const ends = new Set(dispatch.map(({ until }) => until % MINUTES_PER_WEEK));
  const begins = new Set(dispatch.map(({ from }) => from % MINUTES_PER_WEEK));
  // From Saturday to Sunday it does not change where it goes on.
  for (const begin of begins) if (!ends.has(begin)) add(begin, 'up');
  for (const end of ends) if (!begins.has(end)) add(end, 'down');
  return [...changes.values()].map(
    ({ minute, state, days }) =>
      `${minute % MINUTES_PER_HOUR} ${Math.floor(minute / MINUTES_PER_HOUR)} * * ${[...days].toSorted((a, b) => a - b).join(',')} scontrol update partitionname=${name} state=${state}\n`,
  );
}
