/**
 * Storage pools that stand for folders of a host. Where a pool of the host's owner has the folder, that one is used; where
 * none has, one is made that lives for as long as somebody of this connection needs it.
 */
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { POOL_DEADLINE_MS, POOL_REST_POLL_MS, POOL_REST_WAIT_MS } from '@/lib/drivers/libvirt/limits';
import { isOurs, poolNameFor, readPool, writePool, type PoolFacts } from '@/lib/drivers/libvirt/xml/volumes';

interface OpenFolder {
  users: number;
  readonly pool: Promise<string>;
}

export class FolderPools {
  readonly #open = new Map<string, OpenFolder>();
  /** Making and taking away of pools, one after the other: two with one folder are refused by libvirt. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly caller: HostCaller) {}

  /**
   * Runs `use` while a pool has `folder`, its listing fresh.
   * @param build make the folder where it is missing
   */
  async with<T>(
    folder: string,
    options: CallOptions & { readonly build?: boolean | undefined },
    use: (pool: string) => Promise<T>,
  ): Promise<T> {
    const open = this.#open.get(folder) ?? this.#begin(folder, options);
    open.users += 1;
    try {
      return await use(await open.pool);
    } finally {
      open.users -= 1;
      if (open.users === 0) {
        this.#open.delete(folder);
        await this.#inTurn(async () => await this.#end(folder, open));
      }
    }
  }

  /** Every pool the host has now. */
  async list(options: CallOptions): Promise<PoolFacts[]> {
    const pools = await this.caller.invoke('pools', {}, call('list the storage pools', options));
    return pools.map(({ xml, active }) => readPool(xml, active));
  }

  #begin(folder: string, options: CallOptions & { readonly build?: boolean | undefined }): OpenFolder {
    const open: OpenFolder = { users: 0, pool: this.#inTurn(async () => await this.#find(folder, options)) };
    // Whoever waits for it hears of its failure.
    open.pool.catch(() => undefined);
    this.#open.set(folder, open);
    return open;
  }

  async #find(folder: string, options: CallOptions & { readonly build?: boolean | undefined }): Promise<string> {
    const found = (await this.list(options)).find((pool) => pool.folder === folder);
    if (found === undefined) {
      const make = { xml: writePool(folder), build: options.build === true };
      await this.caller.invoke('createPool', make, call(`look into ${folder}`, options));
      return poolNameFor(folder);
    }
    if (!found.active)
      throw new DriverError(
        'refused',
        `Could not look into ${folder}: its storage pool ${found.name} is not active. Start the pool.`,
      );
    await this.caller.invoke('refreshPool', { name: found.name }, call(`look into ${folder}`, options));
    return found.name;
  }

  /** A pool of ours goes; one of the host's owner stays. */
  async #end(folder: string, open: OpenFolder): Promise<void> {
    const pool = await open.pool.catch(() => undefined);
    // Somebody else came meanwhile, or there is nothing to take away.
    if (pool === undefined || !isOurs(pool) || this.#open.has(folder) || !this.caller.open) return;
    const endsAt = Date.now() + POOL_REST_WAIT_MS;
    for (;;) {
      try {
        await this.caller.invoke('destroyPool', { name: pool }, call('let go of a folder', {}));
        return;
      } catch (error) {
        // After a transfer libvirt looks into the folder by itself. What is left over holds nothing, and the next look finds it.
        if (DriverError.is(error, 'not-found') || DriverError.is(error, 'unreachable') || Date.now() >= endsAt) return;
        await new Promise((resolve) => setTimeout(resolve, POOL_REST_POLL_MS));
      }
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return await mine;
  }
}

const call = (doing: string, options: CallOptions) => ({ doing, deadlineMs: POOL_DEADLINE_MS, signal: options.signal });
