import { describe, expect, it } from 'vitest';
import { hostCapabilities } from '@/lib/drivers/simulated/world/capabilities';
import { dempseyHost, dempseyKvmHost } from '@/lib/drivers/simulated/host-models';
import { stopRefusalOf } from './stop-refusal';

const xen = hostCapabilities(dempseyHost({ name: 'one', bootedAtMs: 0 }));
const kvm = hostCapabilities(dempseyKvmHost({ name: 'two', bootedAtMs: 0 }));

describe('stopRefusalOf', () => {
  it('says of Xen that it cannot stop a migration, and of others only that the hypervisor cannot', () => {
    const sentence = 'Xen cannot stop a migration once it has begun.';
    expect(stopRefusalOf({ hypervisor: 'xen', capabilities: xen })).toBe(sentence);
    expect(stopRefusalOf({ hypervisor: 'esx', capabilities: xen })).toBe(
      sentence.replace('Xen', 'The hypervisor of the source'),
    );
  });

  it('knows no way back from post-copy, whatever the hypervisor can', () => {
    expect(stopRefusalOf({ hypervisor: 'kvm', capabilities: kvm }, 'post-copy')).toMatch(/no way back\.$/);
    expect(stopRefusalOf({ hypervisor: 'kvm', capabilities: kvm }, 'copying')).toBeNull();
  });

  it('refuses nothing where it can, and where nothing is known', () => {
    expect(stopRefusalOf({ hypervisor: 'kvm', capabilities: kvm })).toBeNull();
    expect(stopRefusalOf({ hypervisor: 'xen', capabilities: null })).toBeNull();
    expect(stopRefusalOf(undefined)).toBeNull();
  });
});
