import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_METADATA, RESTART_PRIORITIES, type RestartPriority } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { AffinityPeer, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { memoryNeedKiB } from '../memory-need';
import { makeDomain, makeHost, NOW, READING } from '../placement-fixtures';
import { planRestart, type RestartDomain } from './plan-restart';
import { surveySurvival, survivalSentence } from './survival';

const withFree = (name: string, freeGiB: number, change: Partial<PlacementHost> = {}): PlacementHost =>
  makeHost(name, { seenAt: NOW, reading: { ...READING, memoryFreeKiB: freeGiB * KIB_PER_GIB }, ...change });
const dead = withFree('d1', 0, { status: 'unreachable' });
let number = 0;
const guest = (
  name: string,
  gib: number,
  priority: RestartPriority = 'medium',
  change: Partial<PlacementDomain> = {},
): RestartDomain => ({
  domain: makeDomain({
    id: domainId(`22222222-2222-4222-8222-${String((number += 1)).padStart(12, '0')}`),
    name,
    memoryKiB: gib * KIB_PER_GIB,
    ...change,
  }),
  priority,
  antiAffinityPeers: [],
  affinityPeers: [],
});
const member = (name: string, gib: number, priority: RestartPriority): RestartDomain =>
  guest(name, gib, priority, { metadata: { ...EMPTY_METADATA, affinity: 'storage' } });
const plan = (hosts: readonly PlacementHost[], domains: readonly RestartDomain[]) =>
  planRestart({ now: NOW, lost: dead, hosts: [dead, ...hosts], domains });
const went = (places: ReturnType<typeof plan>) =>
  places.map(({ domain, target }) => [domain.name, target?.name ?? null] as const);

test('high priority is placed first, and takes the room that a larger one of low priority would have had', () => {
  const places = plan(
    [withFree('d2', 3.5)],
    [guest('big', 3, 'low'), guest('middle', 1, 'medium'), guest('ce', 2, 'high')],
  );
  expect(went(places)).toEqual([
    ['ce', 'd2'],
    ['middle', 'd2'],
    ['big', null],
  ]);
  expect(places[2]?.why).toMatch(/^None of 1 hosts can take it\. Nearest: d2 .*free/);
});

test('nothing goes to a host that is lost itself, in maintenance, of stale readings or of another technology', () => {
  const hosts = [
    withFree('d2', 8, { status: 'unreachable' }),
    withFree('d3', 8, { maintenance: true }),
    withFree('d4', 8, { seenAt: new Date(NOW.getTime() - 60_000) }),
    withFree('d5', 8, { driver: 'libvirt', simulated: false }),
    withFree('d6', 8, { reading: { ...READING, architecture: 'ia64', memoryFreeKiB: 8 * KIB_PER_GIB } }),
  ];
  expect(went(plan(hosts, [guest('wn', 1)]))).toEqual([['wn', null]]);
  expect(went(plan([...hosts, withFree('d7', 2)], [guest('wn', 1)]))).toEqual([['wn', 'd7']]);
});

test('what lies on the disks of the lost host cannot be started elsewhere, and the reason says so', () => {
  const disks = [
    { target: 'xvda', kind: 'disk' as const, source: '/var/lib/xen/images/a.img', readOnly: false, shared: false },
  ];
  const [place] = plan([withFree('d2', 8)], [guest('se', 1, 'high', { disks })]);
  expect(place?.target).toBeUndefined();
  expect(place?.why).toMatch(/xvda/);
});

test('domains that are kept apart are kept apart where they are started again', () => {
  const metadata = { ...EMPTY_METADATA, antiAffinity: 'ce' };
  const [one, two] = [guest('ce-1', 1, 'high', { metadata }), guest('ce-2', 1, 'high', { metadata })];
  const apart = [
    { ...one, antiAffinityPeers: [{ domainName: 'ce-2', hostId: dead.id }] },
    { ...two, antiAffinityPeers: [{ domainName: 'ce-1', hostId: dead.id }] },
  ];
  const places = plan([withFree('d2', 8), withFree('d3', 2)], apart);
  expect(new Set(places.map(({ target }) => target?.name))).toEqual(new Set(['d2', 'd3']));
  expect(went(plan([withFree('d2', 8)], apart))).toEqual([
    ['ce-1', 'd2'],
    ['ce-2', null],
  ]);
});

test('a group is started on one host, though each of it would find more room elsewhere; where none takes all, as many as one takes', () => {
  const pair = [member('se-1', 2, 'low'), member('se-2', 2, 'high')];
  const places = plan([withFree('d2', 4.5), withFree('d3', 3)], [...pair, guest('wn', 2, 'medium')]);
  // The room of the group is kept for its last as well, whatever comes between.
  expect(went(places)).toEqual([
    ['se-2', 'd2'],
    ['wn', 'd3'],
    ['se-1', 'd2'],
  ]);
  expect(places[0]?.why).toMatch(/ With se-1, group storage\.$/);
  const short = plan([withFree('d2', 3), withFree('d3', 2.5)], pair);
  expect(went(short)).toEqual([
    ['se-2', 'd2'],
    ['se-1', null],
  ]);
  expect(short[1]?.why).toMatch(
    /^It is kept together with se-2, on d2\. d2 has .* free beyond what is promised to others before; the domain and what/,
  );
});

test('a group goes where those of it are that still run, or were begun before', () => {
  const [d2, d3] = [withFree('d2', 8), withFree('d3', 3)];
  const on = (host: PlacementHost, name: string): AffinityPeer => ({
    domainId: domainId('33333333-3333-4333-8333-333333333333'),
    domainName: name,
    hostId: host.id,
    hostName: host.name,
  });
  const se = (affinityPeers: readonly AffinityPeer[]) => ({ ...member('se-1', 1, 'high'), affinityPeers });
  expect(went(plan([d2, d3], [se([])]))).toEqual([['se-1', 'd2']]);
  expect(went(plan([d2, d3], [se([on(d3, 'se-9')])]))).toEqual([['se-1', 'd3']]);
  // One that was lost as well holds nobody.
  expect(went(plan([d2, d3], [se([on(dead, 'se-9')])]))).toEqual([['se-1', 'd2']]);
  const begun = new Map([['storage', [on(d3, 'se-9')]]]);
  expect(went(planRestart({ now: NOW, lost: dead, hosts: [d2, d3], domains: [se([])], begun }))).toEqual([
    ['se-1', 'd3'],
  ]);
  const [full] = plan([d2, withFree('d3', 0.1)], [se([on(d3, 'se-9')])]);
  expect(full?.why).toMatch(/Nearest: Group storage is kept together, and se-9 runs on d3, not on d2|Nearest: d3 has/);
});

test('no group ever ends on two hosts, and no host is promised more than it has', () => {
  let whole = 0;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
      fc.array(
        fc.tuple(
          fc.integer({ min: 1, max: 4 }),
          fc.constantFrom(...RESTART_PRIORITIES),
          fc.constantFrom(undefined, 'storage', 'site'),
        ),
        { maxLength: 12 },
      ),
      (free, guests) => {
        const hosts = free.map((gib, index) => withFree(`h${index}`, gib));
        const domains = guests.map(([gib, priority, affinity], index) =>
          guest(`g${index}`, gib, priority, { metadata: { ...EMPTY_METADATA, affinity } }),
        );
        const places = plan(hosts, domains);
        expect(places.map(({ domain }) => domain.name).toSorted()).toEqual(
          domains.map(({ domain }) => domain.name).toSorted(),
        );
        for (const group of ['storage', 'site']) {
          const started = places.filter(
            ({ domain, target }) => domain.metadata.affinity === group && target !== undefined,
          );
          expect(new Set(started.map(({ target }) => target?.name)).size).toBeLessThanOrEqual(1);
          if (started.length > 1) whole += 1;
        }
        for (const host of hosts) {
          const need = places.reduce(
            (sum, { domain, target }) => sum + (target?.id === host.id ? memoryNeedKiB(domain) : 0),
            0,
          );
          expect(need === 0 || need <= (host.reading?.memoryFreeKiB ?? 0)).toBe(true);
        }
        const ranks = places.map(({ domain }) =>
          RESTART_PRIORITIES.indexOf(guests[Number(domain.name.slice(1))]?.[1] ?? 'low'),
        );
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      },
    ),
  );
  expect(whole).toBeGreaterThan(10);
});

test('no host is ever promised more than it has, and whoever stays without a place would fit nowhere', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(...RESTART_PRIORITIES)), { maxLength: 12 }),
      (free, guests) => {
        const hosts = free.map((gib, index) => withFree(`h${index}`, gib));
        const places = plan(
          hosts,
          guests.map(([gib, priority], index) => guest(`g${index}`, gib, priority)),
        );
        const left = new Map(free.map((gib, index) => [`h${index}`, gib * KIB_PER_GIB]));
        for (const { domain, target } of places) {
          const need = memoryNeedKiB(domain);
          if (target === undefined) expect(Math.max(...left.values())).toBeLessThan(need);
          else left.set(target.name, (left.get(target.name) ?? 0) - need);
        }
        for (const rest of left.values()) expect(rest).toBeGreaterThanOrEqual(0);
        const ranks = places.map(({ domain }) =>
          RESTART_PRIORITIES.indexOf(guests[Number(domain.name.slice(1))]?.[1] ?? 'low'),
        );
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      },
    ),
  );
});

test('a class survives where every host’s domains find a place, and otherwise says whose do not', () => {
  const hosts = [withFree('d2', 3), withFree('d3', 3), withFree('m1', 1, { class: 'montecito' })];
  const domainsOf = new Map([
    ['d2', [guest('a', 1, 'high')]],
    ['d3', [guest('b', 2, 'high'), guest('c', 2, 'low')]],
  ]);
  const named = new Map(hosts.flatMap((host) => [[host.id as string, domainsOf.get(host.name) ?? []]]));
  const survey = surveySurvival({ now: NOW, hosts, domainsOf: named });
  expect(survey.map((each) => [each.hostClass, each.survives, survivalSentence(each)])).toEqual([
    ['dempsey', false, 'does not survive the loss of d3: up to 1 domain finds no place'],
    ['montecito', true, 'has no running domain that would be started again'],
  ]);
  expect(survey[0]?.hosts.find(({ host }) => host.name === 'd3')?.homeless).toMatchObject([{ domainName: 'c' }]);
  const roomy = hosts.map((host) => ({ ...host, reading: { ...READING, memoryFreeKiB: 9 * KIB_PER_GIB } }));
  const better = surveySurvival({ now: NOW, hosts: roomy, domainsOf: named })[0];
  expect(better === undefined ? '' : survivalSentence(better)).toBe('survives the loss of any 1 of 2 hosts');
});
