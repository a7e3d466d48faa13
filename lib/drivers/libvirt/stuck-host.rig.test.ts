/**
 * A host that stops answering: a peer that accepts and never speaks stands for it. Nothing else may wait, every call
 * must end at its deadline, and trying again must not eat all threads.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { expectDriverError } from '@/lib/drivers/contract/context';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { MAX_STUCK_PER_ADDRESS } from '@/lib/drivers/libvirt/limits';

const DEADLINE_MS = 300;
const driver = createLibvirtDriver({ maxThreads: 4 });
const sockets = new Set<Socket>();
let folder = '';
let server: Server;
let uri = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridbox-mute-'));
  const path = join(folder, 'sock');
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  uri = `qemu+unix:///session?socket=${path}`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  await driver.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a host that does not answer', () => {
  it('costs its caller the deadline, other hosts nothing, and not all threads', async () => {
    const healthy = await driver.connect({ uri: 'test:///default' });
    for (let attempt = 0; attempt < MAX_STUCK_PER_ADDRESS; attempt += 1) {
      const began = Date.now();
      await expectDriverError(driver.connect({ uri }, { deadlineMs: DEADLINE_MS }), 'timeout');
      expect(Date.now() - began).toBeLessThan(DEADLINE_MS + 1_000);
    }
    // As many threads are stuck as may work at once, and work goes on.
    expect(driver.figures().stuck).toBe(MAX_STUCK_PER_ADDRESS);
    await expect(healthy.listDomains()).resolves.toHaveLength(1);
    await expectDriverError(driver.connect({ uri }, { deadlineMs: DEADLINE_MS }), 'unreachable');
    expect(driver.figures().stuck).toBe(MAX_STUCK_PER_ADDRESS);

    // The host speaks again (here: hangs up); the threads come home and it is tried again.
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(driver.figures().stuck).toBe(0), { timeout: 5_000 });
    await expectDriverError(driver.connect({ uri }, { deadlineMs: DEADLINE_MS }), 'timeout');
    for (const socket of sockets) socket.destroy();
    await healthy.close();
  });

  it('gives concurrent failing calls of one connection each its own message', async () => {
    const host = await driver.connect({ uri: 'test:///default' });
    const CALLS = 40;
    const id = domainId(crypto.randomUUID());
    const type = (index: number): string => `no-such-type-${index}-end`;
    const define = async (index: number) =>
      expectDriverError(
        host.define(
          `<domain type='${type(index)}'><name>x</name><uuid>${id}</uuid><memory>1024</memory><os><type>hvm</type></os></domain>`,
        ),
        'refused',
        'internal',
      );
    const errors = await Promise.all(Array.from({ length: CALLS }, async (_, index) => define(index)));
    for (const [index, error] of errors.entries()) expect(error.native?.message).toContain(type(index));
    await host.close();
  });
});
