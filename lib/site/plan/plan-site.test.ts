import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlacementHost } from '@/lib/domain/placement';
import { makeDomain, makeHost, NOW, READING } from '@/lib/placement/placement-fixtures';
import { GIB, KIB_PER_GIB } from '@/lib/utils/units';
import type { CheckedSite } from '../checked-site';
import { applyToWorld } from '../testing/apply-to-world';
import { MANY_HOSTS, ONE_HOST, siteOf, siteWith, withChange } from '../testing/texts';
import { planDestroy } from './plan-destroy';
import { planSite } from './plan-site';
import type { SitePlan } from './site-plan';
import type { SiteWorld } from './site-world';

const withFree = (name: string, gib: number, change: Partial<PlacementHost> = {}, disk = 500): PlacementHost =>
  makeHost(name, {
    reading: {
      ...READING,
      memoryFreeKiB: gib * KIB_PER_GIB,
      storage: [
        { name: 'local', path: '/var/lib/images', shared: false, freeBytes: disk * GIB },
        { name: 'nfs', path: '/srv/images', shared: true, freeBytes: 1_000 * GIB },
      ],
    },
    ...change,
  });
const worldOf = (hosts: readonly PlacementHost[], uris: Readonly<Record<string, string>> = {}): SiteWorld => ({
  now: NOW,
  hosts: hosts.map((host) => ({ host, uri: uris[host.name] ?? `qemu+ssh://${host.name}/system` })),
  domains: [],
  nodes: [],
  networks: [],
  secrets: new Set(['munge-key']),
  away: [],
});
const TWO = worldOf([withFree('host-1', 4), withFree('host-2', 8)]);
const deeds = (plan: SitePlan) =>
  plan.nodes.map(({ instance, deed, host }) => `${deed} ${instance} ${host?.hostName ?? 'nowhere'}`);
const ids = (plan: SitePlan) => plan.steps.map(({ id }) => id);
const blockers = (plan: SitePlan) => plan.nodes.flatMap((node) => node.blockers);
const applied = (site: CheckedSite, world: SiteWorld): SiteWorld => applyToWorld(site, planSite(site, world), world);

describe('a new site', () => {
  test('on one host: networks first, then each when what it waits for is up', () => {
    const site = siteOf(ONE_HOST);
    const plan = planSite(
      site,
      worldOf([withFree('box', 6, { driver: 'libvirt' })], { box: 'qemu+ssh://box1/system' }),
    );
    expect(blockers(plan)).toEqual([]);
    expect(ids(plan)).toEqual([
      'make-network gridbox-test-lan on box',
      'create ce',
      'create se',
      'create wn-1',
      'create wn-2',
    ]);
    expect(plan.steps.at(-1)?.after).toEqual(['make-network gridbox-test-lan on box', 'create ce', 'create se']);
    expect(plan.nodes[0]).toMatchObject({ host: { hostName: 'box' }, pool: 'local' });
    expect(plan.hosts).toMatchObject([{ hostName: 'box', domains: 4 }]);
  });

  test('on many hosts: labels, spread and those kept apart are held to, and it is said why', () => {
    const [xen1, xen2] = [withFree('xen1', 8), withFree('xen2', 8)];
    const kvm1 = withFree('kvm1', 8, {
      driver: 'libvirt',
      reading: { ...(withFree('kvm1', 8).reading ?? READING), hypervisor: 'kvm', guestModes: ['hvm'] },
    });
    const plan = planSite(
      siteOf(MANY_HOSTS),
      worldOf([xen1, xen2, kvm1], { xen1: 'xen+ssh://xen1/', xen2: 'xen+ssh://xen2/', kvm1: 'qemu+ssh://kvm1/system' }),
    );
    expect(blockers(plan)).toEqual([]);
    const at = new Map(plan.nodes.map(({ instance, host }) => [instance, host?.hostName]));
    expect(at.get('ce')).toBe('xen1');
    expect(['xen2', 'kvm1']).toContain(at.get('se'));
    expect(at.get('vobox')).toBe('kvm1');
    expect(at.get('bdii')).not.toBe('xen1');
    expect(at.get('wn-1')).not.toBe(at.get('wn-2'));
    const ce = plan.nodes.find(({ instance }) => instance === 'ce');
    expect(ce?.why).toMatch(/^xen1: .* free afterwards/);
    expect(ce?.others.map(({ hostName, why }) => `${hostName} ${why}`)).toEqual([
      'xen2 The file wants a host with rack: a.',
      'kvm1 The file wants a host with rack: a.',
    ]);
  });

  test('what finds no room is told, with what every host says', () => {
    const plan = planSite(siteOf(siteWith('big: {extends: n, memory: 100Gi}\nsmall: {extends: n, after: [big]}')), TWO);
    expect(deeds(plan)).toEqual(['create big nowhere', 'create small host-2']);
    expect(blockers(plan)[0]).toMatch(/None of 2 hosts can take it\. host-1 has 4 GiB free; .*short by 9/);
    expect(plan.nodes[0]?.others).toHaveLength(2);
  });

  test('disks have room in a pool of their kind', () => {
    const disk = (size: string, storage: string) =>
      deeds(planSite(siteOf(siteWith(`x: {extends: n, disk: ${size}, storage: ${storage}, host: one}`)), TWO));
    expect(disk('400Gi', 'local')).toEqual(['create x host-1']);
    expect(disk('600Gi', 'local')).toEqual(['create x nowhere']);
    expect(disk('600Gi', 'shared')).toEqual(['create x host-1']);
    // The second finds what the first leaves.
    expect(deeds(planSite(siteOf(siteWith('x: {extends: n, disk: 300Gi, host: one, count: 2}')), TWO))).toEqual([
      'create x-1 host-1',
      'create x-2 nowhere',
    ]);
  });

  test('hosts that are not known, or not what the file takes them for', () => {
    const site = siteOf(
      siteWith('x: {extends: n}').replace(
        '{name: host-2, labels: {rack: b}}',
        '{driver: xen, uri: "xen://elsewhere/"}',
      ),
    );
    expect(planSite(site, TWO).unboundHosts).toEqual(['two: Gridbox knows no host at xen://elsewhere/.']);
    const wrong = siteOf(
      siteWith('x: {extends: n}').replace(
        '{name: host-1, labels: {rack: a}}',
        '{driver: esx, uri: "qemu+ssh://host-1/system/"}',
      ),
    );
    expect(planSite(wrong, TWO).unboundHosts).toEqual(['one: host-1 runs Xen, and the file says esx.']);
    const chosen = siteOf(
      siteWith('x: {extends: n}').replace('{name: host-1, labels: {rack: a}}', '{select: {class: montecito}}'),
    );
    expect(planSite(chosen, TWO).unboundHosts).toEqual(['one: no host of the testbed is montecito.']);
  });

  test('those kept together go to a host that takes all of them', () => {
    const site = siteOf(siteWith('a: {extends: n, memory: 1Gi}\nb: {extends: n, memory: 4Gi, place: {affinity: [a]}}'));
    const world = worldOf([withFree('host-1', 4.5), withFree('host-2', 6, { cpuLoad: 0.99 })]);
    expect(deeds(planSite(site, world))).toEqual(['create a host-2', 'create b host-2']);
    expect(blockers(planSite(site, worldOf([withFree('host-1', 4.5), withFree('host-2', 4.5)]))).join(' ')).toMatch(
      /Kept together with a, 5 GiB in all\. None of 2 hosts can take it\./,
    );
  });

  test('a name that somebody else has is not taken', () => {
    const domains = [
      {
        domain: makeDomain({ name: 'tiny-x' }),
        hostId: TWO.hosts[0]?.host.id ?? makeHost('host-1').id,
        heldBy: undefined,
      },
    ];
    expect(blockers(planSite(siteOf(siteWith('x: {extends: n}')), { ...TWO, domains }))[0]).toMatch(
      /tiny-x is on host-1 already, and this site did not make it/,
    );
  });
});

test('a segment that guests make among themselves is asked of no host, and a network is', () => {
  const on = (attach: string) =>
    blockers(
      planSite(
        siteOf(
          siteWith('ce: {extends: n, role: CE, host: one, network: lan}', `networks: {lan: {attach: '${attach}'}}\n`),
        ),
        TWO,
      ),
    );
  expect(on('mcast:239.77.7.7:45000')).toEqual([]);
  expect(on('no-such-bridge')[0]).toMatch(/has no network no-such-bridge/);
});

describe('a site that is there', () => {
  const text = siteWith(
    'ce: {extends: n, role: CE, host: one}\nwn: {extends: n, host: two, count: 2, after: [ce], network: lan, vo: cms}',
    'networks: {lan: {cidr: 10.0.0.0/24}}\n',
  );
  const there = applied(siteOf(text), TWO);
  const planned = (from: string, to: string, world = there) => planSite(siteOf(withChange(text, from, to)), world);

  test('as it should be has nothing to be done', () => {
    const plan = planSite(siteOf(text), there);
    expect(plan.steps).toEqual([]);
    expect(new Set(plan.nodes.map(({ deed }) => deed))).toEqual(new Set(['keep']));
  });

  test.each<readonly [string, string, string, readonly string[], string]>([
    [
      'more memory',
      'memory: 512Mi',
      'memory: 1Gi',
      ['change ce', 'change wn-1', 'change wn-2'],
      'memory 512 MiB to 1 GiB',
    ],
    ['another role', 'role: CE', 'role: SE', ['change ce'], 'role CE to SE'],
    ['another VO', 'vo: cms', 'vo: atlas', ['change wn-1', 'change wn-2'], 'VO cms to atlas'],
    ['another host', 'role: CE, host: one', 'role: CE, host: two', ['change ce'], 'host host-1 to host-2'],
    ['one more', 'count: 2', 'count: 3', ['create wn-3'], 'Create tiny-wn-3 on host-2'],
    ['one less', 'count: 2', 'count: 1', ['destroy wn-2'], 'Destroy tiny-wn-2 on host-2'],
    ['another CPU model', 'role: CE', 'role: CE, cpuModel: qemu64', ['destroy ce', 'create ce'], 'Destroy tiny-ce'],
  ])('%s', (_, from, to, steps, words) => {
    const plan = planned(from, to);
    expect(blockers(plan)).toEqual([]);
    expect(ids(plan)).toEqual(steps);
    expect(plan.steps.map(({ title }) => title).join('\n')).toContain(words);
  });

  test('off its network, the network goes when the last is gone', () => {
    const plan = planned(', network: lan', '');
    expect(ids(plan)).toEqual([
      'destroy wn-1',
      'create wn-1',
      'destroy wn-2',
      'create wn-2',
      'remove-network tiny-lan on host-2',
    ]);
    expect(plan.steps.at(-1)?.after).toEqual(['destroy wn-1', 'destroy wn-2']);
  });

  test('one that is off is started, and one that is gone is made again', () => {
    const off = {
      ...there,
      domains: there.domains.map((each) =>
        each.domain.name === 'tiny-ce' ? { ...each, domain: { ...each.domain, state: 'off' as const } } : each,
      ),
    };
    expect(planSite(siteOf(text), off).steps.map(({ title }) => title)).toEqual([
      'Change tiny-ce: state off to running',
    ]);
    const gone = { ...there, domains: there.domains.filter(({ domain }) => domain.name !== 'tiny-wn-1') };
    expect(ids(planSite(siteOf(text), gone))).toEqual(['create wn-1']);
  });

  test('what it no longer wants goes last, and first only where its room is needed', () => {
    const change = (size: string) =>
      planned(
        'wn: {extends: n, host: two, count: 2,',
        `big: {extends: n, host: two, memory: ${size}}\nwn: {extends: n, host: two, count: 1,`.replace('\n', '\n  '),
      );
    const plan = change('4Gi');
    expect(ids(plan)).toEqual(['create big', 'destroy wn-2']);
    expect(plan.steps[1]?.after).toContain('create big');
    const tight = change('7300Mi');
    expect(blockers(tight)).toEqual([]);
    expect(ids(tight)).toEqual(['destroy wn-2', 'create big']);
    expect(tight.steps[1]?.after).toContain('destroy wn-2');
    expect(tight.notes[0]).toMatch(/goes first/);
  });

  test('is destroyed in the reverse order of its start', () => {
    const site = siteOf(text);
    const plan = planDestroy(site, there);
    expect(ids(plan)).toEqual(['destroy wn-1', 'destroy wn-2', 'destroy ce', 'remove-network tiny-lan on host-2']);
    expect(plan.steps[2]?.after).toEqual(['destroy wn-1', 'destroy wn-2']);
    const empty = applyToWorld(site, plan, there);
    expect([empty.domains, empty.nodes, empty.networks]).toEqual([[], [], []]);
    expect(planDestroy(site, empty).steps).toEqual([]);
  });

  test('a host that has a network of it and no domain yet is named when it is destroyed', () => {
    const [first] = there.hosts;
    if (first === undefined) throw new Error('the world has no host');
    const networks = [...there.networks, { name: 'tiny-lan', hostId: first.host.id, made: true }];
    const plan = planDestroy(siteOf(text), { ...there, networks });
    expect(ids(plan)).toContain('remove-network tiny-lan on host-1');
    // Steps find their hosts by these.
    expect(plan.hosts.map(({ hostName }) => hostName)).toEqual(['host-1', 'host-2']);
  });
});

/** Sites of several nodes with wishes of every kind, and testbeds that they may or may not fit. */
const nodes = fc.array(
  fc.record({
    gib: fc.integer({ min: 1, max: 4 }),
    disk: fc.constantFrom(undefined, 50, 200),
    count: fc.constantFrom(undefined, undefined, 1, 2, 3),
    host: fc.constantFrom(undefined, 'one', 'two'),
    spread: fc.constantFrom(false, false, true),
    apart: fc.constantFrom(undefined, undefined, undefined, 'n0', 'n*'),
    together: fc.constantFrom(undefined, undefined, undefined, 'n0', 'n1'),
    after: fc.boolean(),
    network: fc.boolean(),
    storage: fc.constantFrom('local', 'shared'),
  }),
  { minLength: 1, maxLength: 5 },
);
type Node = typeof nodes extends fc.Arbitrary<readonly (infer T)[]> ? T : never;
function textOf(list: readonly Node[]): string {
  const lines = list.map((node, index) => {
    const place = [
      node.spread ? 'spread: host' : '',
      node.apart === undefined ? '' : `antiAffinity: ["${node.apart}"]`,
      node.together === undefined || index < 2 ? '' : `affinity: [${node.together}]`,
    ].filter((each) => each !== '');
    return (
      [
        `n${index}: {extends: n, memory: ${node.gib}Gi, storage: ${node.storage}`,
        node.disk === undefined ? '' : `disk: ${node.disk}Gi`,
        node.count === undefined ? '' : `count: ${node.count}`,
        node.host === undefined ? '' : `host: ${node.host}`,
        place.length === 0 ? '' : `place: {${place.join(', ')}}`,
        node.after && index > 0 ? `after: [n${index - 1}]` : '',
        node.network ? 'network: lan' : '',
      ]
        .filter((part) => part !== '')
        .join(', ') + '}'
    );
  });
  return siteWith(lines.join('\n'), 'networks: {lan: {}}\n').replace(
    '  two:',
    '  three: {name: host-3, labels: {rack: b}}\n  two:',
  );
}
const room = fc.integer({ min: 4, max: 32 });
const testbed = fc
  .tuple(room, room, room, fc.integer({ min: 100, max: 900 }))
  .map(([a, b, c, disk]) => worldOf([withFree('host-1', a, {}, disk), withFree('host-2', b), withFree('host-3', c)]));
function siteOrNone(list: readonly Node[]): CheckedSite | undefined {
  try {
    return siteOf(textOf(list));
  } catch {
    // To be on one host and on two: no plan is asked for it.
    return undefined;
  }
}
/** Some order that the waits of the steps let, by the choices given. */
function someOrder(plan: SitePlan, choices: readonly number[]): readonly string[] {
  const done = new Set<string>();
  for (let turn = 0; done.size < plan.steps.length; turn += 1) {
    const open = plan.steps.filter(({ id, after }) => !done.has(id) && after.every((other) => done.has(other)));
    const next = open[(choices[turn % Math.max(1, choices.length)] ?? 0) % Math.max(1, open.length)];
    if (next === undefined) throw new Error('no step is open');
    done.add(next.id);
  }
  return [...done];
}

test('planned, done in any order, and planned again: there was room at every moment, and nothing is left to do', () => {
  let [plans, changes] = [0, 0];
  fc.assert(
    fc.property(
      nodes,
      nodes,
      testbed,
      fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }),
      (first, second, world, choices) => {
        let now = world;
        for (const site of [siteOrNone(first), siteOrNone(second)]) {
          if (site === undefined) continue;
          const plan = planSite(site, now);
          if (plan.nodes.some((node) => node.blockers.length > 0)) continue;
          plans += 1;
          if (plan.nodes.some(({ deed }) => deed === 'change' || deed === 'replace' || deed === 'destroy'))
            changes += 1;
          const order = someOrder(plan, choices);
          now = applyToWorld(site, plan, now, order, (left, step) => {
            for (const [name, free] of [...left.memoryKiB, ...left.poolBytes])
              expect(free, `${name} after ${step}`).toBeGreaterThanOrEqual(0);
          });
          expect(planSite(site, now).steps).toEqual([]);
          holdsTo(site, planSite(site, now));
          const empty = applyToWorld(site, planDestroy(site, now), now, someOrder(planDestroy(site, now), choices));
          expect([empty.domains.length, empty.nodes.length, empty.networks.length]).toEqual([0, 0, 0]);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(plans).toBeGreaterThan(50);
  expect(changes).toBeGreaterThan(5);
});

/** What the file says of hosts, asked of where the domains are. */
function holdsTo(site: CheckedSite, plan: SitePlan): void {
  const at = new Map(plan.nodes.map(({ instance, host }) => [instance, host?.hostName]));
  for (const { instance, place } of site.domains) {
    for (const other of place.apartFrom) expect(at.get(instance), `${instance} and ${other}`).not.toBe(at.get(other));
    for (const other of place.togetherWith) expect(at.get(instance), `${instance} and ${other}`).toBe(at.get(other));
    const named = place.hosts.map((key) => {
      const host = site.hosts[key];
      return host !== undefined && 'name' in host ? host.name : '';
    });
    expect(named).toContain(at.get(instance));
  }
}

test('the same values give the same plan', () => {
  fc.assert(
    fc.property(nodes, testbed, (list, world) => {
      const site = siteOrNone(list);
      if (site !== undefined) expect(planSite(site, world)).toEqual(planSite(site, world));
    }),
    { numRuns: 50 },
  );
});

test('of many hosts that are not chosen some are told and the others counted', () => {
  const hosts = Array.from({ length: 100 }, (_, index) => withFree(`host-${index}`, 4));
  const site = siteOf(
    siteWith('x: {extends: n, count: 8}').replace('{name: host-2, labels: {rack: b}}', '{select: {class: dempsey}}'),
  );
  const plan = planSite(site, worldOf(hosts));
  expect(blockers(plan)).toEqual([]);
  expect(plan.nodes[0]?.others.length).toBe(30);
  expect(plan.nodes[0]?.why).toMatch(/more hosts are not told one by one/);
});

test('a secret that a file names has to be there', () => {
  const site = (name: string) =>
    siteOf(siteWith(`x: {extends: n, software: {files: {/etc/key: '\${secret:${name}}'}}}`));
  expect(blockers(planSite(site('munge-key'), TWO))).toEqual([]);
  expect(blockers(planSite(site('password'), TWO))).toEqual([
    'Its file names the secret password, which this site does not have; there is munge-key.',
  ]);
});
