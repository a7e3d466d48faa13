import { z } from 'zod';
import { MigrationDetail } from '@/lib/contracts/migrations';
import { hasScope } from '@/lib/domain/access';
import { requireScope, requireVisible } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { migrationSummary } from './migration-rows';

/**
 * A chart draws no more points than this; a migration of hours has more samples. Every n-th is taken then, the last one
 * always, and nothing is averaged: each point was measured.
 */
const SAMPLES_MAX = 720;

/** JSON columns that our own code writes by these very schemas. */
const Columns = z.object({
  prediction: MigrationDetail.shape.prediction.catch(null),
  alternatives: MigrationDetail.shape.alternatives.catch([]),
  stages: MigrationDetail.shape.stages.catch([]),
  verification: MigrationDetail.shape.verification.catch(null),
  options: MigrationDetail.shape.options,
  workload: MigrationDetail.shape.workload.catch(null),
});

/**
 * One migration: foretold, watched and measured, side by side.
 * @throws AppError `not-found`.
 */
export async function readMigration(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof MigrationDetail>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'migrations:read');
  const row = requireVisible(
    actor,
    'migration',
    await db.migration.findUnique({ where: { operationId: id }, include: { operation: true } }),
  );
  const [source, samples] = await Promise.all([
    row.sourceHostId === null
      ? null
      : db.host.findUnique({ where: { id: row.sourceHostId }, select: { hypervisor: true, capabilities: true } }),
    db.migrationSample.findMany({ where: { operationId: id }, orderBy: { at: 'asc' } }),
  ]);
  const columns = Columns.parse(row);
  const step = Math.max(1, Math.ceil(samples.length / SAMPLES_MAX));
  return {
    ...migrationSummary(row, source ?? undefined),
    prediction: columns.prediction,
    stages: columns.stages,
    samples: samples
      .filter((_, index) => index % step === 0 || index === samples.length - 1)
      .map((sample) => ({
        at: sample.at.toISOString(),
        elapsedMs: sample.elapsedMs,
        bytesTotal: numberOf(sample.bytesTotal),
        bytesTransferred: numberOf(sample.bytesTransferred),
        bytesRemaining: numberOf(sample.bytesRemaining),
        dirtyBytesPerSecond: sample.dirtyBytesPerSecond,
        bandwidthBytesPerSecond: sample.bandwidthBytesPerSecond,
        rounds: sample.rounds,
      })),
    verification: columns.verification,
    // They name every other host and its shortcomings.
    alternatives: hasScope(actor, 'hosts:read') ? columns.alternatives : [],
    options: columns.options,
    workload: columns.workload,
  };
}

/** Bytes of any real memory are exact in a double. */
const numberOf = (value: bigint | null): number | null => (value === null ? null : Number(value));
