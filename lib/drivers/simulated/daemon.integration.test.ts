import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import type { Driver, DriverEvent, HostConnection } from '@/lib/drivers/port';
import { createSimulatedDriver } from './driver';
import { sendFault } from './send-fault';

let directory: string;
let daemon: ChildProcess | undefined;
let driver: Driver;
const socketPath = (): string => join(directory, 'world.sock');

async function startDaemon(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/drivers/simulated/daemon.ts'], {
    env: { ...process.env, GRIDBOX_SIM_SOCKET: socketPath(), GRIDBOX_SIM_DATA: join(directory, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  daemon = child;
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('"ready":true')) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', (code) => reject(new Error(`The daemon ended with ${code}: ${said}`)));
  });
}

async function endDaemon(signal: NodeJS.Signals): Promise<void> {
  const child = daemon;
  daemon = undefined;
  if (child === undefined || child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

const connect = (host: string): Promise<HostConnection> => driver.connect({ uri: `simulated://openlab/${host}` });
async function find(host: HostConnection, name: string) {
  const found = (await host.listDomains()).find((reading) => reading.name === name);
  if (found === undefined) throw new Error(`${host.uri} has no ${name}.`);
  return found;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gridbox-sim-'));
  driver = createSimulatedDriver({ socketPath: socketPath() });
  await startDaemon();
});
afterEach(async () => {
  await driver.stop();
  await endDaemon('SIGTERM');
  rmSync(directory, { recursive: true, force: true });
});

describe('the daemon', () => {
  it('loses nothing to kill -9: what was acknowledged is there, running guests ran on, a half-done move is at its source', async () => {
    const host = await connect('dempsey-02');
    const target = await connect('dempsey-03');
    const definition = `<domain type='kvm'><name>made-by-test</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`;
    const made = await host.define(definition);
    await host.start(made);
    const [moving, tagged] = [await find(host, 'cms-never-converges-01'), await find(host, 'cms-wn-02')];
    await host.writeMetadata(tagged.id, { roles: ['WN'], tags: ['kept'], needsFpswa: false });
    const before = await host.hearGuest(moving.id);
    const move = host.migrate(moving.id, target, { live: true }).catch((error: unknown) => error);
    await vi.waitFor(async () => expect((await host.migrationJob(moving.id))?.phase).toBe('copying'), {
      timeout: 5_000,
    });
    const events: DriverEvent[] = [];
    await host.watch((event) => events.push(event));

    await endDaemon('SIGKILL');
    expect(DriverError.is(await move, 'unreachable')).toBe(true);
    await vi.waitFor(() => expect(events.at(-1)?.kind).toBe('closed'));
    expect(host.open).toBe(false);
    await expect(connect('dempsey-02')).rejects.toMatchObject({ kind: 'unreachable' });

    // A change that was being written when the process died.
    const data = join(directory, 'data');
    for (const name of readdirSync(data))
      if (name.endsWith('.journal')) appendFileSync(join(data, name), '{"host":"dempsey-02","gone');
    await startDaemon();

    const [again, other] = [await connect('dempsey-02'), await connect('dempsey-03')];
    await expect(again.readDomain(made)).resolves.toMatchObject({ name: 'made-by-test', state: 'running' });
    expect((await again.readDomain(tagged.id))?.definition?.metadata.tags).toEqual(['kept']);
    await expect(again.readDomain(moving.id)).resolves.toMatchObject({ state: 'running' });
    await expect(other.readDomain(moving.id)).resolves.toBeUndefined();
    await expect(again.migrationJob(moving.id)).resolves.toBeUndefined();
    const after = await again.hearGuest(moving.id);
    expect(after.uptimeMs - before.uptimeMs).toBeCloseTo(after.heardAt.getTime() - before.heardAt.getTime(), -2);
  }, 30_000);

  it('goes on with a migration whose agent died, and tells the next one of it', async () => {
    const [host, target] = [await connect('dempsey-02'), await connect('dempsey-03')];
    const { id } = await find(host, 'cms-wn-01');
    const move = host.migrate(id, target, { live: true, bandwidthMiBps: 200 }).catch(() => undefined);
    await vi.waitFor(async () => expect((await host.migrationJob(id))?.bytesTransferred).toBeGreaterThan(0), {
      timeout: 5_000,
    });
    await driver.stop();
    await move;
    driver = createSimulatedDriver({ socketPath: socketPath() });
    const [source, there] = [await connect('dempsey-02'), await connect('dempsey-03')];
    expect((await source.migrationJob(id))?.elapsedMs).toBeGreaterThan(0);
    await vi.waitFor(async () => expect((await there.readDomain(id))?.state).toBe('running'), {
      timeout: 20_000,
      interval: 100,
    });
    await expect(source.readDomain(id)).resolves.toBeUndefined();
  }, 30_000);

  it('makes faults happen on demand: a cut host is lost and found again, a hanging one times out and holds nobody up', async () => {
    const [host, other] = [await connect('dempsey-01'), await connect('dempsey-05')];
    const events: DriverEvent[] = [];
    await host.watch((event) => events.push(event));
    await sendFault({ socketPath: socketPath(), host: 'dempsey-01', fault: { fault: 'cut' } });
    await vi.waitFor(() => expect(events.at(-1)?.kind).toBe('closed'));
    await expect(connect('dempsey-01')).rejects.toMatchObject({ kind: 'unreachable' });
    await sendFault({ socketPath: socketPath(), host: 'dempsey-01', fault: { fault: 'heal' } });
    await expect(connect('dempsey-01')).resolves.toMatchObject({ open: true });

    await sendFault({ socketPath: socketPath(), host: 'dempsey-05', fault: { fault: 'hang' } });
    const order: string[] = [];
    const hanging = other
      .readHost({ deadlineMs: 3_000 })
      .catch((error: unknown) => error)
      .finally(() => order.push('one that hangs'));
    await (await connect('dempsey-02')).listDomains();
    order.push('another');
    expect(await hanging).toMatchObject({ kind: 'timeout' });
    expect(order).toEqual(['another', 'one that hangs']);
    await expect(
      sendFault({ socketPath: socketPath(), host: 'nowhere', fault: { fault: 'cut' } }),
    ).rejects.toMatchObject({ kind: 'not-found' });
  }, 20_000);

  it('does not take the socket of one that lives', async () => {
    const first = daemon;
    await expect(startDaemon()).rejects.toThrow(/already listens/);
    daemon = first;
    await expect(connect('dempsey-01')).resolves.toMatchObject({ open: true });
  });
});
