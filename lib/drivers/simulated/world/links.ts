import { hasSentinel } from './sentinels';
import type { Migration } from './migration-state';
import { dropPlan, findHost, plan, type World } from './world';

const MIB = 1024 * 1024;
const copyKey = (migration: Migration): string => `migration/${migration.domainId}`;

/** Does it use the network now? */
const flows = (migration: Migration): boolean =>
  migration.phase !== 'preparing' && migration.leftBytes > 0 && migration.stalled !== true;

/** Writes down what has been sent since the last look. */
export function settleMigration(world: World, migration: Migration): void {
  const sent = Math.min(migration.leftBytes, (migration.bytesPerSecond * (world.nowMs - migration.settledAtMs)) / 1000);
  migration.leftBytes -= sent;
  migration.sentBytes += sent;
  migration.settledAtMs = world.nowMs;
}

/**
 * Shares the links anew: every flow gets the smaller of its fair shares at both ends, under its own cap. Called whenever
 * a flow begins, ends or changes; each flow is settled at its old speed first, so bytes are never lost or invented.
 */
export function shareLinks(world: World): void {
  const atHost = new Map<string, number>();
  for (const migration of world.migrations.values()) {
    settleMigration(world, migration);
    if (!flows(migration)) continue;
    for (const end of [migration.source, migration.target]) atHost.set(end, (atHost.get(end) ?? 0) + 1);
  }
  for (const migration of world.migrations.values()) {
    if (!flows(migration)) continue;
    const shares = [migration.source, migration.target].map(
      (end) => findHost(world, end).record.linkBytesPerSecond / (atHost.get(end) ?? 1),
    );
    // QEMU's cap is for copying; the last rest goes at full speed only as far as the cap lets it, as with `max-bandwidth`.
    const cap = migration.options.bandwidthMiBps === undefined ? Infinity : migration.options.bandwidthMiBps * MIB;
    migration.bytesPerSecond = Math.max(1, Math.min(...shares, cap));
    planEndOfRound(world, migration);
  }
}

/** Nothing of it is sent from now on; what it had of the links is the others'. */
export function stallMigration(world: World, migration: Migration): void {
  settleMigration(world, migration);
  migration.stalled = true;
  migration.bytesPerSecond = 0;
  dropMigrationPlan(world, migration);
  shareLinks(world);
}

export function dropMigrationPlan(world: World, migration: Migration): void {
  dropPlan(world, copyKey(migration));
}

function planEndOfRound(world: World, migration: Migration): void {
  const doomed = [migration.source, migration.target].some((end) => hasSentinel(end, 'dies-mid-copy'));
  const half = migration.totalBytes / 2;
  const bytes =
    doomed && migration.sentBytes < half
      ? Math.min(migration.leftBytes, half - migration.sentBytes)
      : migration.leftBytes;
  plan(world, copyKey(migration), world.nowMs + (bytes / migration.bytesPerSecond) * 1000, () => {
    settleMigration(world, migration);
    migration.onSent();
  });
}
