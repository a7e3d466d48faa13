import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSimulatedBatch } from '@/lib/batch/simulated/batch-system';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { createSimulatedDriver } from '@/lib/drivers/simulated/driver';
import { siteKey } from '@/lib/images/site-key';
import { openMailPassword } from '@/lib/server/services/mail/mail-password';
import { openWebhookSecret } from '@/lib/server/services/webhooks/webhook-secret';
import { getConfig } from '@/lib/server/config';
import { openContext } from '@/lib/server/crypto/seal-context';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import { getLog } from '@/lib/server/log';
import { createAgentMetrics } from './agent-metrics';
import { logAgentEvent } from './log-events';
import { readPoolSystems } from './pools/pool-settings';
import type { AgentPorts } from './ports';
import { serveMetrics } from './serve-metrics';
import { startAgent } from './start-agent';
import { systemClock } from './system-clock';

/** Before the first start the database may still be coming up; tried again for so long, then the supervisor decides. */
const START_DEADLINE_MS = 30_000;
const START_RETRY_MS = 500;

/**
 * Runs until it is told to stop. Configuration comes from the environment; besides that of `lib/server/config`:
 * `GRIDBOX_READY_FILE` (written when it is up) and `GRIDBOX_AGENT_METRICS_PORT` (Prometheus figures on loopback).
 */
export async function runAgent(): Promise<void> {
  const config = getConfig();
  const log = getLog().child({ half: 'agent' });
  const metrics = createAgentMetrics();
  const libvirt = createLibvirtDriver({
    programsUser: config.programsUser,
    guestKnownHosts: resolve(config.dataDir, 'guest-known-hosts'),
  });
  const simulated =
    config.simulatorSocket === undefined ? undefined : createSimulatedDriver({ socketPath: config.simulatorSocket });
  const drivers: AgentPorts['drivers'] = { libvirt, ...(simulated === undefined ? {} : { simulated }) };
  const batch =
    config.simulatorSocket === undefined ? [] : [createSimulatedBatch({ socketPath: config.simulatorSocket })];
  const pools = config.poolsFile === undefined ? [] : readPoolSystems(config.poolsFile);
  const agent = await retry(async () =>
    startAgent({
      databaseUrl: config.databaseUrl,
      drivers,
      batch,
      pools,
      workDir: config.workDir,
      kept: { dir: resolve(config.keptDir), bytesPerVo: config.keptBytesPerVo },
      guestRoutes: config.guestRoutes,
      images: { dir: resolve(config.imageDir), mirror: config.imageMirror, key: siteKey(config.secret) },
      openCredentials: (sealed, bind) => openCredentials(sealed, { secret: config.secret, bind }),
      openContext: (sealed, bind) => openContext(sealed, { secret: config.secret, bind }),
      openMailPassword: (sealed) => openMailPassword(sealed, config.secret),
      openWebhookSecret: (sealed, bind) => openWebhookSecret(sealed, { secret: config.secret, bind }),
      onEvent: (event) => {
        metrics.observe(event);
        logAgentEvent(log, event);
      },
    }),
  );
  const metricsServer = serveMetrics(metrics.registry, process.env['GRIDBOX_AGENT_METRICS_PORT']);
  const readyFile = process.env['GRIDBOX_READY_FILE'];
  if (readyFile !== undefined) writeFileSync(readyFile, `${process.pid}\n`);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    if (readyFile !== undefined) rmSync(readyFile, { force: true });
    metricsServer?.close();
    await agent.stop();
    await Promise.all([...Object.values(drivers), ...batch].map(async (each) => await each.stop()));
    // Native threads may still sit in a call that never returns; they end with the process.
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

async function retry<T>(start: () => Promise<T>): Promise<T> {
  const endsAt = Date.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (Date.now() >= endsAt) throw error;
      await systemClock.sleep(START_RETRY_MS);
    }
  }
}
