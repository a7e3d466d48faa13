/** libvirt's domain states and reasons in our words. https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState */
import type { DomainState } from '@/lib/domain/domain';

const STATES: readonly DomainState[] = [
  'unknown', // VIR_DOMAIN_NOSTATE
  'running', // VIR_DOMAIN_RUNNING
  'running', // VIR_DOMAIN_BLOCKED: running, waiting for a resource
  'paused', // VIR_DOMAIN_PAUSED
  'shutting-down', // VIR_DOMAIN_SHUTDOWN
  'off', // VIR_DOMAIN_SHUTOFF
  'crashed', // VIR_DOMAIN_CRASHED
  'suspended', // VIR_DOMAIN_PMSUSPENDED
];

/** virDomainRunningReason, …PausedReason and so on: index is libvirt's number, 0 is its "unknown". */
const REASONS: Partial<Record<number, readonly string[]>> = {
  1: [
    '',
    'booted',
    'migrated',
    'restored',
    'from snapshot',
    'unpaused',
    'migration canceled',
    'save canceled',
    'woken up',
    'crashed',
    'postcopy',
    'postcopy failed',
  ],
  3: [
    '',
    'user',
    'migration',
    'save',
    'dump',
    'I/O error',
    'watchdog',
    'from snapshot',
    'shutting down',
    'snapshot',
    'crashed',
    'starting up',
    'postcopy',
    'postcopy failed',
    'API error',
  ],
  4: ['', 'user'],
  5: ['', 'shutdown', 'destroyed', 'crashed', 'migrated', 'saved', 'failed', 'from snapshot', 'daemon'],
  6: ['', 'panicked'],
};

export function mapState(state: number): DomainState {
  return STATES[state] ?? 'unknown';
}

/**
 * Xen's toolstack calls a domain "shut off" while it still takes it apart; until it has let the domain's number go, its
 * memory is not free and a start fails with "already active".
 * @param number the hypervisor's own for a running domain, -1 where it has none
 */
export const isReleasing = (state: DomainState, number: number): boolean => state === 'off' && number >= 0;

export function mapReason(state: number, reason: number): string | undefined {
  const word = REASONS[state]?.[reason];
  return word === undefined || word === '' ? undefined : word;
}
