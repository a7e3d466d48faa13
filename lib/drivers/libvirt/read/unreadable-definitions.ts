/**
 * Definitions that a host does not give: its driver cannot read the file, or the file is damaged. The domain is there all
 * the same and is shown with what is known of it. Asked again after a while, because a file can be mended.
 */
import type { DomainId } from '@/lib/domain/ids';
import { toDriverError } from '@/lib/drivers/libvirt/errors';
import { NativeFailure, type NativeFailureRecord } from '@/lib/drivers/libvirt/ffi/operations';

/** Shorter: a host is asked in vain at every reading; longer: a mended definition shows late. */
const ASK_AGAIN_AFTER_MS = 30_000;

/** What libvirt reports where a driver failed and left no reason: an internal error of nobody (`virErrorGenericFailure`). */
const NO_REASON = { code: 1, domain: 0 };

export class UnreadableDefinitions {
  readonly #known = new Map<DomainId, { readonly why: string; readonly askedAt: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Is asking again in vain? */
  isFresh(id: DomainId): boolean {
    const entry = this.#known.get(id);
    return entry !== undefined && this.now() - entry.askedAt < ASK_AGAIN_AFTER_MS;
  }

  /** The sentence; undefined where the definition can be read. */
  why(id: DomainId): string | undefined {
    return this.#known.get(id)?.why;
  }

  add(id: DomainId, why: string): void {
    this.#known.set(id, { why, askedAt: this.now() });
  }

  forget(id: DomainId): void {
    this.#known.delete(id);
  }

  /** Drops what is remembered of domains that are not there any more. */
  keepOnly(domains: readonly { readonly id: DomainId }[]): void {
    if (this.#known.size === 0) return;
    const ids = new Set(domains.map((domain) => domain.id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }
}

/**
 * A sentence. libvirt's words where it has some: its driver for ESX fails on an empty file without a word.
 * @throws DriverError `unreachable` where the failure is the host's, not the definition's.
 */
export function whyUnreadable(failure: NativeFailureRecord): string {
  const error = toDriverError(new NativeFailure(failure), 'read the definition');
  if (error.kind === 'unreachable') throw error;
  return failure.code === NO_REASON.code && failure.domain === NO_REASON.domain
    ? 'The host gave none that libvirt can read, and libvirt does not say why.'
    : `libvirt says: ${error.native?.message ?? error.message}.`;
}
