import { describe, expect, it } from 'vitest';
import { BusySum } from '@/lib/drivers/libvirt/read/busy-sum';

describe('BusySum', () => {
  it('adds what each domain used, and keeps what an ended one had used', () => {
    const sum = new BusySum();
    const control = (cpuTimeNs: bigint) => ({ domain: 'control 0', cpuTimeNs });
    const first = sum.add([control(100n), { domain: 'a 1', cpuTimeNs: 50n }]);
    expect(sum.add([control(110n), { domain: 'a 1', cpuTimeNs: 70n }]) - first).toBe(30n);
    expect(sum.add([control(115n)]) - first).toBe(35n);
    expect(sum.add([control(115n), { domain: 'a 2', cpuTimeNs: 4n }]) - first).toBe(39n);
  });
});
