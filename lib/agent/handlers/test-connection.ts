import { DriverError } from '@/lib/drivers/errors';
import type { Driver } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { AgentPorts } from '@/lib/agent/ports';
import { CONNECT_DEADLINE_MS, READ_DEADLINE_MS } from '@/lib/agent/tunables';
import type { Handler } from '@/lib/agent/worker/run';

/** Connects, reads the host once, and forgets it. */
export const testConnectionHandler: Handler<'test-connection'> = {
  kind: 'test-connection',
  firstStep: { name: 'connect', title: 'Connect to the host' },
  run: async (run) => {
    const { uri, credentialsEncrypted } = run.input;
    const driver = driverFor(run.ports.drivers, uri);
    const credentials =
      credentialsEncrypted === undefined
        ? {}
        : { credentials: run.ports.openCredentials(Buffer.from(credentialsEncrypted, 'base64'), uri) };
    const began = performance.now();
    const connection = await driver.connect(
      { uri, ...credentials },
      { deadlineMs: CONNECT_DEADLINE_MS, signal: run.signal },
    );
    try {
      await run.step('read', 'Read the host and its domains');
      const call = { deadlineMs: READ_DEADLINE_MS, signal: run.signal };
      const [host, domains] = await Promise.all([connection.readHost(call), connection.listDomains(call)]);
      return {
        result: {
          driver: driver.name,
          hostname: host.hostname,
          hypervisor: host.hypervisor,
          hypervisorVersion: host.hypervisorVersion,
          architecture: host.architecture,
          cpuModel: host.cpuModel,
          cpuCount: host.cpuCount,
          memoryTotalKiB: host.memoryTotalKiB,
          domains: domains.length,
          ms: Math.round(performance.now() - began),
        },
      };
    } finally {
      await connection.close().catch((error: unknown) => {
        if (!DriverError.is(error)) throw error;
      });
    }
  },
};

/** @throws OperationFailure where no driver takes the scheme. */
function driverFor(drivers: AgentPorts['drivers'], uri: string): Driver {
  const scheme = uri.split(':')[0]?.toLowerCase() ?? '';
  const driver = Object.values(drivers).find((one) => one.schemes.includes(scheme));
  if (driver === undefined) {
    throw new OperationFailure('unsupported', `No driver of this agent takes addresses that begin with ${scheme}:.`);
  }
  const available = driver.available();
  if (!available.ok) throw new OperationFailure('unsupported', `${available.reason} ${available.remedy}`);
  return driver;
}
