/**
 * N+1: whether the domains of a host find memory on the others when it is lost. The largest goes first, each to where it leaves
 * the least room (best fit decreasing): who passes can be restarted; who does not might still be, by an order that nobody
 * tried. Processors are not counted: after a loss a domain that runs slowly is better than one that does not run.
 */
import type { ClusterState } from './cluster-state';

/** Of two, as many as a number of KiB may have. */
const POWERS = 64;

export class LossCheck {
  readonly #state: ClusterState;
  readonly #open: readonly number[];
  /** Whether every unit may stand on every host beside every other: then a sum settles most questions. */
  readonly #isFree: boolean;
  readonly #atRisk = new Set<number>();
  /** By power of two: what all hosts have beyond so much, in KiB; NaN where it has not been asked yet. */
  readonly #roomFor = new Float64Array(POWERS);

  constructor(state: ClusterState, open: readonly number[], isFree: boolean) {
    this.#state = state;
    this.#open = open;
    this.#isFree = isFree;
    this.reset();
  }

  /** Hosts whose loss the others cannot take up. */
  get atRisk(): ReadonlySet<number> {
    return this.#atRisk;
  }

  /**
   * After a step: whether each host that could be lost before still can. Where it can, what has become better is held from now
   * on; where it cannot, the step is to be taken back.
   */
  accept(): boolean {
    this.#roomFor.fill(Number.NaN);
    // Most steps that fail do so at the first host that is asked: the others are not asked then.
    if (this.#open.some((host) => !this.#atRisk.has(host) && this.#fails(host))) return false;
    this.#hold([...this.#atRisk].filter((host) => this.#fails(host)));
    return true;
  }

  /** After steps were taken back. */
  reset(): void {
    this.#hold(this.#failing(this.#open));
  }

  #hold(failing: readonly number[]): void {
    this.#atRisk.clear();
    for (const host of failing) this.#atRisk.add(host);
  }

  #failing(hosts: readonly number[]): number[] {
    this.#roomFor.fill(Number.NaN);
    return hosts.filter((host) => this.#fails(host));
  }

  #fails(host: number): boolean {
    return !(this.#isFree && this.#hasRoomForSure(host)) && !this.#findsRoom(host);
  }

  #free(host: number): number {
    return (this.#state.hosts[host]?.memoryKiB ?? 0) - (this.#state.memoryKiB[host] ?? 0);
  }

  /**
   * A domain of at most L finds no host only when each has less than L left, so of a host's room at most L stays unused: what
   * is beyond L on the others, taken together, is filled for sure. L is rounded up to a power of two, so that few sums do.
   */
  #hasRoomForSure(host: number): boolean {
    const power = this.#state.largestPower[host] ?? 0;
    const size = 2 ** power;
    let room = this.#roomFor[power] ?? Number.NaN;
    if (Number.isNaN(room)) {
      room = 0;
      for (const each of this.#open) room += Math.max(0, this.#free(each) - size);
      this.#roomFor[power] = room;
    }
    return room - Math.max(0, this.#free(host) - size) >= (this.#state.memoryKiB[host] ?? 0);
  }

  #findsRoom(lost: number): boolean {
    const memory = (unit: number): number => this.#state.units[unit]?.memoryKiB ?? 0;
    // Equals in an order of their own: that in which they came to the host changes, and the answer would with it.
    const homeless = [...(this.#state.on[lost] ?? [])].toSorted((a, b) => memory(b) - memory(a) || a - b);
    const free = new Map(this.#open.filter((host) => host !== lost).map((host) => [host, this.#free(host)]));
    // What has been placed already counts among those to be kept apart: it is there for the time of the question.
    const placed: number[] = [];
    const all = homeless.every((unit) => {
      let best: number | undefined;
      for (const [host, left] of free)
        if (
          left >= memory(unit) &&
          left < (free.get(best ?? -1) ?? Number.POSITIVE_INFINITY) &&
          this.#state.suits(unit, host)
        )
          best = host;
      if (best === undefined) return false;
      free.set(best, (free.get(best) ?? 0) - memory(unit));
      this.#state.move(unit, best);
      placed.push(unit);
      return true;
    });
    for (const unit of placed) this.#state.move(unit, lost);
    return all;
  }
}
