import { describe, expect, test } from 'vitest';
import { changesBetween, conditionWords, likenessOf, likeKey } from './likeness';
import { measuredOnOf, measuredOnWords, technologyWordsOf } from './measured-on';
import { makeResult } from './testing/make-result';

const guest = makeResult();

describe('likenessOf', () => {
  test('a result is like itself', () => {
    expect(likenessOf(guest, guest)).toEqual({ unlike: [], noted: [] });
  });

  test.each([
    [{ benchmark: 'cpu-primes' }, 'benchmark: cpu-loop against cpu-primes'],
    [{ version: 2 }, 'version of the benchmark: 1 against 2'],
    [{ parameters: '' }, 'parameters: seconds=5 against none'],
    [{ ends: 'pair' }, 'ends: in one against between two'],
    [{ guests: 4 }, 'at the same time: 1 against 4'],
    [{ hostCpuModel: 'Montecito' }, 'host CPU model: Xeon 5050 against Montecito'],
    [{ hostCpuModel: undefined }, 'host CPU model: Xeon 5050 against not known'],
    [{ emulated: true }, 'processor: real against emulated'],
  ] as const)('%j is unlike, and says so', (conditions, words) => {
    expect(likenessOf(guest, makeResult({ conditions }))).toEqual({ unlike: [words], noted: [] });
  });

  test('both ends of a pair on one host is unlike across two', () => {
    const pair = (sameHost: boolean) => makeResult({ conditions: { ends: 'pair', sameHost } });
    expect(likenessOf(pair(true), pair(false)).unlike).toEqual(['hosts: both ends on one against across two']);
  });

  test('what may explain a difference is noted, unless a side does not tell it', () => {
    const other = makeResult({
      conditions: {
        hypervisorVersion: '4.18',
        guestKernel: '6.6',
        vcpus: 2,
        memoryKiB: 1_048_576,
        microcode: undefined,
      },
    });
    expect(likenessOf(guest, other)).toEqual({
      unlike: [],
      noted: [
        'hypervisor version: 4.17 against 4.18',
        'guest kernel: 6.1 against 6.6',
        'vCPUs: 1 against 2',
        'memory: 512 MiB against 1 GiB',
      ],
    });
  });

  test('what is compared on purpose may differ; what is not, may not', () => {
    const native = makeResult({
      measuredOn: 'native',
      conditions: { hypervisorVersion: undefined, guestKernel: undefined },
    });
    expect(likenessOf(guest, native).unlike).toEqual(['technology: Xen PVH against Native']);
    expect(likenessOf(guest, native, ['technology']).unlike).toEqual([]);
    const elsewhere = makeResult({ conditions: { hostCpuModel: 'Montecito', microcode: '0x9' } });
    expect(likenessOf(guest, elsewhere, ['technology']).unlike).toHaveLength(1);
    expect(likenessOf(guest, elsewhere, ['host'])).toEqual({ unlike: [], noted: [] });
  });

  test('an emulated guest is never like a real processor, whatever the purpose', () => {
    const emulated = makeResult({ conditions: { emulated: true } });
    expect(likenessOf(guest, emulated, ['technology', 'host']).unlike).toEqual(['processor: real against emulated']);
    expect(likeKey(guest)).not.toBe(likeKey(emulated));
  });
});

test('a host that is Xen’s own domain passes for native, and says so; it is no bare host', () => {
  const dom0 = makeResult({ measuredOn: 'native', conditions: { dom0: true } });
  const bare = makeResult({ measuredOn: 'native' });
  const words = 'native is Xen’s own domain (dom0), not the bare host';
  expect(likenessOf(guest, dom0, ['technology'])).toEqual({ unlike: [], noted: [words] });
  expect(likenessOf(guest, bare, ['technology'])).toEqual({ unlike: [], noted: [] });
  expect(likenessOf(dom0, bare).unlike).toEqual(['technology: Xen’s own domain against Native']);
  expect(likeKey(dom0)).not.toBe(likeKey(bare));
});

test('results with one key are those between which nothing is unlike', () => {
  expect(likeKey(guest)).toBe(likeKey(makeResult({ conditions: { guestKernel: '6.6' } })));
  expect(likeKey(guest)).not.toBe(likeKey(makeResult({ measuredOn: 'xen-pv' })));
});

test('what changed from one result to a later one is said whole, unlike or not', () => {
  const later = makeResult({
    measuredOn: 'xen-pv',
    conditions: { hypervisorVersion: '4.18', emulated: true, microcode: undefined },
  });
  expect(changesBetween(guest, later)).toEqual([
    'processor: real → emulated',
    'technology: Xen PVH → Xen PV',
    'hypervisor version: 4.17 → 4.18',
    'microcode: 0x2 → not known',
  ]);
  expect(changesBetween(guest, guest)).toEqual([]);
});

test('conditions in words place a result', () => {
  const pair = makeResult({ conditions: { ends: 'pair', sameHost: true, guests: 2, emulated: true, parameters: '' } });
  expect(conditionWords(pair)).toEqual(['on one host', '2 at once', 'emulated', 'Xeon 5050', 'version 1']);
});

test('what a run says of follows from its place, its hypervisor and the mode of its guest', () => {
  expect(measuredOnOf('host', { hypervisor: 'xen', guestMode: 'unknown' })).toBe('native');
  expect(measuredOnOf('host-pair', undefined)).toBe('native');
  expect(measuredOnOf('domain', { hypervisor: 'xen', guestMode: 'pvh' })).toBe('xen-pvh');
  expect(measuredOnOf('domain-pair', { hypervisor: 'kvm', guestMode: 'hvm' })).toBe('qemu-kvm');
  expect(measuredOnOf('domain', { hypervisor: 'xen', guestMode: 'unknown' })).toBe('unknown');
  expect(measuredOnOf('domain', { hypervisor: 'lxc', guestMode: 'container' })).toBe('unknown');
  expect(measuredOnOf('domain', undefined)).toBe('unknown');
  expect(measuredOnWords('qemu-kvm')).toBe('QEMU/KVM');
});

test('QEMU is told by whether the processor helped, where that is known', () => {
  const under = (emulated: boolean | undefined) =>
    technologyWordsOf(makeResult({ measuredOn: 'qemu-kvm', conditions: { emulated } }));
  expect([under(true), under(false), under(undefined)]).toEqual(['QEMU without KVM', 'KVM', 'QEMU/KVM']);
  expect(technologyWordsOf(makeResult({ measuredOn: 'native', conditions: { emulated: false } }))).toBe('Native');
});
