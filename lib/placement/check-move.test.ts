import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { describeRefusal, REFUSALS, severityOf, type RefusalCode } from '@/lib/domain/refusals';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { checkMove, MOVE_CHECKS, verdictOf } from './check-move';
import { memoryNeedKiB } from './memory-need';
import { ABILITIES, IA64_READING, makeContext, makeDomain, makeHost, NOW, READING } from './placement-fixtures';

const source = makeHost('dempsey-01');
const target = makeHost('dempsey-02');
const affinityPeer = (domainName: string, { id, name }: PlacementHost) => ({
  domainId: makeDomain().id,
  domainName,
  hostId: id,
  hostName: name,
});
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

interface Case {
  readonly code: RefusalCode;
  readonly says: RegExp;
  readonly domain?: Partial<PlacementDomain>;
  readonly source?: Partial<PlacementHost>;
  readonly target?: Partial<PlacementHost>;
  readonly context?: Partial<PlacementContext>;
}

const LOCAL_DISK = {
  target: 'xvda',
  kind: 'disk',
  source: '/var/images/wn.img',
  readOnly: false,
  shared: false,
  capacityBytes: 2 * 1024 ** 3,
} as const;
const COPYING = {
  source: { abilities: { ...ABILITIES, copyStorage: true } },
  target: { abilities: { ...ABILITIES, copyStorage: true } },
  context: { options: { live: true, copyStorage: true } },
} as const;

/** One case a row of the catalogue that `checkMove` can give; each is the only thing wrong with the move. */
const CASES: readonly Case[] = [
  { code: 'domain-missing', says: /No host reports wn-01/, domain: { missing: true } },
  { code: 'split-brain', says: /a and b all claim wn-01/, domain: { claimedBy: ['a', 'b'] } },
  { code: 'split-brain', says: /alarm is not resolved/, domain: { claimedBy: ['a'] } },
  { code: 'domain-state', says: /wn-01 is off; it must be running or paused/, domain: { state: 'off' } },
  { code: 'operation-in-progress', says: /Migrate wn-01/, context: { heldBy: 'Migrate wn-01 to x' } },
  { code: 'has-snapshots', says: /snapshots/, domain: { hasSnapshots: true } },
  { code: 'passthrough-device', says: /1 device of its host: 0000:03:00.0/, domain: { passthrough: ['0000:03:00.0'] } },
  {
    code: 'iso-attached',
    says: /xvdc \(\/root\/slc3\.iso\)/,
    domain: { disks: [{ target: 'xvdc', kind: 'cdrom', source: '/root/slc3.iso', readOnly: true, shared: false }] },
  },
  { code: 'last-head-of-queue', says: /last head of queue atlas/, context: { lastHeadOf: ['atlas'] } },
  { code: 'running-jobs', says: /3 batch jobs are running/, context: { runningJobs: 3 } },
  { code: 'host-disabled', says: /target host dempsey-02 is disabled/, target: { status: 'disabled' } },
  {
    code: 'host-down',
    says: /dempsey-02 does not answer \(for 4 min\): no route/,
    target: { status: 'unreachable', statusReason: 'no route', statusSince: minutesAgo(4) },
  },
  { code: 'host-down', says: /source host dempsey-01 does not answer/, source: { status: 'unreachable' } },
  {
    code: 'host-not-read',
    says: /has not been read yet/,
    target: { status: 'connecting', reading: undefined, abilities: undefined },
  },
  { code: 'stale-inventory', says: /last read 2 min ago/, target: { seenAt: minutesAgo(2) } },
  { code: 'host-in-maintenance', says: /in maintenance/, target: { maintenance: true } },
  { code: 'benchmark-running', says: /b_eff is running on the target host/, target: { benchmark: 'b_eff' } },
  { code: 'benchmark-running', says: /on the source host/, source: { benchmark: 'b_eff' } },
  {
    code: 'anti-affinity',
    says: /wn-02 on dempsey-02 must stay apart/,
    domain: { metadata: { ...EMPTY_METADATA, antiAffinity: 'ce' } },
    context: { antiAffinityPeers: [{ domainName: 'wn-02', hostId: target.id }] },
  },
  {
    code: 'affinity',
    says: /Group site is kept together, and wn-02 runs on dempsey-01, not on dempsey-02/,
    domain: { metadata: { ...EMPTY_METADATA, affinity: 'site' } },
    context: { affinityPeers: [affinityPeer('wn-02', source)], holdsAffinity: true },
  },
  {
    code: 'affinity-split',
    says: /wn-02 and wn-03 run on dempsey-01: on dempsey-02 this domain is apart from them/,
    domain: { metadata: { ...EMPTY_METADATA, affinity: 'site' } },
    context: { affinityPeers: [affinityPeer('wn-02', source), affinityPeer('wn-03', source)] },
  },
  {
    code: 'quota-exceeded',
    says: /atlas may use 4 GiB on montecito hosts and uses 3.5 GiB; this domain adds 1 GiB/,
    domain: { metadata: { ...EMPTY_METADATA, vo: 'atlas' } },
    target: { class: 'montecito' },
    context: { quotas: [{ hostClass: 'montecito', limitKiB: 4 * KIB_PER_GIB, usedKiB: 3.5 * KIB_PER_GIB }] },
  },
  { code: 'n-plus-one-headroom', says: /must keep 5.5 GiB free/, target: { failoverReserveKiB: 5.5 * KIB_PER_GIB } },
  {
    code: 'migrations-not-allowed',
    says: /allow no migration in/,
    target: { limits: { migrationsIn: 0, migrationsOut: 2 } },
  },
  { code: 'migration-queue-full', says: /2 migrations arriving, its limit is 2/, target: { migrationsIn: 2 } },
  { code: 'migration-queue-full', says: /2 migrations leaving/, source: { migrationsOut: 2 } },
  {
    code: 'memory-short',
    says: /has 512 MiB free; the domain and what the hypervisor keeps for it need 1033 MiB, short by 521 MiB/,
    target: { reading: { ...READING, memoryFreeKiB: 512 * 1024 } },
  },
  {
    code: 'memory-short',
    says: /free beyond what is promised to others before; .* short by/,
    target: { memoryPromisedKiB: 5.5 * KIB_PER_GIB },
  },
  {
    code: 'memory-unknown',
    says: /does not report its free memory/,
    target: { reading: { ...READING, memoryFreeKiB: undefined } },
  },
  {
    code: 'disk-not-shared',
    says: /xvda \(\/var\/wn\.img\) is on storage/,
    domain: { disks: [{ target: 'xvda', kind: 'disk', source: '/var/wn.img', readOnly: false, shared: false }] },
  },
  {
    code: 'disk-place-missing',
    says: /no storage pool at \/var\/images, where xvda \(\/var\/images\/wn\.img\) would be copied to/,
    domain: { disks: [LOCAL_DISK] },
    ...COPYING,
  },
  {
    code: 'disk-place-short',
    says: /pool local of dempsey-02 has 1 GiB free; the disks take up to 2 GiB/,
    domain: { disks: [LOCAL_DISK] },
    ...COPYING,
    target: {
      ...COPYING.target,
      reading: {
        ...READING,
        storage: [{ name: 'local', path: '/var/images', shared: false, freeBytes: 1024 ** 3 }],
      },
    },
  },
  {
    code: 'storage-missing',
    says: /does not see the shared storage openlab-nfs/,
    target: { reading: { ...READING, storage: [] } },
  },
  {
    code: 'network-missing',
    says: /has no bridge xenbr0/,
    target: { reading: { ...READING, networks: [{ name: 'br1', kind: 'bridge', active: true }] } },
  },
  {
    code: 'network-inactive',
    says: /xenbr0 on dempsey-02 is not active/,
    target: { reading: { ...READING, networks: [{ name: 'xenbr0', kind: 'bridge', active: false }] } },
  },
  { code: 'network-unknown', says: /does not list its bridges/, target: { reading: { ...READING, networks: [] } } },
  { code: 'guest-not-heard-there', says: /no channel/, target: { abilities: { ...ABILITIES, guestChannels: [] } } },
  { code: 'driver-mismatch', says: /nothing moves between the two/, target: { driver: 'libvirt' } },
  {
    code: 'architecture-mismatch',
    says: /dempsey-02 is aarch64; the domain needs x86_64/,
    target: { reading: { ...READING, architecture: 'aarch64' } },
  },
  {
    code: 'hypervisor-mismatch',
    says: /^\S+ runs Xen and \S+ runs VMware ESX; a domain does not migrate between two technologies\.$/,
    target: { reading: { ...READING, hypervisor: 'esx' } },
  },
  {
    code: 'hypervisor-older',
    says: /Xen|xen 4\.1\.2, older than 4\.17\.0/,
    target: { reading: { ...READING, hypervisorVersion: '4.1.2' } },
  },
  {
    code: 'hypervisor-older-untested',
    says: /qemu 6\.2\.0, older than 7\.2\.22/,
    source: { reading: { ...READING, hypervisor: 'qemu', hypervisorVersion: '7.2.22' } },
    target: { reading: { ...READING, hypervisor: 'qemu', hypervisorVersion: '6.2.0' } },
  },
  {
    code: 'migration-unsupported',
    says: /read-only/,
    target: { abilities: { ...ABILITIES, migrateUnsupported: 'the connection is read-only.' } },
  },
  {
    code: 'live-migration-unsupported',
    says: /cannot migrate a running domain live/,
    target: { abilities: { ...ABILITIES, live: false } },
  },
  {
    code: 'ia64-live-migration',
    says: /Xen 3\.0\.4 on the target host dempsey-02 does not offer live migration on IA-64/,
    domain: { architecture: 'ia64', cpuFlags: ['branchlong'] },
    source: { reading: IA64_READING },
    target: { reading: IA64_READING, abilities: { ...ABILITIES, live: false } },
  },
  {
    code: 'hvm-live-migration-xen',
    says: /Xen 3\.0\.4; fully virtualized domains move live from Xen 3\.1 on/,
    domain: { guestMode: 'hvm' },
    source: { reading: { ...READING, hypervisorVersion: '3.0.4' }, abilities: undefined },
    target: { reading: { ...READING, hypervisorVersion: '3.0.4' } },
  },
  {
    code: 'paravirtual-live',
    says: /without shadow paging: stop-and-copy, or PVH/,
    domain: { guestMode: 'pv' },
    source: { abilities: { ...ABILITIES, liveParavirtual: false } },
  },
  {
    code: 'paravirtual-live-untried',
    says: /not known before one is tried/,
    domain: { guestMode: 'pv' },
    source: { abilities: { ...ABILITIES, liveParavirtual: undefined } },
  },
  {
    code: 'guest-mode-unsupported',
    says: /does not run PVH guests, only paravirtual and fully virtualized/,
    domain: { guestMode: 'pvh' },
  },
  {
    code: 'hardware-virtualization-missing',
    says: /offers no VT-x or AMD-V/,
    domain: { guestMode: 'hvm' },
    target: { reading: { ...READING, hardwareVirtualization: 'none' } },
  },
  {
    code: 'machine-type-missing',
    says: /pc-q35-7\.2/,
    domain: { machine: 'pc-q35-7.2' },
    target: { reading: { ...READING, machineTypes: ['pc'] } },
  },
  {
    code: 'paravirtual-kernel',
    says: /dropped paravirtual 2\.4 kernels; the guest runs 2\.4\.21-slc3/,
    domain: { metadata: { ...EMPTY_METADATA, kernelVersion: '2.4.21-slc3' } },
    source: { reading: { ...READING, hypervisorVersion: '2.0.7' } },
  },
  {
    code: 'fpswa-missing',
    says: /FPSWA/,
    domain: { architecture: 'ia64', cpuFlags: [], metadata: { ...EMPTY_METADATA, needsFpswa: true } },
    source: { reading: IA64_READING },
    target: { reading: IA64_READING },
  },
  {
    code: 'cpu-flags-missing',
    says: /lacks 2 flags the domain was promised: avx and aes/,
    domain: { cpuFlags: ['avx', 'sse2', 'aes'] },
  },
  {
    code: 'cpu-flags-unknown',
    says: /does not report its CPU flags/,
    target: { reading: { ...READING, cpuFlags: [] } },
  },
];

describe('checkMove', () => {
  it('finds nothing against a move where all is in order', () => {
    expect(checkMove(makeDomain(), source, target, makeContext())).toEqual([]);
  });

  it.each(CASES.map((entry, index) => [`${entry.code} #${index}`, entry] as const))(
    'refuses alone: %s',
    (_name, entry) => {
      const found = checkMove(
        makeDomain(entry.domain),
        makeHost('dempsey-01', entry.source),
        makeHost('dempsey-02', entry.target),
        makeContext(entry.context),
      );
      expect(found.map((refusal) => refusal.code)).toEqual([entry.code]);
      const [described] = found.map(describeRefusal);
      expect(described?.sentence).toMatch(entry.says);
      expect(described?.remedy).toMatch(/^\p{Lu}.*\.$/u);
    },
  );

  it('has a case for every code it can give', () => {
    // Their cases are in create/check-create.test.ts.
    const ofCreations: readonly RefusalCode[] = [
      'disk-pool-missing',
      'layer-unsupported',
      'segment-unsupported',
      'creation-unsupported',
    ];
    const tried = new Set<RefusalCode>([
      ...CASES.map((entry) => entry.code),
      ...ofCreations,
      'same-host',
      'will-not-converge',
    ]);
    expect(Object.keys(REFUSALS).filter((code) => !tried.has(code as RefusalCode))).toEqual([]);
    expect(MOVE_CHECKS.length).toBeGreaterThan(25);
  });

  it('takes a group for kept together where one of it is on the target, and where none runs', () => {
    const domain = makeDomain({ metadata: { ...EMPTY_METADATA, affinity: 'site' } });
    const codes = (affinityPeers: PlacementContext['affinityPeers'], holdsAffinity = true) =>
      checkMove(domain, source, target, makeContext({ affinityPeers, holdsAffinity })).map(({ code }) => code);
    expect(codes([affinityPeer('wn-02', target), affinityPeer('wn-03', source)])).toEqual([]);
    expect(codes([])).toEqual([]);
    expect(codes(undefined)).toEqual([]);
    // A person may part it, and is told; a plan may not.
    expect(codes([affinityPeer('wn-03', source)], false)).toEqual(['affinity-split']);
    expect(codes([affinityPeer('wn-03', source)])).toEqual(['affinity']);
  });

  it('tells every reason at once, refusals before waits before warnings', () => {
    const found = checkMove(
      makeDomain({ guestMode: 'pvh', cpuFlags: ['avx'] }),
      source,
      makeHost('dempsey-02', { migrationsIn: 2, maintenance: true, abilities: { ...ABILITIES, guestChannels: [] } }),
      makeContext(),
    );
    expect(found.map((refusal) => refusal.code)).toEqual([
      'guest-mode-unsupported',
      'cpu-flags-missing',
      'host-in-maintenance',
      'migration-queue-full',
      'guest-not-heard-there',
    ]);
  });

  it('names what never changes before what can be mended: nobody frees memory for another architecture', () => {
    const full = { ...READING, architecture: 'ia64' as const, memoryFreeKiB: 0 };
    const found = checkMove(makeDomain(), source, makeHost('montecito-01', { reading: full }), makeContext());
    expect(found[0]?.code).toBe('architecture-mismatch');
    expect(found.map(({ code }) => code)).toContain('memory-short');
  });

  it('tells missing storage before the state of the host, and that before its free memory', () => {
    const bare = makeHost('dempsey-02', { maintenance: true, reading: { ...READING, storage: [], memoryFreeKiB: 0 } });
    expect(checkMove(makeDomain(), source, bare, makeContext()).map(({ code }) => code)).toEqual([
      'storage-missing',
      'host-in-maintenance',
      'memory-short',
    ]);
  });

  it('says only that it is there already when the target is its own host', () => {
    expect(checkMove(makeDomain(), source, source, makeContext()).map(({ code }) => code)).toEqual(['same-host']);
    const local = { target: 'vda', kind: 'disk', source: '/a.img', shared: false } as const;
    const withDisk = makeDomain({ disks: [{ ...local, format: 'raw', readOnly: false, capacityBytes: undefined }] });
    expect(checkMove(withDisk, source, source, makeContext()).map(({ code }) => code)).toEqual(['same-host']);
  });

  it('lets an emulated guest go where the CPU differs, and a 32-bit guest to a 64-bit host', () => {
    const qemu = { reading: { ...READING, hypervisor: 'qemu' as const, hardwareVirtualization: 'none' as const } };
    const move = checkMove(
      makeDomain({ emulated: true, guestMode: 'hvm', cpuFlags: ['avx'], architecture: 'i686' }),
      makeHost('rig-1', qemu),
      makeHost('rig-2', qemu),
      makeContext(),
    );
    expect(move).toEqual([]);
  });

  it('between two technologies names both, and says where a cold move would be possible', () => {
    const xen = makeHost('dempsey-01', { driver: 'libvirt' });
    const kvm = { ...READING, hypervisor: 'kvm' as const, guestModes: ['hvm' as const] };
    const said = (guestMode: 'pv' | 'hvm', driver: 'libvirt' | 'simulated') => {
      const to = makeHost('rig-2', { driver, reading: kvm });
      const found = checkMove(makeDomain({ guestMode }), xen, to, makeContext());
      const refusal = found.find(({ code }) => code === 'hypervisor-mismatch');
      if (refusal === undefined) throw new Error('not refused');
      return describeRefusal(refusal);
    };
    expect(said('hvm', 'libvirt')).toMatchObject({
      sentence: 'dempsey-01 runs Xen and rig-2 runs KVM; a domain does not migrate between two technologies.',
      remedy: expect.stringMatching(/^Choose a host that runs Xen\. Or move it cold to rig-2: .* until you confirm/),
      values: { coldMove: true },
    });
    for (const refusal of [said('pv', 'libvirt'), said('hvm', 'simulated')])
      expect(refusal).toMatchObject({ remedy: 'Choose a host that runs Xen.', values: { coldMove: false } });
  });

  it('a KVM guest needs KVM, which is no other technology', () => {
    const reading = (hypervisor: 'kvm' | 'qemu') => ({
      reading: { ...READING, hypervisor, guestModes: ['hvm' as const] },
    });
    const found = checkMove(
      makeDomain({ guestMode: 'hvm' }),
      makeHost('a', reading('kvm')),
      makeHost('b', reading('qemu')),
      makeContext(),
    );
    expect(found.map((refusal) => describeRefusal(refusal).sentence)).toContain(
      'b runs QEMU without KVM; the domain on a needs KVM.',
    );
  });

  it('moves a Xen domain forward to a newer Xen and a 2.4 kernel between Xen 2.0 hosts', () => {
    const old = { reading: { ...READING, hypervisorVersion: '2.0.7' } };
    expect(checkMove(makeDomain(), makeHost('a', old), target, makeContext())).toEqual([]);
    const slc3 = makeDomain({ kernel: '/boot/vmlinuz-2.4.21-xenU' });
    expect(checkMove(slc3, makeHost('a', old), makeHost('b', old), makeContext())).toEqual([]);
    expect(checkMove(slc3, makeHost('a', old), target, makeContext()).map(({ code }) => code)).toEqual([
      'paravirtual-kernel',
    ]);
  });

  it('is monotone in memory: a host that fits still fits with more free, and a larger domain never fits better', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1 << 24 }),
        fc.nat(1 << 24),
        fc.integer({ min: 1, max: 1 << 23 }),
        fc.nat(1 << 22),
        (free, more, size, larger) => {
          const short = (freeKiB: number, memoryKiB: number) =>
            checkMove(
              makeDomain({ memoryKiB }),
              source,
              makeHost('t', { reading: { ...READING, memoryFreeKiB: freeKiB } }),
              makeContext(),
            ).some(({ code }) => code === 'memory-short');
          if (!short(free, size)) expect(short(free + more, size)).toBe(false);
          if (short(free, size)) expect(short(free, size + larger)).toBe(true);
          expect(short(free, size)).toBe(free < memoryNeedKiB({ vcpus: 1, memoryKiB: size }));
        },
      ),
    );
  });

  it('is never ready while any reason refuses', () => {
    const entries = fc.subarray([...CASES], { minLength: 0, maxLength: 5 });
    fc.assert(
      fc.property(entries, (picked) => {
        const merge = <Key extends 'domain' | 'source' | 'target' | 'context'>(key: Key) =>
          Object.assign({}, ...picked.map((entry) => entry[key] ?? {})) as Case[Key];
        const found = checkMove(
          makeDomain(merge('domain')),
          makeHost('dempsey-01', merge('source')),
          makeHost('dempsey-02', merge('target')),
          makeContext(merge('context')),
        );
        const worst = found.map(severityOf);
        expect(verdictOf(found) === 'refused').toBe(worst.includes('refuse'));
        if (worst.length > 0) expect(verdictOf(found)).not.toBe('ready');
      }),
    );
  });
});
