/** Opening, calling and closing must not grow the process. Real libvirt, its test driver. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';

const CONNECTIONS = 1_000;
const CALLS = 10_000;
/**
 * Resident memory goes up and down by some megabytes as the heaps of main thread and workers are swept. So the lowest
 * point of a few rounds is compared with the lowest of as many later ones: a leak lifts the floor, garbage does not. What
 * lies between the floors is the growth of that many rounds.
 */
const ROUNDS = 4;
/** As many as this go on at once, as in an agent with many hosts. */
const AT_ONCE = 4;
/** Of one round. */
const LIMIT_BYTES = 5_000_000;
const URI = 'test:///default';
const BYTES_PER_KB = 1024;

const driver = createLibvirtDriver({ maxThreads: AT_ONCE });
afterAll(async () => driver.stop());

setFlagsFromString('--expose-gc');
/** A full collection of the main thread: V8 lets garbage lie while there is memory. */
const collectGarbage: unknown = runInNewContext('gc');

/** Resident memory after pending work has settled. */
async function residentBytes(): Promise<number> {
  const SETTLE_MS = 300;
  if (typeof collectGarbage !== 'function') throw new Error('No way to collect garbage.');
  collectGarbage();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  collectGarbage();
  return process.memoryUsage().rss;
}

async function inParallel(count: number, run: () => Promise<unknown>): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const connectAndClose = async (): Promise<void> => {
  const connection = await driver.connect({ uri: URI });
  await connection.close();
};

describe('a long life', () => {
  it(`grows by less than ${LIMIT_BYTES / 1e6} MB over ${CONNECTIONS} connections and ${CALLS} calls`, async () => {
    const connection = await driver.connect({ uri: URI });
    const [domain] = await connection.listDomains();
    if (domain === undefined || domain.definition === undefined) throw new Error('The test driver has no domain.');
    const known = new Map([[domain.id, domain.definition.hash]]);
    const call = async (): Promise<unknown> => connection.listDomains({ known });
    const floorOf = async (rounds: number): Promise<number> => {
      let floor = Number.POSITIVE_INFINITY;
      for (let round = 0; round < rounds; round += 1) {
        await inParallel(CONNECTIONS, connectAndClose);
        await inParallel(CALLS, call);
        floor = Math.min(floor, await residentBytes());
      }
      return floor;
    };
    // Threads, compiled code and allocator arenas grow to their size first; that is no leak.
    await floorOf(ROUNDS);
    const before = await floorOf(ROUNDS);
    const grown = ((await floorOf(ROUNDS)) - before) / ROUNDS;

    expect(driver.figures()).toMatchObject({ connections: 1, stuck: 0, queued: 0 });
    console.log(`grown by ${Math.round(grown / BYTES_PER_KB)} KiB a round`);
    expect(grown).toBeLessThan(LIMIT_BYTES);
    await connection.close();
  }, 300_000);

  it('costs nothing when nothing happens, also where a driver was stopped and another made', async () => {
    const second = createLibvirtDriver();
    await (await second.connect({ uri: URI })).close();
    await second.stop();
    const third = createLibvirtDriver();
    const connection = await third.connect({ uri: URI });
    const IDLE_MS = 1_000;
    const MS = 1_000;
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const { user, system } = process.cpuUsage(before);
    await connection.close();
    await third.stop();
    // A loop that never rests takes all of it; the rest is the test runner's.
    expect((user + system) / MS).toBeLessThan(IDLE_MS / 2);
  });
});
