/**
 * What a migration costs a program that runs in the guest meanwhile: a small program counts what it gets done, by the guest's
 * own clock, and another rewrites memory beside it. Pure: the program's words, and what its output says.
 */

/** Between two lines of the output, in seconds of the guest's clock, which counts in hundredths. */
const LINE_EVERY_SECONDS = 0.1;
/** It ends by itself after this, whatever became of whoever watches it. */
export const WORKLOAD_SECONDS_MAX = 900;

/**
 * `$1` MiB are rewritten each second (0: none), `$2` seconds it runs. Each line: uptime in seconds, and rounds done since the
 * start. The pages lie in the guest's own root file system, which is memory.
 */
const SCRIPT = `
if [ "$1" -gt 0 ]; then
  while :; do
    dd if=/dev/zero of=/tmp/gridbox-dirty bs=1M count="$1" conv=notrunc 2>/dev/null
    sleep 1
  done &
fi
exec awk -v seconds="$2" -v every=${LINE_EVERY_SECONDS} '
function now(  text, part) { getline text < "/proc/uptime"; close("/proc/uptime"); split(text, part, " "); return part[1] }
BEGIN {
  state = 1; rounds = 0; begun = last = now()
  do {
    for (i = 0; i < 200; i++) state = (state * 16807) % 2147483647
    rounds += 200; at = now()
    if (at - last >= every) { printf "%.2f %d\\n", at, rounds; fflush(); last = at }
  } while (at - begun < seconds)
}'`;

/** The words that start it; no shell of ours reads them. */
export const workloadCommand = (dirtyMiBPerSecond: number): readonly [string, ...string[]] => [
  'sh',
  '-c',
  SCRIPT,
  'sh',
  String(dirtyMiBPerSecond),
  String(WORKLOAD_SECONDS_MAX),
];

/** Removes what it rewrote. */
export const WORKLOAD_CLEANUP: readonly [string, ...string[]] = ['rm', '-f', '/tmp/gridbox-dirty'];

export interface WorkloadPoint {
  /** The guest's uptime. */
  readonly atMs: number;
  /** Since its start. */
  readonly rounds: number;
}

/** Lines that are no point are passed over: the last one may be cut in the middle. */
export function readWorkload(output: string): WorkloadPoint[] {
  return [...output.matchAll(/^(\d+\.\d\d) (\d+)\n/gm)].map(([, seconds = '', rounds = '']) => ({
    atMs: Math.round(Number(seconds) * 1_000),
    rounds: Number(rounds),
  }));
}

export interface WorkloadCost {
  /** Rounds a second by the guest's clock, before the move and after it. */
  readonly beforePerSecond: number;
  readonly afterPerSecond: number;
  /** From the last moment before the move to the first after it, by our clock. */
  readonly wallMs: number;
  /** What was done in that time, as a share of what would have been done without a move: standing still counts. */
  readonly shareDone: number;
  /** Lost work as time: so long a stop alone would have cost the same. */
  readonly lostMs: number;
}

/** Less than this on either side of the move says nothing of a usual rate. */
const LEAST_SIDE_MS = 1_000;

/**
 * @param fromMs the guest's uptime right before the move, `toMs` right after it
 * @param wallMs what passed between the two by a clock that does not stand still with the guest
 * @returns undefined where too little was counted on either side.
 */
export function workloadCost(options: {
  readonly points: readonly WorkloadPoint[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly wallMs: number;
}): WorkloadCost | undefined {
  const { points, fromMs, toMs, wallMs } = options;
  const before = rateOf(points.filter(({ atMs }) => atMs <= fromMs));
  const after = rateOf(points.filter(({ atMs }) => atMs >= toMs));
  if (before === undefined || after === undefined || !(wallMs > 0) || before === 0) return undefined;
  const done = roundsAt(points, toMs) - roundsAt(points, fromMs);
  const usual = (before * wallMs) / 1_000;
  const shareDone = Math.max(0, done / usual);
  return { beforePerSecond: before, afterPerSecond: after, wallMs, shareDone, lostMs: (1 - shareDone) * wallMs };
}

/** Rounds a second between the first and the last of them. */
function rateOf(points: readonly WorkloadPoint[]): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_SIDE_MS) return undefined;
  return ((last.rounds - first.rounds) / (last.atMs - first.atMs)) * 1_000;
}

/** Between two lines the work is taken to go on evenly. */
function roundsAt(points: readonly WorkloadPoint[], atMs: number): number {
  const next = points.findIndex((point) => point.atMs >= atMs);
  const [right, left] = [points[next], points[next - 1]];
  if (right === undefined) return points.at(-1)?.rounds ?? 0;
  if (left === undefined || right.atMs === left.atMs) return right.rounds;
  return left.rounds + ((right.rounds - left.rounds) * (atMs - left.atMs)) / (right.atMs - left.atMs);
}
