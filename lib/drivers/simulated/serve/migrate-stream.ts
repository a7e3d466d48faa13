import type { MigrateOptions } from '@/lib/drivers/port';
import { hostCapabilities } from '../world/capabilities';
import type { MigrationOutcome } from '../world/migration-state';
import { startMigration } from '../world/migration';
import { readMigration } from '../world/readings';
import { findHost } from '../world/world';
import { LATER, type Handler } from './call';

/** Progress is told this often. */
const PROGRESS_MS = 200;

/** Moves a domain; the migration goes on to its end when the caller goes away, as a hypervisor's does. */
export const migrate: Handler<{ id: string; target: string; options: MigrateOptions }> = (world, params, call) => {
  const { id, target, options } = params;
  const reports = hostCapabilities(findHost(world, call.host).record).migration.progress;
  const migration = startMigration(world, { source: call.host, target, id, options });
  let cancel = (): void => undefined;
  const tell = (): void => {
    call.push(readMigration(world, migration));
    cancel = world.timeline.schedule(world.nowMs + PROGRESS_MS, tell);
  };
  const onOutcome = (outcome: MigrationOutcome): void => {
    if (outcome.kind === 'failed') return call.fail(outcome.error);
    return call.reply({
      elapsedMs: Math.round(outcome.elapsedMs),
      // What a pair that tells nothing while it copies does not tell afterwards either.
      reportedDowntimeMs: reports ? Math.round(outcome.downtimeMs) : undefined,
      bytesTransferred: reports ? Math.round(outcome.bytes) : undefined,
      rounds: reports ? outcome.rounds : undefined,
    });
  };
  migration.watchers.add(onOutcome);
  call.onEnd(() => {
    cancel();
    migration.watchers.delete(onOutcome);
  });
  tell();
  return LATER;
};
