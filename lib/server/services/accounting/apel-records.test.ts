import { expect, test } from 'vitest';
import { apelRecords } from './apel-records';

const use = {
  domainId: 'a53738e1-13eb-4047-800c-067d14ce3d22',
  name: 'wn-01',
  vo: 'atlas',
  vcpus: 2,
  memoryKiB: 1024 * 1024,
  begin: new Date('2026-11-28T12:00:00Z'),
  end: new Date('2026-11-29T12:00:00Z'),
  goesOn: false,
  seconds: 86_400,
  benchmark: { type: 'hepspec-1:speed', perVcpu: 10.5 },
};

test('a record has every field once, a line each, and ends with its mark', () => {
  const text = apelRecords([use, { ...use, goesOn: true, vo: null, benchmark: undefined }], 'GRID-1');
  expect(text.startsWith('APEL-cloud-message: v0.4\nVMUUID: a53738e1-')).toBe(true);
  expect(text.match(/^%%$/gm)).toHaveLength(2);
  const [ended = '', going = ''] = text.split('%%\n');
  expect(ended).toContain('\nFQAN: /atlas\n');
  expect(ended).toContain('\nStatus: completed\nStartTime: 1795867200\nEndTime: 1795953600\n');
  expect(ended).toContain('\nWallDuration: 86400\nCpuDuration: NULL\nCpuCount: 2\n');
  expect(ended).toContain('\nMemory: 1024\n');
  expect(ended).toContain('\nBenchmarkType: hepspec-1:speed\nBenchmark: 10.5000\n');
  expect(going).toContain('\nStatus: started\n');
  expect(going).toContain('\nEndTime: NULL\n');
  expect(going).toContain('\nFQAN: NULL\n');
  expect(going).toContain('\nBenchmarkType: NULL\nBenchmark: NULL\n');
});

test('a name from outside begins no line and ends no record', () => {
  const text = apelRecords([{ ...use, name: 'a\n%%\nVMUUID: b', vo: 'x\r\nStatus: started' }], 'GRID-1');
  expect(text.match(/^%%$/gm)).toHaveLength(1);
  expect(text.match(/^VMUUID:/gm)).toHaveLength(1);
  expect(text.match(/^Status:/gm)).toHaveLength(1);
});
