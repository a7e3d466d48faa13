import { expect, test } from 'vitest';
import { quotaCell, QUOTA_COLUMNS } from './quota-cells';

test('a quota says what is taken, what is left, and where more is taken than it allows since it was set', () => {
  const quota = {
    vo: 'atlas',
    vcpus: 10,
    ia64Vcpus: 2,
    memoryMiB: 4_096,
    diskGiB: null,
    domains: 4,
    taken: { vcpus: 6, ia64Vcpus: 4, memoryMiB: 1_024, diskGiB: 20, domains: 4 },
    setByName: 'Somebody',
    setAt: '2026-11-30T00:00:00.000Z',
  };
  expect(QUOTA_COLUMNS.map((column) => [column.label, quotaCell(quota, column)])).toEqual([
    ['Domains', { taken: '4 of 4', left: '0 left' }],
    ['vCPUs', { taken: '6 of 10', left: '4 left' }],
    ['of these on IA-64', { taken: '4 of 2', left: 'over by 2' }],
    ['Memory', { taken: '1 GiB of 4 GiB', left: '3 GiB left' }],
    ['Disk', { taken: '20 GiB, no limit', left: undefined }],
  ]);
});
