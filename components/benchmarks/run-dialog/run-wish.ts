/** What somebody fills in to have a benchmark run, and the request it becomes. Pure. */
import type { z } from 'zod';
import type { Benchmark, BenchmarkRunDetail, RunBenchmark } from '@/lib/contracts/benchmarks';
import {
  type BenchmarkPlace,
  type Guard,
  isNative,
  isPair,
  MOST_LANES,
  MOST_REPEATS,
  placesOf,
} from '@/lib/domain/benchmark';
import { domainId, hostId } from '@/lib/domain/ids';

/** A domain or a host that was chosen. */
export interface PickedEnd {
  readonly id: string;
  readonly name: string;
}

/** As it stands in its field: what was typed, and whom that names, where it is known by now. */
export interface EndWish {
  readonly text: string;
  readonly picked: PickedEnd | undefined;
}
/** One measurement: one end, or two. */
export interface LaneWish {
  readonly end: EndWish;
  readonly peer: EndWish;
}

/** As typed: numbers stay text until they are sent, so that nobody's half a number is put right under the fingers. */
export interface RunWish {
  /** Name of the benchmark; undefined: the first that is offered. */
  readonly benchmark: string | undefined;
  readonly place: BenchmarkPlace | undefined;
  readonly lanes: readonly LaneWish[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Empty: as defined. */
  readonly repeats: string;
  readonly warmUps: string;
  readonly guard: Guard;
  readonly reason: string;
}

const EMPTY_END: EndWish = { text: '', picked: undefined };
export const EMPTY_LANE: LaneWish = { end: EMPTY_END, peer: EMPTY_END };
export const EMPTY_WISH: RunWish = {
  benchmark: undefined,
  place: undefined,
  lanes: [EMPTY_LANE],
  parameters: {},
  repeats: '',
  warmUps: '',
  guard: 'refuse',
  reason: '',
};

export const mayAddLane = (wish: RunWish): boolean => wish.lanes.length < MOST_LANES;

/** The field of a domain or host that is known by its id; empty without one. Whoever has no name any more goes by the id. */
export const endOf = (id: string | null | undefined, name: string | null | undefined): EndWish =>
  id === null || id === undefined ? EMPTY_END : { text: name ?? id, picked: { id, name: name ?? id } };

/** The same once more. Its domains may have moved since: the run is where they are now. */
export function wishOfRun(run: BenchmarkRunDetail): RunWish {
  const all = [run, ...run.lanes];
  return {
    benchmark: run.benchmarkName,
    place: run.place,
    lanes: all.map((lane) =>
      isNative(run.place)
        ? { end: endOf(lane.hostId, lane.hostName), peer: endOf(lane.peerHostId, lane.peerHostName) }
        : { end: endOf(lane.domainId, lane.domainName), peer: endOf(lane.peerDomainId, lane.peerDomainName) },
    ),
    parameters: Object.fromEntries(Object.entries(run.parameters).map(([name, value]) => [name, String(value)])),
    repeats: String(run.repeats),
    warmUps: String(run.warmUps),
    guard: run.guard,
    reason: '',
  };
}

/** The change of a wish to another benchmark: its own parameters, and the ends where they are still of the right kind. */
export function forBenchmark(wish: RunWish, place: BenchmarkPlace, next: Benchmark): Partial<RunWish> {
  const there = placesOf(next);
  const nextPlace = there.includes(place) ? place : there[0];
  const stays = nextPlace !== undefined && isNative(nextPlace) === isNative(place);
  return {
    benchmark: next.name,
    parameters: {},
    repeats: '',
    warmUps: '',
    ...(stays ? {} : { place: nextPlace, lanes: [EMPTY_LANE] }),
  };
}

type Body = z.input<typeof RunBenchmark>;
export type RunWishProblems = Readonly<Record<string, string>>;

/** Those that still hold: what was said of a field is not true of what it says now. */
export function problemsAfter(problems: RunWishProblems, change: Partial<RunWish>): RunWishProblems {
  if (change.benchmark !== undefined) return {};
  const gone = Object.keys(change).map((field) => ({ lanes: 'lane.', parameters: 'parameter.' })[field] ?? field);
  return Object.fromEntries(Object.entries(problems).filter(([field]) => !gone.some((each) => field.startsWith(each))));
}

/**
 * The request, or what is wrong, by field: `lane.0.end`, `parameter.seconds`, `repeats`, … The service has the last word.
 * @param place as chosen for this benchmark
 */
export function toRunBody(
  wish: RunWish,
  benchmark: Benchmark,
  place: BenchmarkPlace,
): { readonly body: Body } | { readonly problems: RunWishProblems } {
  const problems: Record<string, string> = {};
  const noun = isNative(place) ? 'host' : 'domain';
  const lanes = wish.lanes.map((lane, index) => {
    if (lane.end.picked === undefined) problems[`lane.${index}.end`] = `Choose a ${noun} from the list.`;
    if (isPair(place) && lane.peer.picked === undefined)
      problems[`lane.${index}.peer`] = `Choose a ${noun} from the list.`;
    // Two processes of one host are a pair; a guest has no second self.
    else if (place === 'domain-pair' && lane.peer.picked?.id === lane.end.picked?.id)
      problems[`lane.${index}.peer`] = 'Choose another domain than the first.';
    return endsBody(lane, place);
  });
  const parameters: Record<string, number | string> = {};
  for (const parameter of benchmark.parameters) {
    const text = (wish.parameters[parameter.name] ?? '').trim();
    if (text === '') continue;
    const problem = parameterProblem(parameter, text);
    if (problem === undefined) parameters[parameter.name] = parameter.kind === 'integer' ? Number(text) : text;
    else problems[`parameter.${parameter.name}`] = problem;
  }
  const count = (field: 'repeats' | 'warmUps', least: number): number | undefined => {
    const text = wish[field].trim();
    if (text === '') return undefined;
    if (/^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= MOST_REPEATS) return Number(text);
    problems[field] = `A whole number from ${least} to ${MOST_REPEATS}.`;
    return undefined;
  };
  const repeats = count('repeats', 1);
  const warmUps = count('warmUps', 0);
  if (Object.keys(problems).length > 0) return { problems };
  const [first, ...also] = lanes;
  return {
    body: {
      ...first,
      ...(also.length === 0 ? {} : { also }),
      parameters,
      ...(repeats === undefined ? {} : { repeats }),
      ...(warmUps === undefined ? {} : { warmUps }),
      guard: wish.guard,
      ...(wish.reason.trim() === '' ? {} : { reason: wish.reason.trim() }),
    },
  };
}

function endsBody(lane: LaneWish, place: BenchmarkPlace): NonNullable<Body['also']>[number] {
  const end = lane.end.picked;
  const other = isPair(place) ? lane.peer.picked : undefined;
  return isNative(place)
    ? {
        ...(end === undefined ? {} : { hostId: hostId(end.id) }),
        ...(other === undefined ? {} : { peerHostId: hostId(other.id) }),
      }
    : {
        ...(end === undefined ? {} : { domainId: domainId(end.id) }),
        ...(other === undefined ? {} : { peerDomainId: domainId(other.id) }),
      };
}

function parameterProblem(parameter: Benchmark['parameters'][number], text: string): string | undefined {
  if (parameter.kind === 'word')
    return /^[A-Za-z0-9._-]+$/.test(text) ? undefined : 'Letters, digits, dot, dash or underscore.';
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) return 'A whole number.';
  if (parameter.min !== null && value < parameter.min) return `At least ${parameter.min}.`;
  if (parameter.max !== null && value > parameter.max) return `At most ${parameter.max}.`;
  return undefined;
}
