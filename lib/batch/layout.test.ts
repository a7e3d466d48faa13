/** What commands print of nodes and queues, as their manuals have it. */
import { expect, test } from 'vitest';
import { clockSeconds } from './layout';
import { readBhosts, readBqueues } from './lsf/read-layout';
import { readPbsNodes, readPbsQueues } from './pbs/read-layout';
import { readNodes, readPartitions } from './slurm/read-sinfo';

test.each([
  ['1-02:00:00', 93_600],
  ['2:00:00', 7200],
  ['30:00', 1800],
  ['infinite', undefined],
  ['', undefined],
])('%s is %s seconds', (text, seconds) => expect(clockSeconds(text)).toBe(seconds));

test('Slurm tells a node once for each partition, and one that it does not hear of with a star', () => {
  const text =
    'wn-1|mixed|1/3/0/4|slc4,slc3\nwn-1|mixed|1/3/0/4|slc4,slc3\nwn-2|drained|0/2/0/2|(null)\nwn-3|idle*|0/2/0/2|(null)\n';
  expect(readNodes(text).map(({ name, state, usedSlots, slots }) => [name, state, usedSlots, slots])).toEqual([
    ['wn-1', 'open', 1, 4],
    ['wn-2', 'closed', 0, 2],
    ['wn-3', 'down', 0, 2],
  ]);
  expect(readNodes(text)[0]?.environments).toEqual(['slc4', 'slc3']);
  expect(readPartitions('atlas|up|1:00:00\natlas|up|1:00:00\nslow|down|infinite\nold|drain|1-00:00:00\n')).toEqual([
    { name: 'atlas', state: 'open', nativeState: 'up', maxWallSeconds: 3600 },
    { name: 'slow', state: 'stopped', nativeState: 'down', maxWallSeconds: undefined },
    { name: 'old', state: 'closed', nativeState: 'drain', maxWallSeconds: 86_400 },
  ]);
});

test('PBS tells slots as np or as resources, and jobs one by one', () => {
  const text = `wn-1
     state = free
     np = 2
     properties = slc4,slc3
     jobs = 0/17.pbs, 1/18.pbs
     status = rectime=1,state=free

wn-2
     state = job-exclusive
     resources_available.ncpus = 4
     resources_assigned.ncpus = 4

wn-3
     state = down,offline
     np = 1
`;
  expect(readPbsNodes(text)).toEqual([
    { name: 'wn-1', state: 'open', nativeState: 'free', slots: 2, usedSlots: 2, environments: ['slc4', 'slc3'] },
    { name: 'wn-2', state: 'open', nativeState: 'job-exclusive', slots: 4, usedSlots: 4, environments: [] },
    { name: 'wn-3', state: 'down', nativeState: 'down,offline', slots: 1, usedSlots: undefined, environments: [] },
  ]);
  expect(
    readPbsQueues(
      'Queue: a\n    enabled = True\n    started = False\n    resources_max.walltime = 02:00:00\n\nQueue:\tb\n\tenabled = yes\n\tstarted = yes\n',
    ),
  ).toMatchObject([
    { name: 'a', state: 'stopped', maxWallSeconds: 7200 },
    { name: 'b', state: 'open', maxWallSeconds: undefined },
  ]);
});

test('LSF tells a host that is full as closed, which it is not for long', () => {
  const host = (name: string, status: string) => ({ HOST_NAME: name, STATUS: status, MAX: '8', NJOBS: '2' });
  const text = JSON.stringify({
    RECORDS: [host('a', 'ok'), host('b', 'closed_Full'), host('c', 'closed_Adm'), host('d', 'unreach')],
  });
  expect(readBhosts(text).map(({ state }) => state)).toEqual(['open', 'open', 'closed', 'down']);
  const queue = (status: string) => ({ QUEUE_NAME: status, STATUS: status });
  const queues = JSON.stringify({ RECORDS: ['Open:Active', 'Open:Inact', 'Closed:Active'].map(queue) });
  expect(readBqueues(queues).map(({ state }) => state)).toEqual(['open', 'stopped', 'closed']);
});
