import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJobFile } from './job-file';
import { createSimulatedJobs } from './simulated-jobs';

const REQUEST = { command: '/bin/true', args: [], environment: {} };

test('jobs run in their order, as many at once as there are slots, and end by the clock', async () => {
  let nowMs = 0;
  const system = createSimulatedJobs({ slots: 2, runMs: 100, nowMs: () => nowMs });
  expect(system.name).toContain('imulated');
  const ids = await Promise.all(Array.from({ length: 5 }, async () => await system.submit(REQUEST)));
  const states = async () => (await system.read(ids)).map(({ state }) => state);
  expect(await states()).toEqual(['running', 'running', 'queued', 'queued', 'queued']);
  await system.hold('3');
  await expect(system.hold('1')).rejects.toMatchObject({ kind: 'refused' });
  nowMs = 250;
  // The fourth and fifth began at 100.
  expect(await states()).toEqual(['completed', 'completed', 'held', 'completed', 'completed']);
  expect((await system.read(['4']))[0]).toMatchObject({
    startedAt: new Date(100),
    endedAt: new Date(200),
    exitCode: 0,
  });
  await system.release('3');
  await system.cancel('3');
  await system.cancel('3');
  expect((await system.read(['3', '9'])).map(({ state }) => state)).toEqual(['cancelled', 'gone']);
  await expect(system.cancel('9')).rejects.toMatchObject({ kind: 'not-found' });
});

test('with a file the next one goes on where time would have brought it, and knows nothing of a deed that was cut off', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-simulated-jobs-'));
  try {
    const path = join(folder, 'jobs');
    let nowMs = 0;
    const open = () => createSimulatedJobs({ slots: 1, runMs: 100, nowMs: () => nowMs, file: openJobFile(path) });
    const first = open();
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map(async (tag) => await first.submit({ ...REQUEST, tag })));
    nowMs = 50;
    await first.hold('2');
    await first.cancel('4');
    nowMs = 120;
    const told = await first.read(ids);
    expect(told.map(({ state }) => state)).toEqual(['completed', 'held', 'running', 'cancelled']);

    appendFileSync(path, '{"atMs":130,"deed":"submit","requ');
    const second = open();
    expect(await second.read([...ids, '5'])).toMatchObject([...told, { state: 'gone' }]);
    expect(await second.findTagged('b')).toBe('2');
    expect(await second.submit(REQUEST)).toBe('5');
    await second.release('2');
    nowMs = 1000;
    const states = (await open().read([...ids, '5'])).map(({ state }) => state);
    expect(states).toEqual(['completed', 'completed', 'completed', 'cancelled', 'completed']);
    appendFileSync(path, 'nonsense\n');
    expect(open).toThrow('jobs:9 says nothing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
