/** Counts the native calls per address that were given up and have not returned. One dead host must not eat all threads by being tried again and again. */
import { MAX_STUCK_PER_ADDRESS } from '@/lib/drivers/libvirt/limits';

export class AddressBook {
  readonly #stuck = new Map<string, number>();

  /** Returns what to call when it has come home. */
  addStuck(uri: string): () => void {
    this.#stuck.set(uri, this.stuckOf(uri) + 1);
    return () => {
      const left = this.stuckOf(uri) - 1;
      if (left > 0) this.#stuck.set(uri, left);
      else this.#stuck.delete(uri);
    };
  }

  stuckOf(uri: string): number {
    return this.#stuck.get(uri) ?? 0;
  }

  mayTry(uri: string): boolean {
    return this.stuckOf(uri) < MAX_STUCK_PER_ADDRESS;
  }
}
