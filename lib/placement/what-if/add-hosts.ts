/** Hosts that are not there yet. Pure. */
import { hostId, type HostId } from '@/lib/domain/ids';
import type { PlacementHost } from '@/lib/domain/placement';

/** Numbers its ids and names through all that are added. */
export class AddedHosts {
  #count = 0;
  readonly #numbers = new Map<string, number>();

  /** Of the same make, up and empty. @param memoryKiB what one like it has for its domains */
  make(like: PlacementHost, memoryKiB: number, now: Date): PlacementHost {
    this.#count += 1;
    const number = (this.#numbers.get(like.id) ?? 0) + 1;
    this.#numbers.set(like.id, number);
    return {
      ...like,
      id: addedHostId(this.#count),
      name: `${like.name} +${number}`,
      status: 'up',
      statusReason: undefined,
      statusSince: now,
      seenAt: now,
      maintenance: false,
      migrationsIn: 0,
      migrationsOut: 0,
      memoryPromisedKiB: 0,
      cpuLoad: 0,
      benchmark: undefined,
      reading: like.reading === undefined ? undefined : { ...like.reading, memoryFreeKiB: memoryKiB },
    };
  }
}

const ID_DIGITS = 12;
/** Of the form of a host's id, and of version 8, which no host of the inventory has: those are made at random. */
const addedHostId = (number: number): HostId =>
  hostId(`00000000-0000-8000-8000-${String(number).padStart(ID_DIGITS, '0')}`);
