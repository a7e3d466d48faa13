/** Whether a due run may begin: what its hosts are busy with, and what of their budget is left. Pure. */
import { BUDGET_WINDOW_MS } from '@/lib/domain/schedule';
import { formatDuration, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

export interface DomainThere {
  /** Undefined: no host has reported it for long enough to be forgotten. */
  readonly name: string | undefined;
  readonly runs: boolean;
}
export interface HostThere {
  readonly name: string | undefined;
  readonly status: string;
  readonly enabled: boolean;
  readonly maintenance: boolean;
  /** 0..1; null where it does not say. */
  readonly cpuLoad: number | null;
  /** Title of an operation that works there, or of a benchmark that waits for it. */
  readonly busyWith: string | null;
  /** Milliseconds of benchmarks in the budget's window. */
  readonly usedMs: number;
}
export interface Around {
  readonly domains: readonly DomainThere[];
  readonly hosts: readonly HostThere[];
  /** How long the last run of the schedule took; 0 where there was none. */
  readonly expectedMs: number;
}
export interface Limits {
  readonly budgetMinutes: number;
  readonly mostCpuLoad: number | null;
}
export interface Obstacle {
  readonly words: string;
  /** May be gone in a while. */
  readonly passing: boolean;
}

/** The first thing in the way; undefined where nothing is. Those that will not pass are told first. */
export function whyNotNow({ domains, hosts, expectedMs }: Around, limits: Limits): Obstacle | undefined {
  if (domains.some(({ name }) => name === undefined)) return lasting('A domain it runs in is gone.');
  if (hosts.some(({ name }) => name === undefined)) return lasting('A host it runs on is gone.');
  for (const domain of domains) {
    if (!domain.runs) return passing(`${domain.name ?? 'Its domain'} does not run.`);
  }
  for (const host of hosts) {
    const obstacle = obstacleOf(host, expectedMs, limits);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

function obstacleOf(host: HostThere, expectedMs: number, limits: Limits): Obstacle | undefined {
  const name = host.name ?? 'Its host';
  if (!host.enabled) return passing(`${name} is disabled.`);
  if (host.status !== 'up') return passing(`${name} does not answer.`);
  if (host.maintenance) return passing(`${name} is in maintenance.`);
  const over = overBudget(host, expectedMs, limits.budgetMinutes);
  if (over !== undefined) return lasting(over);
  if (host.busyWith !== null) return passing(`${name} is busy with “${host.busyWith}”.`);
  if (limits.mostCpuLoad !== null && host.cpuLoad !== null && host.cpuLoad > limits.mostCpuLoad)
    return passing(
      `${name} is busy: its processors are at ${percent(host.cpuLoad)}, above the ${percent(limits.mostCpuLoad)} of the schedule.`,
    );
  return undefined;
}

/** What has been used and what this run may take, against the budget. */
function overBudget(host: HostThere, expectedMs: number, budgetMinutes: number): string | undefined {
  const budgetMs = budgetMinutes * MINUTE_MS;
  const had = `${host.name ?? 'Its host'} has had ${formatDuration(host.usedMs)} of benchmarks in ${BUDGET_WINDOW_MS / HOUR_MS} hours`;
  if (host.usedMs >= budgetMs) return `Over budget: ${had}; the schedule allows ${budgetMinutes} min.`;
  if (host.usedMs + expectedMs > budgetMs)
    return `Over budget: ${had}, and this would take about ${formatDuration(expectedMs)} more; the schedule allows ${budgetMinutes} min.`;
  return undefined;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const passing = (words: string): Obstacle => ({ words, passing: true });
const lasting = (words: string): Obstacle => ({ words, passing: false });
