import { describe, expect, it } from 'vitest';
import type { NodeFacts } from '@/lib/drivers/libvirt/ffi/operations';
import { parseCapabilities } from '@/lib/drivers/libvirt/xml/parse-capabilities';
import { toHostReading } from './read-host';

const AT = new Date('2026-11-29T12:00:00Z');
const CAPABILITIES = parseCapabilities('<capabilities><host><cpu><arch>x86_64</arch></cpu></host></capabilities>');

/** `virNodeInfo` of a host with two processors. */
const info = (): Uint8Array => {
  const bytes = Buffer.alloc(72);
  bytes.write('x86_64', 0, 'latin1');
  bytes.writeBigUInt64LE(8n * 1024n ** 2n, 32);
  bytes.writeUInt32LE(2, 40);
  return bytes;
};
/** `virNodeCPUStats`: char field[80]; unsigned long long value. */
const cpuStats = (values: Readonly<Record<string, bigint>>): Uint8Array =>
  Buffer.concat(
    Object.entries(values).map(([name, value]) => {
      const entry = Buffer.alloc(88);
      entry.write(name, 0, 'latin1');
      entry.writeBigUInt64LE(value, 80);
      return entry;
    }),
  );
const bootOf = (change: Partial<NodeFacts>) =>
  toHostReading({ info: info(), type: 'QEMU', pools: [], networks: [], ...change }, CAPABILITIES, [], {
    uri: 'qemu:///system',
    at: AT,
  }).boot;
const seconds = (count: number): bigint => BigInt(count) * 10n ** 9n;

describe('when a host was started', () => {
  it('is told by the time that its processors have worked and idled since, once for each', () => {
    const stats = cpuStats({ kernel: seconds(20), user: seconds(30), idle: seconds(1_100), iowait: seconds(50) });
    expect(bootOf({ cpuStats: stats })).toEqual({ counterNs: seconds(1_200), at: new Date('2026-11-29T11:50:00Z') });
  });

  it('is not told by counters that leave out how long they idled', () => {
    expect(bootOf({ cpuStats: cpuStats({ kernel: seconds(20), user: seconds(30) }) })).toBeUndefined();
  });

  it('is not told on Xen; that it was is, by its control domain', () => {
    const domainCpu = [
      { domain: '11111111-1111-4111-8111-111111111111 10', cpuTimeNs: 5n },
      { domain: '00000000-0000-0000-0000-000000000000 0', cpuTimeNs: 7n },
    ];
    expect(bootOf({ type: 'Xen', domainCpu })).toEqual({ counterNs: 7n });
    expect(bootOf({ type: 'Xen', domainCpu: domainCpu.slice(0, 1) })).toBeUndefined();
    expect(bootOf({ type: 'ESX' })).toBeUndefined();
  });
});
