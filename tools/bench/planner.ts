import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import type { BalanceCluster } from '@/lib/placement/balance/cluster';
import { type BalancePlan, planBalance } from '@/lib/placement/balance/plan-balance';
import { checkAllHosts } from '@/lib/placement/check-all-hosts';
import { makeContext, makeDomain, makeHost } from '@/lib/placement/placement-fixtures';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, type Figure, figure, median } from './figures';
import type { BenchOptions } from './main';
import { parseGanetiText } from './planner/ganeti-text';
import { balanceByHbal, scoreByHbal } from './planner/hbal';
import { largeCluster } from './planner/large-cluster';

const SHIPPED = ['20-200', '50-600', '100-1500'] as const;
const CLUSTERS = new URL('planner/clusters/', import.meta.url).pathname;
const ROUNDS = 9;
/** What the product promises to plan for. */
const HOSTS = 1_250;
const DOMAINS = 20_000;

/**
 * Balance plans against Ganeti's `hbal` on the same clusters: the score of both results by Ganeti's own `hinfo`, and the time.
 * hbal is timed as the process that it is, ours as a call, since the planner is part of a server; its first call, which the
 * engine has not compiled yet, is told beside. Then a plan as large as is promised, and one domain against all hosts.
 */
export async function run({ count = ROUNDS, data, say }: BenchOptions): Promise<BenchResult> {
  const samples: Record<string, readonly number[]> = {};
  // First of all: what memory it takes is what this process takes at its most.
  const figures: Figure[] = data === undefined ? [...planLarge(count, samples), ...checkOne(count, samples)] : [];
  // What comes after them may take half an hour.
  for (const each of figures) say(`${each.id}: ${each.value.toFixed(3)} ${each.unit}`);
  const files = data === undefined ? SHIPPED.map((name) => join(CLUSTERS, `${name}.txt`)) : [data];
  for (const file of files) figures.push(...(await compare(file, count, samples, say)));
  return { figures, samples };
}

async function compare(
  file: string,
  count: number,
  samples: Record<string, readonly number[]>,
  say: (line: string) => void,
): Promise<Figure[]> {
  const name = basename(file, '.txt');
  const { cluster, write } = parseGanetiText(readFileSync(file, 'utf8'));
  const folder = makeBenchFolder();
  try {
    const { plan, times } = planRepeatedly(cluster, count);
    samples[`${name}PlanMs`] = times;
    say(`${name}: planned in ${median(times).toFixed(1)} ms (first ${times[0]?.toFixed(1)}); hbal …`);
    const theirs = await balanceByHbal(write(new Map()), folder);
    const ours = new Map(plan.steps.flatMap(({ domains, to }) => domains.map((domain) => [domain, to] as const)));
    const scoreOf = async (hosts: ReadonlyMap<string, string>) => await scoreByHbal(write(hosts), folder);
    const [before, byHbal, byGridbox] = [await scoreOf(new Map()), await scoreOf(theirs.hostOf), await scoreOf(ours)];
    const moves = `${theirs.moves} and ${plan.steps.length} moves`;
    say(
      `${name}: score ${before.toFixed(4)} → hbal ${byHbal.toFixed(4)} in ${theirs.ms.toFixed(0)} ms, gridbox ${byGridbox.toFixed(4)}; ${moves}`,
    );
    return [
      figure(`${name}-score-hbal`, byHbal, ''),
      figure(`${name}-score-gridbox`, byGridbox, '', { most: byHbal }),
      figure(`${name}-moves-hbal`, theirs.moves, ''),
      figure(`${name}-moves-gridbox`, plan.steps.length, ''),
      figure(`${name}-hbal`, theirs.ms, 'ms'),
      figure(`${name}-gridbox-median`, median(times), 'ms'),
      figure(`${name}-gridbox-first`, times[0] ?? Number.NaN, 'ms'),
      figure(`${name}-time-ratio`, median(times) / theirs.ms, 'x', { most: 0.01 }),
      figure(`${name}-time-ratio-first`, (times[0] ?? Number.NaN) / theirs.ms, 'x'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function planRepeatedly(
  cluster: BalanceCluster,
  count: number,
): { readonly plan: BalancePlan; readonly times: number[] } {
  const times: number[] = [];
  let plan: BalancePlan | undefined;
  for (let round = 0; round < count; round += 1) {
    const begun = performance.now();
    plan = planBalance(cluster);
    times.push(performance.now() - begun);
  }
  if (plan === undefined) throw new Error('no round');
  return { plan, times };
}

function planLarge(count: number, samples: Record<string, readonly number[]>): Figure[] {
  const cluster = largeCluster(HOSTS, DOMAINS);
  const { plan, times } = planRepeatedly(cluster, count);
  samples['largePlanMs'] = times;
  const KIB_PER_MB = 1000 ** 2 / 1024;
  return [
    figure('large-first', times[0] ?? Number.NaN, 'ms', { most: 2_000 }),
    figure('large-median', median(times), 'ms', { most: 2_000 }),
    figure('large-memory-of-process', process.resourceUsage().maxRSS / KIB_PER_MB, 'MB', { most: 500 }),
    figure('large-moves', plan.steps.length, ''),
    figure('large-score-left', plan.scoreAfter / plan.scoreBefore, 'x'),
  ];
}

function checkOne(count: number, samples: Record<string, readonly number[]>): Figure[] {
  const hosts = Array.from({ length: HOSTS }, (_, index) => makeHost(`host-${index}`));
  const times = Array.from({ length: count }, () => {
    const begun = performance.now();
    checkAllHosts(makeDomain(), hosts[0]?.id, hosts, makeContext());
    return performance.now() - begun;
  });
  samples['checkMs'] = times;
  return [
    figure('check-one-domain-first', times[0] ?? Number.NaN, 'ms'),
    figure('check-one-domain-median', median(times), 'ms', { most: 20 }),
  ];
}
