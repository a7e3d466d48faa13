import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { type Refusal, type RefusalCode, severityOf } from '@/lib/domain/refusals';
import { checkMove } from '../check-move';

/**
 * What stands against booting a domain on another host after its own was lost. Left out of the checks of a move is what concerns
 * the lost host, memory that is copied, and limits of the link: nothing is moved.
 */
const RESTART_CODES: readonly RefusalCode[] = [
  'split-brain',
  'passthrough-device',
  'same-host',
  'host-down',
  'host-disabled',
  'host-not-read',
  'stale-inventory',
  'host-in-maintenance',
  'driver-mismatch',
  'hypervisor-mismatch',
  'architecture-mismatch',
  'guest-mode-unsupported',
  'machine-type-missing',
  'paravirtual-kernel',
  'fpswa-missing',
  'disk-not-shared',
  'storage-missing',
  'network-missing',
  'network-inactive',
  'memory-short',
  'anti-affinity',
  'affinity',
  'quota-exceeded',
  'benchmark-running',
];

/** Why `target` cannot boot the domain; empty where nothing is known against it. @param lost the host that had it */
export function checkRestart(
  domain: PlacementDomain,
  lost: PlacementHost,
  target: PlacementHost,
  context: Omit<PlacementContext, 'options'>,
): readonly Refusal[] {
  return checkMove(domain, lost, target, { ...context, options: { live: false } }).filter(
    (refusal) =>
      severityOf(refusal) !== 'warn' &&
      RESTART_CODES.includes(refusal.code) &&
      !('end' in refusal.values && refusal.values.end === 'source'),
  );
}
