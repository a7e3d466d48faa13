import { HostCapabilitiesBody } from '@/lib/contracts/hosts';

/** What is known of the host that a migration leaves. */
export interface LeavingHost {
  readonly hypervisor: string | null;
  readonly capabilities: unknown;
}

/** In post-copy the guest runs at the target, and part of its memory only at the source: stopping would lose it. */
const NO_WAY_BACK =
  'The guest already runs at the target and fetches the rest of its memory (post-copy): there is no way back.';

/**
 * Why a migration from this host cannot be stopped once its hypervisor has begun; null where it can, or nothing is known.
 * @param stage where the migration is, if it is known
 * @example stopRefusalOf({ hypervisor: 'xen', capabilities }) // 'Xen cannot stop a migration once it has begun.'
 */
export function stopRefusalOf(source: LeavingHost | null | undefined, stage?: string): string | null {
  if (stage === 'post-copy') return NO_WAY_BACK;
  const capabilities = HostCapabilitiesBody.safeParse(source?.capabilities);
  if (!capabilities.success || capabilities.data.migration.cancel) return null;
  const who = source?.hypervisor === 'xen' ? 'Xen' : 'The hypervisor of the source';
  return `${who} cannot stop a migration once it has begun.`;
}
