import { HostCapabilitiesBody } from '@/lib/contracts/hosts';

/** What is known of the host that a migration leaves. */
export interface LeavingHost {
  readonly hypervisor: string | null;
  readonly capabilities: unknown;
}

/**
 * Why a migration from this host cannot be stopped once its hypervisor has begun; null where it can, or nothing is known.
 * @example stopRefusalOf({ hypervisor: 'xen', capabilities }) // 'Xen cannot stop a migration once it has begun.'
 */
export function stopRefusalOf(source: LeavingHost | null | undefined): string | null {
  const capabilities = HostCapabilitiesBody.safeParse(source?.capabilities);
  if (!capabilities.success || capabilities.data.migration.cancel) return null;
  const who = source?.hypervisor === 'xen' ? 'Xen' : 'The hypervisor of the source';
  return `${who} cannot stop a migration once it has begun.`;
}
