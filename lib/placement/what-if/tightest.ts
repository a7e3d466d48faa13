/** When a class of hosts had least memory free, while hosts fill and empty. Pure, but for what it is told. */
import type { HostClass } from '@/lib/domain/host';
import type { PlacementHost } from '@/lib/domain/placement';
import { memoryAvailableKiB } from '../memory-need';

export interface TightestMoment {
  readonly hostClass: HostClass;
  /** On all hosts of the class that are up and open, and say what they have free. */
  readonly freeKiB: number;
  readonly atMs: number;
}

export class Tightest {
  readonly #free = new Map<string, { readonly hostClass: HostClass; readonly freeKiB: number }>();
  readonly #sums = new Map<HostClass, number>();
  readonly #least = new Map<HostClass, TightestMoment>();

  /** A host as it is from now on; undefined: it is gone. Looking at one host a change keeps a month of changes quick. */
  see(id: string, host: PlacementHost | undefined): void {
    const was = this.#free.get(id);
    if (was !== undefined) this.#add(was.hostClass, -was.freeKiB);
    this.#free.delete(id);
    if (host === undefined || host.status !== 'up' || host.maintenance) return;
    const freeKiB = memoryAvailableKiB(host);
    if (freeKiB === undefined) return;
    this.#free.set(id, { hostClass: host.class, freeKiB });
    this.#add(host.class, freeKiB);
  }

  /** Once all that happened at a moment has been seen. */
  mark(atMs: number): void {
    for (const [hostClass, freeKiB] of this.#sums) {
      const least = this.#least.get(hostClass);
      if (least === undefined || freeKiB < least.freeKiB) this.#least.set(hostClass, { hostClass, freeKiB, atMs });
    }
  }

  /** By class, in the order of their names. */
  moments(): readonly TightestMoment[] {
    return [...this.#least.values()].toSorted((a, b) => (a.hostClass < b.hostClass ? -1 : 1));
  }

  #add(hostClass: HostClass, kib: number): void {
    this.#sums.set(hostClass, (this.#sums.get(hostClass) ?? 0) + kib);
  }
}
