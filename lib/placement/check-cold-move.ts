import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { severityOf, type Refusal, type RefusalCode } from '@/lib/domain/refusals';
import { checkMove } from './check-move';

/**
 * What stands against a cold move as against any other. Left out is what concerns memory that is copied while the guest
 * runs, and what the conversion changes: disks, devices, machine, CPU.
 */
const COLD_CODES: readonly RefusalCode[] = [
  'domain-missing',
  'split-brain',
  'operation-in-progress',
  'same-host',
  'host-down',
  'host-disabled',
  'host-not-read',
  'host-in-maintenance',
  'driver-mismatch',
  'architecture-mismatch',
  'paravirtual-kernel',
  'fpswa-missing',
  'memory-short',
  'has-snapshots',
  'anti-affinity',
  'quota-exceeded',
  'benchmark-running',
  'last-head-of-queue',
  'running-jobs',
  'migrations-not-allowed',
];

export interface ColdMoveVerdict {
  readonly refusals: readonly Refusal[];
  /** The two hosts run one technology: the domain can be migrated, and needs no conversion. */
  readonly sameTechnology: boolean;
}

/** May the domain be moved cold from `source` to `target`? Empty and false: nothing stands against it by what the inventory knows. */
export function checkColdMove(
  domain: PlacementDomain,
  source: PlacementHost | undefined,
  target: PlacementHost,
  context: PlacementContext,
): ColdMoveVerdict {
  const found = checkMove(domain, source, target, { ...context, options: { live: false } });
  const mismatch = found.find((refusal) => refusal.code === 'hypervisor-mismatch');
  const impossible = mismatch?.code === 'hypervisor-mismatch' && !mismatch.values.coldMove ? [mismatch] : [];
  const refusals = [
    ...impossible,
    ...found.filter((refusal) => severityOf(refusal) === 'refuse' && COLD_CODES.some((code) => code === refusal.code)),
  ];
  return { refusals, sameTechnology: mismatch === undefined && refusals.length === 0 };
}
