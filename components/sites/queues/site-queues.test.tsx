// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SiteQueues } from './site-queues';

/** A Sunday. */
beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-29T18:00:00Z') }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const TEXT = `
vos: { alice: { queue: alice }, dteam: { queue: dteam } }
batch:
  lrms: lsf
  queues:
    alice: { maxWall: 24h, runWindows: ['0-6:20:00-08:00'] }
    dteam: { maxWall: 30m, windows: ['1-5:08:00-20:00'] }
`;
const show = (text: string) => {
  render(<SiteQueues text={text} />);
  const zone = screen.queryByLabelText('Clock of the batch system');
  if (zone !== null) fireEvent.change(zone, { target: { value: 'UTC' } });
};

test('a job of three hours of alice: when it may start, and when it would end', () => {
  show(TEXT);
  expect(screen.getByRole('status').textContent).toMatch(
    /^From Sun,? 29 Nov, 20:00 on; it would end at Sun,? 29 Nov, 23:00\.$/,
  );
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
  // Eight nights; the last of them is that of the eighth day.
  expect(rows).toHaveLength(8);
  expect(rows[0]?.textContent).toMatch(/Mon,? 30 Nov, 05:00/);
  fireEvent.change(screen.getByLabelText('The job takes'), { target: { value: '15h' } });
  expect(screen.getByRole('status').textContent).toMatch(/it would end at Mon,? 30 Nov, 23:00/);
  expect(screen.getAllByText('always does')).toHaveLength(8);
  expect(screen.getAllByText('12 h')).toHaveLength(8);
});

test('what is too long for a queue, and what is no length, is said', () => {
  show(TEXT);
  fireEvent.change(screen.getByLabelText('Queue'), { target: { value: 'dteam' } });
  fireEvent.change(screen.getByLabelText('The job takes'), { target: { value: '3h' } });
  expect(screen.getByText('dteam ends its jobs after 30 min, and this one asks for 3 h.')).toBeDefined();
  fireEvent.change(screen.getByLabelText('The job takes'), { target: { value: 'long' } });
  expect(screen.getByText('write a duration such as 15s, 30m, 8h or 30d')).toBeDefined();
  expect(screen.queryByRole('table')).toBeNull();
});

test('the length that is begun with is one that the queue takes, until somebody types another', () => {
  show(TEXT);
  const length = () => screen.getByLabelText<HTMLInputElement>('The job takes').value;
  const choose = (queue: string) => fireEvent.change(screen.getByLabelText('Queue'), { target: { value: queue } });
  expect(length()).toBe('3h');
  choose('dteam');
  expect(length()).toBe('30m');
  expect(screen.getByRole('status').textContent).toMatch(/^From Mon,? 30 Nov, 08:00 on/);
  fireEvent.change(screen.getByLabelText('The job takes'), { target: { value: '20m' } });
  choose('alice');
  expect(length()).toBe('20m');
});

test('what LSF would have says that nobody verified it, and Slurm what it cannot', () => {
  show(TEXT);
  expect(screen.getByRole('region', { name: 'LSF: lsb.queues' }).textContent).toContain('QUEUE_NAME      = alice');
  expect(screen.getByText('By LSF’s documentation; not verified against a live installation.')).toBeDefined();
  expect(screen.getByRole('region', { name: 'Slurm: slurm.conf' }).textContent).toContain(
    'PartitionName=dteam Nodes=ALL MaxTime=30 AllowGroups=dteam State=DOWN',
  );
  expect(screen.getByText(/Slurm has no run windows: jobs of alice/)).toBeDefined();
  expect(screen.getByRole('region', { name: 'Slurm: crontab of its controller' }).textContent).toContain(
    '0 8 * * 1,2,3,4,5 scontrol update partitionname=dteam state=up',
  );
});

test.each(['vos: {}', 'vos: {}\nbatch: { lrms: pbs }', 'no: [yaml'])(
  'without queues there is a word for it: %s',
  (text) => {
    show(text);
    expect(screen.getByText('No queues')).toBeDefined();
  },
);
