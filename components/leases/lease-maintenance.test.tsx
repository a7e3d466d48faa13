// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { LeaseMaintenance, maintenanceWithin } from './lease-maintenance';

afterEach(cleanup);

const of = (hostName: string, startsAt: string, endsAt: string) => ({ id: hostName, hostName, startsAt, endsAt });
const announced = [
  of('before', '2026-11-30T06:00:00Z', '2026-11-30T08:00:00Z'),
  of('in it', '2026-11-30T18:00:00Z', '2026-11-30T20:00:00Z'),
  of('after', '2026-12-02T08:00:00Z', '2026-12-02T10:00:00Z'),
];
const lent = { startsAt: '2026-11-30T08:00:00Z', endsAt: '2026-12-01T08:00:00Z' };

test('a lease is touched by what falls into its time, and extended by what comes after', () => {
  const names = (time: typeof lent) => maintenanceWithin(announced, time).map(({ hostName }) => hostName);
  expect(names(lent)).toEqual(['in it']);
  expect(names({ ...lent, endsAt: '2026-12-02T08:00:00Z' })).toEqual(['in it']);
  expect(names({ ...lent, endsAt: '2026-12-02T09:00:00Z' })).toEqual(['in it', 'after']);
});

test('it says of which host and when, and leads to where it is answered', () => {
  render(<LeaseMaintenance maintenances={maintenanceWithin(announced, lent)} />);
  const link = screen.getByRole('link', { name: 'Maintenance of in it' });
  expect(link.getAttribute('href')).toBe('/maintenance/in%20it');
  expect(link.parentElement?.textContent).toMatch(/, .* to .*, touches it$/);
});
