/**
 * Which definitions are still what we read last. libvirt gives definitions one domain at a time, so they are read only
 * where an event, our own hand, or age says that they may have changed.
 */
import type { DomainId } from '@/lib/domain/ids';

/** Read again after this even without an event: some changes have none. Longer: such a change shows late. */
const FRESH_WITH_EVENTS_MS = 60_000;
/** Where the hypervisor sends no events. Shorter: more reading; longer: every change shows late. */
const FRESH_WITHOUT_EVENTS_MS = 10_000;

export class DefinitionCache {
  readonly #hashes = new Map<DomainId, { readonly hash: string; readonly readAt: number }>();
  /** Domains that changed while a read was under way: what that read brings may be old. */
  readonly #changed = new Set<DomainId>();
  events = false;

  constructor(private readonly now: () => number = Date.now) {}

  isCurrent(id: DomainId, hash: string | undefined): boolean {
    const entry = this.#hashes.get(id);
    if (entry === undefined || entry.hash !== hash) return false;
    return this.now() - entry.readAt < (this.events ? FRESH_WITH_EVENTS_MS : FRESH_WITHOUT_EVENTS_MS);
  }

  /** To be called before the texts of these domains are asked for. */
  beginRead(ids: readonly DomainId[]): void {
    for (const id of ids) this.#changed.delete(id);
  }

  endRead(id: DomainId, hash: string): void {
    if (!this.#changed.has(id)) this.#hashes.set(id, { hash, readAt: this.now() });
  }

  forget(id: DomainId): void {
    this.#hashes.delete(id);
    this.#changed.add(id);
  }

  /** Drops what is remembered of domains that are not there any more. */
  keepOnly(domains: readonly { readonly id: DomainId }[]): void {
    // As many remembered as there are, or fewer: nothing worth a search has gone.
    if (this.#hashes.size <= domains.length && this.#changed.size <= domains.length) return;
    const ids = new Set(domains.map((domain) => domain.id));
    for (const id of this.#hashes.keys()) if (!ids.has(id)) this.#hashes.delete(id);
    for (const id of this.#changed) if (!ids.has(id)) this.#changed.delete(id);
  }
}
