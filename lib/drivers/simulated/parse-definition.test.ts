import { describe, expect, it } from 'vitest';
import { parseDefinition } from './parse-definition';
import { renderDefinition } from './render-definition';
import { makeDomain, ordinaryHabits } from './world/define';

const ID = '11111111-2222-4333-8444-555555555555';
const definition: Parameters<typeof makeDomain>[0]['definition'] = {
  architecture: 'ia64',
  guestMode: 'pv',
  osType: 'linux',
  machine: 'xenpv',
  kernel: '/boot/vmlinuz-2.6.9-xenU',
  emulated: false,
  cpuModel: 'Montecito',
  cpuFlags: ['branchlong'],
  disks: [
    { target: 'xvda', kind: 'disk', source: `/srv/<a>&'"/x.img`, format: 'raw', readOnly: false, shared: true },
    { target: 'xvdc', kind: 'cdrom', readOnly: true, shared: false },
  ],
  nics: [{ mac: '00:16:3e:00:00:01', kind: 'bridge', source: 'xenbr0', model: 'netfront' }],
  passthrough: ['pci 0000:03:00.0'],
  hasSnapshots: false,
  metadata: {
    roles: ['CE', 'VOBOX'],
    vo: 'atlas',
    tags: [`<x/>'; --`, '🍇'],
    homeHost: 'h',
    kernelVersion: '2.6.9',
    needsFpswa: true,
    antiAffinity: 'ce',
    affinity: `<storage> & 'co'`,
    sshAddress: 'root@10.0.0.7:22',
    restartPriority: 'medium',
  },
};

describe('definitions', () => {
  it('come back as they were written, hostile text included', () => {
    const sizes = { id: ID, name: `']]>&amp; 🧪`, vcpus: 1, maxVcpus: 2, memoryKiB: 65_536, maxMemoryKiB: 131_072 };
    const domain = makeDomain({ ...sizes, definition, habits: ordinaryHabits(ID, 65_536), nowMs: 0, revision: 1 });
    expect(parseDefinition(renderDefinition(domain, 'xen', 0))).toEqual({ ...sizes, definition });
  });

  it.each([
    ['nonsense', /<domain>|XML/],
    ['<domain/>', /gives no memory/],
    [`<domain><name>a</name><memory>x</memory></domain>`, /not a size/],
    [`<domain><name>a</name><uuid>7</uuid><memory>1</memory></domain>`, /UUID/],
    [`<domain><name> </name><memory>1</memory></domain>`, /gives no name/],
    [`<domain><name>a/b</name><memory>1</memory></domain>`, /slash/],
    [`<domain><name>${'é'.repeat(128)}</name><memory>1</memory></domain>`, /255 bytes/],
    [`<domain><name>a</name><memory>1</memory><vcpu>0</vcpu></domain>`, /vCPUs/],
    [`<!DOCTYPE x [<!ENTITY y "z">]><domain/>`, /document type/],
  ])('refuse %j with a sentence', (text, sentence) => {
    expect(() => parseDefinition(text)).toThrow(sentence);
  });
});
