import { expect, test } from 'vitest';
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
