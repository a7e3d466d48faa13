/** What the storage pools of hosts have free, while disks are planned in them. */
import type { PlacementHost } from '@/lib/domain/placement';

/** A shared pool is one, whichever host it is seen from. */
export const poolKey = (host: PlacementHost, pool: string): string => {
  const found = host.reading?.storage.find(({ name }) => name === pool);
  return found?.shared === true ? `shared pool ${found.path ?? pool}` : `pool ${pool} of ${host.id}`;
};

export class PoolRoom {
  readonly #free = new Map<string, number>();

  constructor(hosts: readonly PlacementHost[]) {
    for (const host of hosts)
      for (const { name, freeBytes } of host.reading?.storage ?? [])
        if (freeBytes !== undefined) this.#free.set(poolKey(host, name), freeBytes);
  }

  /** In bytes; undefined where no host says. */
  free(host: PlacementHost, pool: string): number | undefined {
    return this.#free.get(poolKey(host, pool));
  }

  take(host: PlacementHost, pool: string | undefined, bytes: number): void {
    if (pool === undefined) return;
    const key = poolKey(host, pool);
    const free = this.#free.get(key);
    if (free !== undefined) this.#free.set(key, free - bytes);
  }

  give(host: PlacementHost, pool: string | undefined, bytes: number): void {
    this.take(host, pool, -bytes);
  }

  /** As it was when nothing had been taken. */
  entries(): ReadonlyMap<string, number> {
    return new Map(this.#free);
  }
}
