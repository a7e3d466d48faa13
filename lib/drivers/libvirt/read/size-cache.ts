/**
 * Memory and vCPUs of domains whose statistics leave them out (inactive ones; all of the test driver). They change when
 * somebody changes them, so `virDomainGetInfo` is asked again only when something may have changed, or after a while.
 */
import type { DomainId } from '@/lib/domain/ids';
import type { Sizes } from '@/lib/drivers/libvirt/read/decode-stats';

/** Older than this, they are read again with the next listing. Longer: a change by another hand, of which libvirt sends no event, shows late. */
const FRESH_FOR_MS = 10_000;

export class SizeCache {
  #sizes = new Map<DomainId, Sizes>();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number = Date.now) {}

  /** Must the next listing ask for them? */
  get stale(): boolean {
    return this.now() - this.#readAt >= FRESH_FOR_MS;
  }

  replace(sizes: Map<DomainId, Sizes>): void {
    this.#sizes = sizes;
    this.#readAt = this.now();
  }

  of(id: DomainId): Sizes | undefined {
    return this.#sizes.get(id);
  }

  /** Something happened to a domain. */
  forget(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }
}
