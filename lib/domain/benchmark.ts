/** Vocabulary of benchmarks. Pure. */

/** Where a benchmark runs: in one domain, between two, on a host itself (native), between two hosts. */
export const BENCHMARK_PLACES = ['domain', 'domain-pair', 'host', 'host-pair'] as const;
export type BenchmarkPlace = (typeof BENCHMARK_PLACES)[number];
export const isPair = (place: BenchmarkPlace): boolean => place.endsWith('-pair');
/** On a host itself, or between two. */
export const isNative = (place: BenchmarkPlace): boolean => place.startsWith('host');

/** Where a benchmark can be run: what was written here runs in domains, only what comes with Gridbox on hosts themselves. */
export const placesOf = (benchmark: {
  readonly places: readonly BenchmarkPlace[];
  readonly shipped: boolean;
}): readonly BenchmarkPlace[] =>
  benchmark.shipped ? benchmark.places : benchmark.places.filter((place) => !isNative(place));
export const METRIC_DIRECTIONS = ['higher-is-better', 'lower-is-better'] as const;
export type MetricDirection = (typeof METRIC_DIRECTIONS)[number];

/** What several ends at once make of one repeat: the sum over them (aggregate bandwidth), or the median of each (latency). */
export const METRIC_ACROSS = ['sum', 'each'] as const;
export type MetricAcross = (typeof METRIC_ACROSS)[number];

/** Of one run, warm-ups apart from repeats: more would only cost time. */
export const MOST_REPEATS = 200;

/** A host that was busier than this share when a run began had other work for its processors; a schedule waits for less by default. */
export const BUSY_HOST_LOAD = 0.5;

/** Of ends, or pairs, at the same time. Each is a program in a guest; more would measure the starting of them. */
export const MOST_LANES = 8;

/** What becomes of moves and starts on the hosts of a run: refused, or let through and recorded as what may have spoilt it. */
export const GUARDS = ['refuse', 'record'] as const;
export type Guard = (typeof GUARDS)[number];

/** What two sets of figures say of each other. */
export const COMPARISON_VERDICTS = ['better', 'worse', 'no-difference-shown', 'too-few-runs'] as const;
export type ComparisonVerdict = (typeof COMPARISON_VERDICTS)[number];

/** What a manager says of a run; `rerun-asked` leaves it open. */
export const VERDICT_KINDS = ['accepted', 'rejected', 'rerun-asked'] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

/** Where a run stands on its way to being signed: by an operator's proposal, then by the verdict that holds. */
export const STANDINGS = ['not-proposed', 'proposed', ...VERDICT_KINDS] as const;
export type Standing = (typeof STANDINGS)[number];
export const STANDING_WORDS: Record<Standing, string> = {
  'not-proposed': 'not proposed',
  proposed: 'proposed',
  accepted: 'accepted',
  rejected: 'rejected',
  'rerun-asked': 'another run asked for',
};

/** What of a run decides whether it may be put before a manager, and judged. */
export interface ReviewSituation {
  readonly standing: Standing;
  /** It ended well, with figures. */
  readonly succeeded: boolean;
  readonly contaminated: boolean;
}

/** Why a run cannot be proposed now; undefined where it can. */
export function proposalRefusal({ standing, succeeded }: ReviewSituation): string | undefined {
  if (!succeeded) return 'Only a run that ended with figures can be proposed.';
  if (standing === 'proposed') return 'It is proposed already; a testbed manager decides next.';
  if (standing === 'accepted') return 'It is accepted already.';
  return undefined;
}

/** Why a run cannot be judged now; undefined where it can. A verdict that stands may be followed by another. */
export function judgementRefusal({ standing, succeeded }: ReviewSituation): string | undefined {
  if (!succeeded) return 'Only a run that ended with figures can be judged.';
  return standing === 'not-proposed' ? 'Nobody has proposed it.' : undefined;
}

/** Whether a verdict needs words: whoever is refused, and whoever reads of a spoilt run that counts all the same, is told why. */
export const needsComment = (verdict: VerdictKind, { contaminated }: Pick<ReviewSituation, 'contaminated'>): boolean =>
  verdict !== 'accepted' || contaminated;

/** The ends of a run, by name: the domain, or the host where it runs on the host itself. */
export interface RunEnds {
  readonly place: BenchmarkPlace;
  readonly domainName: string | null;
  readonly hostName: string;
  readonly peerDomainName: string | null;
  readonly peerHostName: string | null;
}

/**
 * What was measured, in a few words.
 * @example endsOf(run) // 'wn-01', 'wn-01 ↔ wn-02', 'rig-1 itself', 'rig-1 ↔ rig-2 themselves'
 */
export function endsOf(run: RunEnds): string {
  const first = run.domainName ?? run.hostName;
  if (!isPair(run.place)) return run.place === 'host' ? `${first} itself` : first;
  const second = run.peerDomainName ?? run.peerHostName ?? 'its other end';
  if (run.place === 'domain-pair') return `${first} ↔ ${second}`;
  return first === second ? `${first} itself, two processes` : `${first} ↔ ${second} themselves`;
}

/** A repeat of a run by the number it goes by among its like; `repeat` counts both kinds, from 0. @example turnWords(run, sample) // 'Warm-up 1', 'Repeat 3' */
export const turnWords = (
  { warmUps }: { readonly warmUps: number },
  { repeat, warmUp }: { readonly repeat: number; readonly warmUp: boolean },
): string => (warmUp ? `Warm-up ${repeat + 1}` : `Repeat ${repeat - warmUps + 1}`);

/** A benchmark that holds the host of a domain now. */
export interface GuardingBenchmark {
  readonly title: string;
  /** The domain is one of its ends. */
  readonly takesPart: boolean;
}

/** The shipped benchmark that measures the cluster pair of the report of 2006. */
export const CLUSTER_BENCHMARK = 'cluster-ping-pong';
