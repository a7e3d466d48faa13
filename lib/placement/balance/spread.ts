/**
 * How unevenly a cluster is used: the weighted sum, over three measures, of their standard deviation between hosts. Zero is
 * level. The measures and their weights are those of Ganeti's `hbal` for domains on shared storage (hbal(1), "cluster
 * scoring": share of memory free, virtual by physical processors, and four loads that are one per domain where none is known).
 */
import type { ClusterState } from './cluster-state';

export interface SpreadWeights {
  /** Of the share of memory in use. */
  readonly memory: number;
  /** Of virtual processors by physical ones. */
  readonly cpu: number;
  /** Of the sum of loads, for a host with as many processors as the mean. */
  readonly load: number;
}
export const SPREAD_WEIGHTS: SpreadWeights = { memory: 1, cpu: 1, load: 4 };

/** What each measure has in a score. */
export interface SpreadParts {
  readonly memory: number;
  readonly cpu: number;
  readonly load: number;
}

/** A sum loses a digit or two of its sixteen in so many steps. */
const STEPS_TO_REFRESH = 100;

/** Only hosts that take part are measured: a closed one can be neither relieved nor filled. */
export class Spread {
  /** Indices of the hosts that take part. */
  readonly open: readonly number[];
  readonly #load: Measure;
  readonly #memory: Measure;
  readonly #cpu: Measure;
  #steps = 0;

  constructor({ hosts, memoryKiB, vcpus, load }: ClusterState, weights: SpreadWeights) {
    this.open = hosts.flatMap((host, index) => (host.closed === undefined ? [index] : []));
    const meanCpus =
      this.open.reduce((sum, index) => sum + (hosts[index]?.cpus ?? 0), 0) / Math.max(1, this.open.length);
    const measure = (used: Float64Array, scale: (host: ClusterState['hosts'][number]) => number): Measure =>
      new Measure(used, Float64Array.from(hosts, scale), this.open);
    this.#load = measure(load, (host) => (weights.load * meanCpus) / host.cpus);
    this.#memory = measure(memoryKiB, (host) => weights.memory / host.memoryKiB);
    this.#cpu = measure(vcpus, (host) => weights.cpu / host.cpus);
  }

  /** Reads two hosts anew after a step between them; now and then all of them, so that nothing drifts. */
  moved(from: number, to: number): void {
    this.#steps += 1;
    if (this.#steps % STEPS_TO_REFRESH === 0) return this.refresh();
    for (const measure of [this.#load, this.#memory, this.#cpu]) measure.update(from, to);
  }

  refresh(): void {
    this.#load.refresh();
    this.#memory.refresh();
    this.#cpu.refresh();
  }

  score(): number {
    return this.#load.deviation + this.#memory.deviation + this.#cpu.deviation;
  }

  parts(): SpreadParts {
    return { memory: this.#memory.deviation, cpu: this.#cpu.deviation, load: this.#load.deviation };
  }

  /**
   * Score after so much has gone from one host to another; amounts below zero go the other way. Of a score that reaches
   * `limit` nothing more is known than that.
   */
  scoreAfter(from: number, to: number, memoryKiB: number, vcpus: number, load: number, limit: number): number {
    const byLoad = this.#load.after(from, to, load);
    if (byLoad >= limit) return byLoad;
    const byMemory = byLoad + this.#memory.after(from, to, memoryKiB);
    return byMemory >= limit ? byMemory : byMemory + this.#cpu.after(from, to, vcpus);
  }

  /** How much fuller a host is than the mean, by all measures together, weighted as the score is. */
  pressure(host: number): number {
    return this.#load.beyondMean(host) + this.#memory.beyondMean(host) + this.#cpu.beyondMean(host);
  }
}

class Measure {
  deviation = 0;
  readonly #used: Float64Array;
  /** By host: what one unit of what is used comes to there, weighted. */
  readonly #scale: Float64Array;
  readonly #values: Float64Array;
  readonly #hosts: Int32Array;
  #sum = 0;
  #squares = 0;

  constructor(used: Float64Array, scale: Float64Array, hosts: readonly number[]) {
    this.#used = used;
    this.#scale = scale;
    this.#values = new Float64Array(used.length);
    this.#hosts = Int32Array.from(hosts);
    this.refresh();
  }

  refresh(): void {
    let sum = 0;
    let squares = 0;
    for (const host of this.#hosts) {
      const value = (this.#used[host] ?? 0) * (this.#scale[host] ?? 0);
      this.#values[host] = value;
      sum += value;
      squares += value * value;
    }
    this.#sum = sum;
    this.#squares = squares;
    this.deviation = this.#deviationOf(sum, squares);
  }

  update(one: number, other: number): void {
    for (const host of [one, other]) {
      const before = this.#values[host] ?? 0;
      const value = (this.#used[host] ?? 0) * (this.#scale[host] ?? 0);
      this.#values[host] = value;
      this.#sum += value - before;
      this.#squares += value * value - before * before;
    }
    this.deviation = this.#deviationOf(this.#sum, this.#squares);
  }

  /** Deviation after so much has gone from one host to the other. */
  after(from: number, to: number, amount: number): number {
    if (amount === 0) return this.deviation;
    const less = amount * (this.#scale[from] ?? 0);
    const more = amount * (this.#scale[to] ?? 0);
    const left = this.#values[from] ?? 0;
    const reached = this.#values[to] ?? 0;
    return this.#deviationOf(
      this.#sum - less + more,
      this.#squares + less * (less - 2 * left) + more * (more + 2 * reached),
    );
  }

  /** Above zero for a host that has more than the mean. */
  beyondMean(host: number): number {
    return (this.#values[host] ?? 0) - this.#sum / this.#hosts.length;
  }

  #deviationOf(sum: number, squares: number): number {
    const count = Math.max(1, this.#hosts.length);
    const mean = sum / count;
    return Math.sqrt(Math.max(0, squares / count - mean * mean));
  }
}
