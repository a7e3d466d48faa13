import { describe, expect, it } from 'vitest';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { checkMove } from './check-move';
import { checkStart, unfitSentence } from './check-start';
import { IA64_READING, makeContext, makeDomain, makeHost, READING } from './placement-fixtures';

const codes = (domain: ReturnType<typeof makeDomain>, target: ReturnType<typeof makeHost>): string[] =>
  checkStart({ domain, target }).map((refusal) => refusal.code);
const slc3 = { ...EMPTY_METADATA, kernelVersion: '2.4.21-slc3' };
const needsFpswa = { ...EMPTY_METADATA, needsFpswa: true };

describe('a start', () => {
  it('of a guest that fits has nothing against it', () => {
    expect(codes(makeDomain(), makeHost('a'))).toEqual([]);
    expect(unfitSentence([])).toBeUndefined();
  });

  it.each([
    ['4.17.3', ['paravirtual-kernel']],
    ['3.0.4', ['paravirtual-kernel']],
    ['2.0.7', []],
    // A version nobody can read proves nothing.
    ['unknown', []],
  ])('of a paravirtual 2.4 kernel under Xen %s', (hypervisorVersion, expected) => {
    const host = makeHost('a', { reading: { ...READING, hypervisorVersion } });
    expect(codes(makeDomain({ guestMode: 'pv', metadata: slc3 }), host)).toEqual(expected);
    expect(codes(makeDomain({ guestMode: 'pv', kernel: '/boot/vmlinuz-2.4.21-xenU' }), host)).toEqual(expected);
  });

  it('of a 2.4 kernel in full virtualization is the guest’s own affair', () => {
    expect(codes(makeDomain({ guestMode: 'hvm', metadata: slc3 }), makeHost('a'))).toEqual([]);
  });

  it.each([
    [false, ['fpswa-missing']],
    [undefined, ['fpswa-missing']],
    [true, []],
  ])('of software that needs FPSWA on Itanium with fpswa %s', (fpswa, expected) => {
    const domain = makeDomain({ architecture: 'ia64', metadata: needsFpswa });
    expect(codes(domain, makeHost('m', { reading: { ...IA64_READING, fpswa } }))).toEqual(expected);
  });

  it('on a host that was never read is not judged', () => {
    expect(codes(makeDomain({ metadata: slc3 }), makeHost('a', { reading: undefined }))).toEqual([]);
  });

  it('says the reason and the remedy, and a move there says the same', () => {
    const domain = makeDomain({ guestMode: 'pv', metadata: slc3 });
    const target = makeHost('b', { reading: { ...READING, hypervisorVersion: '4.17.3' } });
    expect(unfitSentence(checkStart({ domain, target }))).toBe(
      'b runs Xen 4.17.3, which dropped paravirtual 2.4 kernels; the guest runs 2.4.21-slc3. Give the guest a 2.6 Xen kernel (its userland can stay), or choose a Xen 2.0 host.',
    );
    const source = makeHost('a', { reading: { ...READING, hypervisorVersion: '2.0.7' } });
    expect(checkMove(domain, source, target, makeContext())).toEqual(
      expect.arrayContaining([...checkStart({ domain, target })]),
    );
  });
});
