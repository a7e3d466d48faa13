/**
 * Live migration, driven from here: the client tells both hosts (libvirt's "managed direct" migration), so neither host
 * needs to reach the other's management address. https://libvirt.org/migration.html
 */
import type { DomainId } from '@/lib/domain/ids';
import type { MigrationAbilities } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import type {
  CallOptions,
  MigrateCallbacks,
  MigrateOptions,
  MigrationProgress,
  MigrationReport,
} from '@/lib/drivers/port';
import * as flags from '@/lib/drivers/libvirt/ffi/flags';
import type { MigrateParameter } from '@/lib/drivers/libvirt/ffi/operations';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import {
  ABORT_WAIT_MS,
  MIGRATE_DEADLINE_MS,
  MIGRATION_BLIND_POLL_MS,
  MIGRATION_FIRST_POLL_MS,
  MIGRATION_POLL_MS,
  READ_DEADLINE_MS,
  VERB_DEADLINE_MS,
} from '@/lib/drivers/libvirt/limits';
import { toProgress, toReport } from '@/lib/drivers/libvirt/verbs/job-progress';

export interface MigrateDependencies {
  readonly source: HostCaller;
  readonly target: HostCaller;
  /** Of the source. */
  readonly abilities: Pick<MigrationAbilities, 'cancel' | 'progress'>;
  readonly now: () => Date;
  /** Closes what is open of the domain at the source, which it has left, and deletes its definition there. */
  readonly forgetAtSource: () => Promise<void>;
  /** Does the target say that the domain runs there? */
  readonly runsAtTarget: () => Promise<boolean>;
}

const DOING = 'migrate the domain';
/** Looks that are taken at the quick pace. */
const QUICK_LOOKS = 10;
/** Post-copy may begin when the first round is through: until then nearly every page would be a fault. */
const POST_COPY_FROM_ROUND = 2;

/** Pure: what `virDomainMigrate3` is given. */
export function migrateArguments(migrate: MigrateOptions): {
  readonly flags: number;
  readonly params: MigrateParameter[];
} {
  const params: MigrateParameter[] = [];
  if (migrate.migrateUri !== undefined) params.push({ name: flags.VIR_MIGRATE_PARAM_URI, value: migrate.migrateUri });
  // Left alone, the target listens on every address it has; data that comes over loopback needs no other.
  if (migrate.migrateUri !== undefined && isLoopback(migrate.migrateUri))
    params.push({ name: flags.VIR_MIGRATE_PARAM_LISTEN_ADDRESS, value: '127.0.0.1' });
  if (migrate.bandwidthMiBps !== undefined)
    params.push({
      name: flags.VIR_MIGRATE_PARAM_BANDWIDTH,
      value: BigInt(Math.max(1, Math.round(migrate.bandwidthMiBps))),
    });
  // The cap is for the link, whichever way the memory goes over it; what the guest waits for is fetched at full speed anyway.
  if (migrate.bandwidthMiBps !== undefined && migrate.postCopy === true)
    params.push({
      name: flags.VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY,
      value: BigInt(Math.max(1, Math.round(migrate.bandwidthMiBps))),
    });
  return {
    params,
    flags:
      flags.VIR_MIGRATE_PERSIST_DEST |
      (migrate.live ? flags.VIR_MIGRATE_LIVE : 0) |
      (migrate.autoConverge === true ? flags.VIR_MIGRATE_AUTO_CONVERGE : 0) |
      (migrate.postCopy === true ? flags.VIR_MIGRATE_POSTCOPY : 0) |
      (migrate.copyStorage === true ? flags.VIR_MIGRATE_NON_SHARED_DISK : 0),
  };
}

const isLoopback = (uri: string): boolean => /^tcp:(\/\/)?(127\.0\.0\.1|localhost)(:\d+)?\/?$/i.test(uri);

export async function migrateDomain(
  deps: MigrateDependencies,
  id: DomainId,
  migrate: MigrateOptions,
  callbacks: MigrateCallbacks = {},
  options: CallOptions = {},
): Promise<MigrationReport> {
  if (options.signal?.aborted === true)
    throw new DriverError('cancelled', `Did not ${DOING}: it was cancelled before it began.`);
  const begunAt = Date.now();
  const deadlineMs = options.deadlineMs ?? MIGRATE_DEADLINE_MS;
  const ended = new AbortController();
  /** Where nothing can be aborted, all that can end is our waiting. */
  const leaving = new AbortController();
  const { cancel } = deps.abilities;
  // The native call outlasts deadline and signal by the time that an abort may take; both only ask for the abort.
  const moving = deps.source
    .invoke(
      'migrate',
      { uuid: id, targetConn: deps.target.pointer, ...migrateArguments(migrate) },
      {
        doing: DOING,
        deadlineMs: deadlineMs + ABORT_WAIT_MS,
        signal: leaving.signal,
        outlivesCaller: !cancel,
        long: true,
        alsoUses: deps.target,
      },
      // It went on when we had stopped waiting for it.
      () => void forgetAtSource(deps),
    )
    .finally(() => ended.abort());
  // Handled below; until then a rejection must not count as unhandled.
  moving.catch(() => undefined);

  let stopFor: StopReason | undefined;
  const ask = (why: StopReason) => (): void => {
    if (stopFor !== undefined) return;
    stopFor = why;
    if (cancel) void abortUntil(deps.source, id, ended.signal);
    else leaving.abort();
  };
  const onAbort = ask('cancelled');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const deadline = setTimeout(ask('timeout'), deadlineMs);
  const watching = watchProgress(deps, id, migrate, callbacks, {
    begunAt,
    ended: ended.signal,
    onTargetLost: cancel ? undefined : ask('target-lost'),
  });
  try {
    await moving;
  } catch (error) {
    throw leaving.signal.aborted && stopFor !== undefined
      ? stillMoving(stopFor, deadlineMs, error)
      : explain(error, stopFor, deadlineMs);
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', onAbort);
    await watching;
  }
  const [stats] = await Promise.all([completedStats(deps.target, id), forgetAtSource(deps)]);
  return toReport(stats, Date.now() - begunAt);
}

/** The domain has arrived and left no job behind at the source: the target keeps the figures of the one it received. */
async function completedStats(target: HostCaller, id: DomainId) {
  try {
    return await target.invoke(
      'jobStats',
      { uuid: id, flags: flags.VIR_DOMAIN_JOB_STATS_COMPLETED },
      { doing: 'read the figures of the migration', deadlineMs: READ_DEADLINE_MS },
    );
  } catch (error) {
    // The move has succeeded; a missing report is not a failure of it.
    if (error instanceof DriverError) return undefined;
    throw error;
  }
}

/**
 * libvirt could do this as part of the migration (`UNDEFINE_SOURCE`), and its daemon then locks up now and then: it frees the
 * domain, and with it the list of its open consoles, while its main loop closes one of them (docs/drivers.md). The definition
 * is deleted when nothing of ours is open any more.
 */
async function forgetAtSource(deps: MigrateDependencies): Promise<void> {
  try {
    await deps.forgetAtSource();
  } catch (error) {
    // It has moved, whatever is left of it; a transient domain has left nothing. Whoever asked for the move looks at both hosts.
    if (!DriverError.is(error)) throw error;
  }
}

type StopReason = 'cancelled' | 'timeout' | 'target-lost';

/** We stopped waiting for a migration that nobody can stop. What becomes of the domain is for the hosts to tell. */
function stillMoving(why: StopReason, deadlineMs: number, cause: unknown): DriverError {
  const goesOn = 'This hypervisor cannot stop a migration once it has begun: it goes on by itself.';
  const words = {
    cancelled: ['unsupported', `Could not stop the migration. ${goesOn}`],
    timeout: ['timeout', `Could not ${DOING} within ${deadlineMs} ms. ${goesOn}`],
    'target-lost': ['unreachable', `The target stopped answering while the domain was on its way to it. ${goesOn}`],
  } as const;
  const [kind, message] = words[why];
  return new DriverError(kind, message, { cause });
}

function explain(error: unknown, stopFor: StopReason | undefined, deadlineMs: number): unknown {
  if (!(error instanceof DriverError)) return error;
  const options = { native: error.native, cause: error };
  if (error.kind === 'timeout' && stopFor !== undefined) {
    return new DriverError(
      'timeout',
      `Asked to abort the migration, but the hypervisor has not ended it within ${ABORT_WAIT_MS} ms; what became of the domain is not known.`,
      options,
    );
  }
  if (stopFor === 'timeout')
    return new DriverError(
      'timeout',
      `Could not ${DOING} within ${deadlineMs} ms; it was aborted and the domain stays where it was.`,
      options,
    );
  if (stopFor === 'cancelled')
    return new DriverError('cancelled', 'The migration was cancelled; the domain stays where it was.', options);
  return error;
}

/** Asks for the abort until the call has returned: right at its beginning there is no job yet that could be aborted. */
async function abortUntil(source: HostCaller, id: DomainId, ended: AbortSignal): Promise<void> {
  const RETRY_MS = 50;
  const giveUpAt = Date.now() + ABORT_WAIT_MS;
  while (!ended.aborted && Date.now() < giveUpAt) {
    try {
      await abortMigration(source, id);
    } catch (error) {
      // No job yet, or none any more: the return of the migration tells which.
      if (!DriverError.is(error)) throw error;
    }
    await pause(RETRY_MS, ended);
  }
}

export async function abortMigration(caller: HostCaller, id: DomainId, options: CallOptions = {}): Promise<void> {
  await caller.invoke(
    'domain',
    { uuid: id, fn: 'virDomainAbortJob', args: [] },
    { doing: 'abort the migration', deadlineMs: options.deadlineMs ?? VERB_DEADLINE_MS, signal: options.signal },
  );
}

/** The migration that is active for this domain on this host, either way. */
export async function migrationJob(
  caller: HostCaller,
  id: DomainId,
  now: () => Date,
  options: CallOptions = {},
): Promise<MigrationProgress | undefined> {
  const NO_FLAGS = 0;
  const stats = await caller.invoke(
    'jobStats',
    { uuid: id, flags: NO_FLAGS },
    {
      doing: 'read the progress of the migration',
      deadlineMs: options.deadlineMs ?? READ_DEADLINE_MS,
      signal: options.signal,
    },
  );
  return toProgress(stats, now());
}

async function watchProgress(
  deps: MigrateDependencies,
  id: DomainId,
  migrate: MigrateOptions,
  callbacks: MigrateCallbacks,
  watch: {
    readonly begunAt: number;
    readonly ended: AbortSignal;
    /** Told once the target's connection has gone: a call that waits for it may not return for a quarter of an hour. */
    readonly onTargetLost: (() => void) | undefined;
  },
): Promise<void> {
  const { begunAt, ended } = watch;
  const pollMs = deps.abilities.progress ? MIGRATION_POLL_MS : MIGRATION_BLIND_POLL_MS;
  const firstPollMs = deps.abilities.progress ? MIGRATION_FIRST_POLL_MS : MIGRATION_BLIND_POLL_MS;
  let downtimeSet = migrate.maxDowntimeMs === undefined;
  let postCopyBegun = migrate.postCopy !== true;
  /** Asked for is not begun: the guest has still to be switched over. */
  let runsAtTarget = false;
  let copying = false;
  callbacks.onProgress?.({ at: deps.now(), phase: 'preparing', elapsedMs: 0 });
  for (let look = 0; !ended.aborted; look += 1) {
    await pause(look < QUICK_LOOKS ? firstPollMs : pollMs, ended);
    if (ended.aborted) return;
    if (!deps.target.open) watch.onTargetLost?.();
    // Where nothing is told of the way there is nothing to ask for but whether it has begun, and each question costs a slow host.
    if (copying && !deps.abilities.progress) {
      callbacks.onProgress?.({ at: deps.now(), phase: 'copying', elapsedMs: Date.now() - begunAt });
      continue;
    }
    try {
      const progress = await migrationJob(deps.source, id, deps.now, { signal: ended });
      if (progress === undefined) continue;
      copying = progress.phase === 'copying';
      if (migrate.postCopy === true && postCopyBegun && !runsAtTarget) runsAtTarget = await deps.runsAtTarget();
      callbacks.onProgress?.({
        ...progress,
        elapsedMs: Math.max(progress.elapsedMs, Date.now() - begunAt),
        // Counted by requests of the target, of which there may be none for a while.
        postCopyActive: runsAtTarget || progress.postCopyActive,
      });
      if (!downtimeSet) {
        await setMaxDowntime(deps.source, id, migrate.maxDowntimeMs ?? 0);
        downtimeSet = true;
      }
      if (!postCopyBegun && (progress.rounds ?? 0) >= POST_COPY_FROM_ROUND) {
        await deps.source.invoke(
          'domain',
          { uuid: id, fn: 'virDomainMigrateStartPostCopy', args: [0] },
          { doing: 'switch to post-copy', deadlineMs: READ_DEADLINE_MS },
        );
        postCopyBegun = true;
      }
    } catch (error) {
      // A look that fails says nothing about the migration: its own return does, and the next look follows.
      if (!DriverError.is(error)) throw error;
    }
  }
}

async function setMaxDowntime(source: HostCaller, id: DomainId, milliseconds: number): Promise<void> {
  await source.invoke(
    'domain',
    { uuid: id, fn: 'virDomainMigrateSetMaxDowntime', args: [BigInt(milliseconds), 0] },
    { doing: 'set the longest downtime', deadlineMs: READ_DEADLINE_MS },
  );
}

/** Sleeps, or returns at once when `ended` fires. */
export function pause(milliseconds: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      ended.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    ended.addEventListener('abort', done, { once: true });
  });
}
