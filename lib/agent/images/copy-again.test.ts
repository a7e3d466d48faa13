import { expect, test } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import type { HostConnection } from '@/lib/drivers/port';
import { copyAgain } from './copy-again';
import { COPY_AGAIN_AFTER_MS, COPY_TRIES } from './tunables';

/** A run whose host is connected to anew for each try. */
function makeRun() {
  const log: string[] = [];
  return {
    log,
    signal: new AbortController().signal,
    connection: async (hostId: string) => {
      log.push(`connection to ${hostId}`);
      // It is only handed on.
      return {} as HostConnection;
    },
    directory: {
      link: (hostId: string) => ({
        hold: () => {
          log.push(`${hostId} is held`);
          return () => void log.push(`${hostId} is let go`);
        },
      }),
    },
    ports: { clock: { sleep: async (ms: number) => void log.push(`slept ${ms} ms`) } },
  };
}
const lost = new DriverError('unreachable', 'The call was given up.');

test('while it copies its connection is held; one that is lost is followed by another try on another', async () => {
  const run = makeRun();
  const result = await copyAgain(run, 'xen-a', async (_connection, before) => {
    run.log.push(`copied for the ${before + 1}. time`);
    if (before === 0) throw lost;
    return 'there';
  });
  expect(result).toBe('there');
  const each = (time: number) => [
    'connection to xen-a',
    'xen-a is held',
    `copied for the ${time}. time`,
    'xen-a is let go',
  ];
  expect(run.log).toEqual([...each(1), `slept ${COPY_AGAIN_AFTER_MS} ms`, ...each(2)]);
});

test.each([
  ['a host that is lost each time', lost, COPY_TRIES],
  ['a host that refuses', new DriverError('refused', 'There is no room.'), 1],
])('of %s the last error is told', async (_what, error, times) => {
  const run = makeRun();
  let tried = 0;
  const copying = copyAgain(run, 'xen-a', async () => {
    tried += 1;
    throw error;
  });
  await expect(copying).rejects.toBe(error);
  expect(tried).toBe(times);
  expect(run.log.filter((line) => line.endsWith('held'))).toHaveLength(times);
  expect(run.log.filter((line) => line.endsWith('let go'))).toHaveLength(times);
});
