import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Driver } from '@/lib/drivers/port';
import type { DriverName } from '@/lib/domain/host';
import { createDb } from '@/lib/server/db/client';
import { closeDays } from '@/lib/server/services/accounting/close-days';
import { noteRestart } from '@/lib/server/services/recovery/note-restart';
import { createPool } from '@/lib/server/db/pool';
import { sqlOfPool } from '@/lib/server/db/sql';
import type { AgentEvent } from './agent-events';
import { readNodes } from './batch/read-nodes';
import { keepCampaigns } from './campaigns/keep-campaigns';
import { keepClean } from './cleanup/keep-clean';
import { deliverMail } from './mail/deliver-mail';
import { forgetKept } from './kept/forget-kept';
import { keepLeases } from './leases/keep-leases';
import { checkHandlers } from './handlers/registry';
import { CONSOLE_BEAT_MS } from '@/lib/server/services/consoles/console-sql';
import { createConsoles } from './consoles/serve-consoles';
import { createHostClaims } from './hosts/host-claims';
import { createHostDirectory } from './hosts/host-directory';
import { confirmSplitBrain } from './inventory/confirm-split-brain';
import { forgetOld } from './inventory/forget-old';
import { keepComparisons } from './guest-drift/keep-comparisons';
import { keepHostFiles } from './images/keep-host-files';
import { createSeenNotifier } from './inventory/seen-notifier';
import { markMissing, sweepInventory } from './inventory/sweep-inventory';
import { judgeEndedRuns } from './drift/judge-runs';
import { keepPools } from './pools/keep-pools';
import { keepPlans } from './plans/keep-plans';
import { keepSites } from './sites/keep-sites';
import { createProber } from './probes/keep-probes';
import { PROBES_EVERY_MS } from './probes/tunables';
import { createAskSign } from './recovery/ask-sign';
import { createDefinitionKeeper } from './recovery/keep-definitions';
import { keepRecovery } from './recovery/keep-recovery';
import { repeat } from './repeat';
import { keepSchedules } from './schedules/keep-schedules';
import type { AgentPorts, Clock } from './ports';
import { sleepUnless, systemClock } from './system-clock';
import {
  ACCOUNTING_EVERY_MS,
  BATCH_EVERY_MS,
  CAMPAIGNS_EVERY_MS,
  CAMPAIGNS_UNDER_WAY_EVERY_MS,
  CLEAN_UP_EVERY_MS,
  MAIL_EVERY_MS,
  KEPT_EVERY_MS,
  LEASES_EVERY_MS,
  LEASES_UNDER_WAY_EVERY_MS,
  WEBHOOKS_EVERY_MS,
  COMPARISONS_EVERY_MS,
  CONFIRM_SPLIT_BRAIN_AFTER_MS,
  HEARTBEAT_EVERY_MS,
  INVENTORY_SWEEP_EVERY_MS,
  MISSING_AFTER_MS,
  PLANS_EVERY_MS,
  POOLS_EVERY_MS,
  POOLS_UNDER_WAY_EVERY_MS,
  PLANS_UNDER_WAY_EVERY_MS,
  RECOVERY_EVERY_MS,
  RETENTION_EVERY_MS,
  SCHEDULES_EVERY_MS,
  SITES_EVERY_MS,
  SITES_UNDER_WAY_EVERY_MS,
  SWEEP_EVERY_MS,
  UNNOTICED_AFTER_MS,
} from './tunables';
import { startDispatcher } from './worker/dispatcher';
import { OperationFailure } from './worker/operation-failure';
import { findUnattended } from './worker/find-unattended';
import { createRunner } from './worker/runner';
import { deliverWebhooks } from './webhooks/deliver-webhooks';
import { tellSoonGone } from '@/lib/server/services/kept-disks/tell-soon-gone';

export interface StartAgentOptions {
  readonly databaseUrl: string;
  /** Those this agent can use; an operation on a host of another driver fails with a sentence. */
  readonly drivers: Readonly<Partial<Record<DriverName, Driver>>>;
  /** None where it is not given. They stay the caller's to stop. */
  readonly batch?: AgentPorts['batch'] | undefined;
  /** See `AgentPorts.pools`; none where it is not given. */
  readonly pools?: AgentPorts['pools'] | undefined;
  readonly openCredentials: AgentPorts['openCredentials'];
  /** See `AgentPorts.openContext`; without it no domain with a context is made. */
  readonly openContext?: AgentPorts['openContext'] | undefined;
  /** Of a webhook, by its id; without it nothing is told to addresses. */
  readonly openWebhookSecret?: ((sealed: Uint8Array, bind: string) => Uint8Array) | undefined;
  /** Of the server that takes mail; without it nothing is mailed. */
  readonly openMailPassword?: ((sealed: Uint8Array) => string) | undefined;
  readonly onEvent?: ((event: AgentEvent) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** See `AgentPorts.probe`. */
  readonly probe?: AgentPorts['probe'] | undefined;
  readonly poolSize?: number | undefined;
  /** See `AgentPorts.workDir`; a folder of the system's for temporary files where it is not given. */
  readonly workDir?: string | undefined;
  /** See `AgentPorts.guestRoutes`; none where it is not given. */
  readonly guestRoutes?: AgentPorts['guestRoutes'] | undefined;
  /** No disks of leases are kept where it is not given. */
  readonly kept?: AgentPorts['kept'];
  /** None are built where it is not given. */
  readonly images?: AgentPorts['images'];
}

export interface RunningAgent {
  readonly owner: string;
  /** Resolves when every enabled host was tried once to be found in the database. */
  refreshHosts(): Promise<void>;
  /** Ends loops, runs and connections in order, within `STOP_DEADLINE_MS` and the drivers' own. A second caller awaits the first. */
  stop(): Promise<void>;
}

/** Loops of the agent, and the looks that are put off, which sleep on the same signal. */
const MOST_LOOPS = 100;
/** Sixteen: claims, writes of readings, and the dispatcher's own listening connection. */
const POOL_SIZE = 16;
/** Schedules and drift go through the services of the web half, which speak to the database by its models. Each beat does one thing at a time. */
const SERVICES_POOL_SIZE = 2;

/**
 * Starts the agent half in this process. The drivers stay the caller's to stop.
 * @throws where the database does not answer, or a kind of operation has no handler.
 */
export async function startAgent(options: StartAgentOptions): Promise<RunningAgent> {
  checkHandlers();
  const emit = safely(options.onEvent);
  const owner = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const pool = createPool(options.databaseUrl, {
    max: options.poolSize ?? POOL_SIZE,
    name: 'gridbox agent',
    onError: (error) => emit({ type: 'loop.error', loop: 'database', error }),
  });
  const db = createDb(options.databaseUrl, { max: SERVICES_POOL_SIZE });
  const ports: AgentPorts = {
    databaseUrl: options.databaseUrl,
    pool,
    drivers: options.drivers,
    batch: options.batch ?? [],
    pools: options.pools ?? [],
    clock: options.clock ?? systemClock,
    emit,
    owner,
    openCredentials: options.openCredentials,
    openContext: options.openContext ?? openNoContext,
    workDir: resolve(options.workDir ?? join(tmpdir(), 'gridbox-work')),
    images: options.images,
    kept: options.kept,
    guestRoutes: options.guestRoutes ?? [],
    probe: options.probe ?? (() => undefined),
  };
  const stopping = new AbortController();
  // Every loop listens to it while it sleeps, one and no more: Node takes more than ten for a leak.
  setMaxListeners(MOST_LOOPS, stopping.signal);
  const later = (ms: number, work: () => Promise<unknown>, loop: string) => {
    void repeat(ports, { loop, everyMs: ms, times: 1, signal: stopping.signal }, work);
  };

  const seen = createSeenNotifier(ports);
  const claims = createHostClaims(ports, (hostId) => directory.reader(hostId)?.refresh());
  const directory = createHostDirectory({
    ports,
    claims,
    seen,
    onSuspects: (ids) => {
      for (const id of ids) {
        later(CONFIRM_SPLIT_BRAIN_AFTER_MS, async () => await confirmSplitBrain(ports, directory, id), 'split-brain');
      }
    },
    onGone: (ids) => later(MISSING_AFTER_MS, async () => await markMissing(ports, ids), 'missing'),
    noteBoot: async (boot) => await noteRestart(db, boot),
  });
  const runner = createRunner(ports, directory);
  const consoles = createConsoles(ports, directory, (hostId) => claims.holds(hostId));

  const prober = createProber(ports);
  const askSign = createAskSign(ports);
  const definitions = createDefinitionKeeper(ports, directory, (hostId) => claims.holds(hostId));

  await directory.refresh();
  const sweep = async (unnoticedMs: number) => {
    for await (const id of findUnattended(sqlOfPool(pool), unnoticedMs)) runner.look(id);
  };
  const { signal } = stopping;
  const dispatcher = startDispatcher(ports, {
    look: runner.look,
    cancel: runner.cancel,
    hostsChanged: () => void directory.refresh(),
    console: consoles.look,
    // Whatever was said before was not heard: hosts are read anew, and every operation is looked at; a cancellation is
    // seen by the next heartbeat.
    listening: () => {
      void directory.refresh();
      void repeat(ports, { loop: 'sweep', everyMs: 0, times: 1, atOnce: true, signal }, async () => await sweep(0));
    },
  });
  const loops = [
    repeat(ports, { loop: 'heartbeat', everyMs: HEARTBEAT_EVERY_MS, signal }, runner.beat),
    repeat(ports, { loop: 'sweep', everyMs: SWEEP_EVERY_MS, signal }, async () => await sweep(UNNOTICED_AFTER_MS)),
    repeat(ports, { loop: 'hosts', everyMs: INVENTORY_SWEEP_EVERY_MS, signal }, directory.refresh),
    repeat(ports, { loop: 'consoles', everyMs: CONSOLE_BEAT_MS, signal }, consoles.beat),
    repeat(ports, { loop: 'inventory', everyMs: INVENTORY_SWEEP_EVERY_MS, signal }, async () => {
      await sweepInventory(ports, directory);
    }),
    repeat(ports, { loop: 'schedules', everyMs: SCHEDULES_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'schedules', error });
      await keepSchedules(db, ports.clock.now(), onError);
    }),
    repeat(ports, { loop: 'plans', everyMs: PLANS_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'plans', error });
      while ((await keepPlans(db, ports.clock.now(), onError)) > 0)
        if (!(await sleepUnless(ports.clock, PLANS_UNDER_WAY_EVERY_MS, signal))) return;
    }),
    repeat(ports, { loop: 'sites', everyMs: SITES_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'sites', error });
      while ((await keepSites(db, ports.clock.now(), onError)) > 0)
        if (!(await sleepUnless(ports.clock, SITES_UNDER_WAY_EVERY_MS, signal))) return;
    }),
    repeat(ports, { loop: 'campaigns', everyMs: CAMPAIGNS_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'campaigns', error });
      while ((await keepCampaigns(db, ports.clock.now(), onError)) > 0)
        if (!(await sleepUnless(ports.clock, CAMPAIGNS_UNDER_WAY_EVERY_MS, signal))) return;
    }),
    repeat(ports, { loop: 'leases', everyMs: LEASES_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'leases', error });
      while ((await keepLeases(db, ports.clock.now(), onError)) > 0)
        if (!(await sleepUnless(ports.clock, LEASES_UNDER_WAY_EVERY_MS, signal))) return;
    }),
    repeat(ports, { loop: 'mail', everyMs: MAIL_EVERY_MS, signal }, async () => {
      const { openMailPassword: openPassword } = options;
      if (openPassword === undefined) return;
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'mail', error });
      await deliverMail({ db, now: () => ports.clock.now(), openPassword, onError });
    }),
    repeat(ports, { loop: 'kept-disks', everyMs: KEPT_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'kept-disks', error });
      await tellSoonGone(db, ports.clock.now());
      if (options.kept !== undefined) await forgetKept(db, options.kept.dir, { now: ports.clock.now(), onError });
    }),
    repeat(ports, { loop: 'webhooks', everyMs: WEBHOOKS_EVERY_MS, signal }, async () => {
      const { openWebhookSecret: openSecret } = options;
      if (openSecret === undefined) return;
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'webhooks', error });
      await deliverWebhooks({ db, now: () => ports.clock.now(), openSecret, onError, signal });
    }),
    repeat(ports, { loop: 'pools', everyMs: POOLS_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'pools', error });
      const look = async () => await keepPools({ db, systems: ports.pools, owner, now: ports.clock.now(), onError });
      while ((await look()) > 0) if (!(await sleepUnless(ports.clock, POOLS_UNDER_WAY_EVERY_MS, signal))) return;
    }),
    repeat(ports, { loop: 'batch', everyMs: BATCH_EVERY_MS, atOnce: true, signal }, async () => await readNodes(ports)),
    repeat(ports, { loop: 'recovery', everyMs: RECOVERY_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'recovery', error });
      await keepRecovery(db, { now: () => ports.clock.now(), askSign, onError });
    }),
    repeat(ports, { loop: 'probes', everyMs: PROBES_EVERY_MS, signal }, prober.look),
    repeat(ports, { loop: 'definitions', everyMs: INVENTORY_SWEEP_EVERY_MS, signal }, definitions.look),
    repeat(ports, { loop: 'clean-up', everyMs: CLEAN_UP_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'clean-up', error });
      await keepClean(sqlOfPool(pool), { directory, owned: (hostId) => claims.holds(hostId), onError });
    }),
    repeat(ports, { loop: 'host-images', everyMs: CLEAN_UP_EVERY_MS, signal }, async () => {
      const onError = (error: unknown): void => emit({ type: 'loop.error', loop: 'host-images', error });
      await keepHostFiles(pool, {
        directory,
        owned: (hostId) => claims.holds(hostId),
        now: ports.clock.now(),
        onError,
      });
    }),
    repeat(ports, { loop: 'drift', everyMs: SCHEDULES_EVERY_MS, signal }, async () => {
      await judgeEndedRuns(db, ports.clock.now(), {
        alarm: (sentence) => emit({ type: 'alarm.raised', kind: 'benchmark-regression', sentence }),
        error: (error) => emit({ type: 'loop.error', loop: 'drift', error }),
      });
    }),
    repeat(ports, { loop: 'guest-drift', everyMs: COMPARISONS_EVERY_MS, signal }, async () => {
      await keepComparisons(db, ports.clock.now());
    }),
    repeat(
      ports,
      { loop: 'accounting', everyMs: ACCOUNTING_EVERY_MS, signal },
      async () => await closeDays(db, signal),
    ),
    repeat(ports, { loop: 'retention', everyMs: RETENTION_EVERY_MS, signal }, async () => await forgetOld(ports)),
  ];
  emit({ type: 'agent.started', owner });

  let stopped: Promise<void> | undefined;
  return {
    owner,
    refreshHosts: directory.refresh,
    stop: async () => {
      stopped ??= (async () => {
        await dispatcher.stop();
        await runner.stop();
        await consoles.stop();
        stopping.abort();
        await Promise.all(loops);
        await prober.stop();
        seen.stop();
        await directory.stop();
        await claims.stop();
        await db.$disconnect();
        await pool.end();
        emit({ type: 'agent.stopped', owner });
      })();
      await stopped;
    },
  };
}

function openNoContext(): never {
  throw new OperationFailure(
    'unsupported',
    'This agent was started without the secret that opens contexts of domains.',
  );
}

/** A listener that throws must not end a loop. */
function safely(listener: ((event: AgentEvent) => void) | undefined): (event: AgentEvent) => void {
  return (event) => {
    try {
      listener?.(event);
    } catch {
      // Whoever listens to the loops reports its own faults; there is nobody to tell here.
    }
  };
}
