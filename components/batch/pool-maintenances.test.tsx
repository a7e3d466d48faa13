// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { formatMoment } from '@/components/ui/format-age';
import { PoolMaintenances } from './pool-maintenances';

afterEach(cleanup);

const MAINTENANCE = {
  id: '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbcccc',
  hostName: 'dempsey-01',
  startsAt: '2026-11-30T14:00:00Z',
  endsAt: '2026-11-30T16:00:00Z',
  nodes: [
    { node: 'slc4-1', reserved: true },
    { node: 'slc4-2', reserved: false },
  ],
};

test('a host that is to be maintained stands there with its times, its slots, and the way to the announcement', () => {
  render(<PoolMaintenances maintenances={[MAINTENANCE]} hostsCloseAt={null} />);
  const row = screen.getByRole('row', { name: /dempsey-01/ });
  expect(row.textContent).toContain(
    `${formatMoment(MAINTENANCE.startsAt)}${formatMoment(MAINTENANCE.endsAt)}slc4-1, slc4-2 (no reservation yet)`,
  );
  expect(screen.getByRole('link', { name: 'dempsey-01' }).getAttribute('href')).toBe(`/maintenance/${MAINTENANCE.id}`);
  expect(document.body.textContent).not.toContain('all hosts');
});

test('that all hosts close is told to who sees none of them; where nothing is announced nothing is said', () => {
  const { rerender } = render(<PoolMaintenances maintenances={[]} hostsCloseAt="2026-11-30T14:00:00Z" />);
  expect(screen.getByRole('region', { name: 'Maintenance of hosts' }).textContent).toContain(
    `all hosts that a slot may be booted on; the last of them goes at ${formatMoment('2026-11-30T14:00:00Z')}.`,
  );
  expect(screen.queryByRole('table')).toBeNull();
  rerender(<PoolMaintenances maintenances={[]} hostsCloseAt={null} />);
  expect(document.body.textContent).toBe('');
});
