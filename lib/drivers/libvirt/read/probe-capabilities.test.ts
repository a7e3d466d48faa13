import { describe, expect, it } from 'vitest';
import { toHostCapabilities, type ProbedFacts } from '@/lib/drivers/libvirt/read/probe-capabilities';
import { hardwareVirtualizationOf, parseCapabilities } from '@/lib/drivers/libvirt/xml/parse-capabilities';

/** What libvirt 9.0 says of a Xen 4.17 host, shortened. */
const XEN_CAPABILITIES = `<capabilities>
  <host><cpu><arch>x86_64</arch><features><pae/></features><model>qemu64</model><feature name='sse4a'/></cpu>
    <migration_features><live/></migration_features></host>
  <guest><os_type>xen</os_type><arch name='x86_64'><machine>xenpv</machine><domain type='xen'/></arch></guest>
  <guest><os_type>hvm</os_type><arch name='x86_64'><machine>xenfv</machine><domain type='xen'/></arch>
    <features><hap default='on' toggle='yes'/></features></guest>
  <guest><os_type>xenpvh</os_type><arch name='x86_64'><machine>xenpvh</machine><domain type='xen'/></arch></guest>
</capabilities>`;

/** Functions that Xen's driver of libvirt 9.0 answered with VIR_ERR_NO_SUPPORT. */
const MISSING_ON_XEN = [
  'virConnectGetAllDomainStats',
  'virNodeGetCPUStats',
  'virDomainSnapshotNum',
  'virDomainMigrateGetMaxSpeed',
  'virDomainMigrateGetMaxDowntime',
  'virDomainMigrateStartPostCopy',
  'virDomainAbortJob',
];

const facts = (change: Partial<ProbedFacts> = {}): ProbedFacts => ({
  type: 'Xen',
  uri: 'xen+tcp://xen-a/system',
  capabilities: parseCapabilities(XEN_CAPABILITIES),
  events: true,
  missing: MISSING_ON_XEN,
  jobsProbed: true,
  refused: {},
  liveParavirtual: undefined,
  noNetworks: undefined,
  noHostPrograms: undefined,
  ...change,
});

describe('capabilities of a Xen host', () => {
  it('are what it answered, and nothing beyond', () => {
    expect(parseCapabilities(XEN_CAPABILITIES)).toMatchObject({
      guestModes: ['pv', 'hvm', 'pvh'],
      liveMigration: true,
    });
    expect(toHostCapabilities(facts())).toEqual({
      unsupported: {},
      events: true,
      bulkStatistics: false,
      nodeStatistics: false,
      snapshots: false,
      metadata: true,
      migration: {
        live: true,
        liveParavirtual: undefined,
        cancel: false,
        progress: false,
        bandwidthCap: false,
        downtimeCap: false,
        autoConverge: false,
        postCopy: false,
        copyStorage: false,
      },
      guestChannels: ['heartbeat'],
      probed: ['live', 'cancel', 'bandwidthCap', 'downtimeCap', 'postCopy', 'snapshots'],
    });
  });

  it('grow with a driver that has learned more', () => {
    const missing = MISSING_ON_XEN.filter((fn) => fn !== 'virDomainAbortJob' && fn !== 'virConnectGetAllDomainStats');
    const can = toHostCapabilities(facts({ missing }));
    expect(can).toMatchObject({ bulkStatistics: true, migration: { cancel: true, bandwidthCap: false } });
  });

  it('are not assumed where nothing could be asked', () => {
    const can = toHostCapabilities(facts({ missing: [], jobsProbed: false }));
    expect(can.probed).toEqual(['live']);
    expect(can.migration).toMatchObject({
      cancel: false,
      bandwidthCap: false,
      downtimeCap: false,
      postCopy: false,
    });
  });

  it('keep what a first try taught, and a verb that was refused', () => {
    const learned = toHostCapabilities(facts({ liveParavirtual: false, refused: { reset: 'It cannot be reset.' } }));
    expect(learned.migration.liveParavirtual).toBe(false);
    expect(learned.unsupported).toEqual({ reset: 'It cannot be reset.' });
  });

  it('say where no network can be made, and why', () => {
    const why = (change: Partial<ProbedFacts>) => toHostCapabilities(facts(change)).noNetworks;
    expect(why({})).toBeUndefined();
    expect(why({ type: 'QEMU', uri: 'qemu+unix:///session?socket=/s' })).toMatch(/ordinary user/);
    expect(why({ type: 'QEMU', uri: 'qemu+ssh://host/system' })).toBeUndefined();
    expect(why({ missing: ['virConnectNumOfNetworks'] })).toMatch(/no network driver/);
    expect(why({ noNetworks: 'It lacks iptables.' })).toBe('It lacks iptables.');
  });

  it.each([
    [['pv'], ['svm', 'sse4a'], 'none'],
    [['pv', 'hvm', 'pvh'], ['sse4a'], 'svm'],
    [['pv', 'pvh'], ['vmx'], 'vt-x'],
    [['pv', 'hvm'], ['sse2'], 'unknown'],
  ] as const)('tells from guests %j and flags %j the hardware help %s', (guestModes, flags, help) => {
    expect(hardwareVirtualizationOf('x86_64', flags, { hypervisor: 'xen', guestModes })).toBe(help);
  });
});
