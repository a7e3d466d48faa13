import { expect, test } from 'vitest';
import { makeHost, NOW, READING } from '@/lib/placement/placement-fixtures';
import { HOUR_MS } from '@/lib/utils/time';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { siteOf, siteWith } from '../testing/texts';
import { planSite } from './plan-site';
import type { HostAway, SiteWorld } from './site-world';

const withFree = (name: string, gib: number) =>
  makeHost(name, { reading: { ...READING, memoryFreeKiB: gib * KIB_PER_GIB } });
const worldOf = (away: readonly HostAway[]): SiteWorld => ({
  now: NOW,
  hosts: [withFree('host-1', 4), withFree('host-2', 16)].map((host) => ({
    host,
    uri: `qemu+ssh://${host.name}/system`,
  })),
  domains: [],
  nodes: [],
  networks: [],
  secrets: new Set(),
  away,
});
const fromMs = Date.UTC(2026, 10, 30, 10);
const away = (...hostNames: readonly string[]): readonly HostAway[] =>
  hostNames.map((hostName) => ({ hostName, fromMs, untilMs: fromMs + 2 * HOUR_MS }));
const TIMES = 'It is to be maintained meanwhile, from 30 Nov 2026 10:00 UTC to 30 Nov 2026 12:00 UTC.';
const placed = (nodes: string, hosts: readonly HostAway[]) => planSite(siteOf(siteWith(nodes)), worldOf(hosts)).nodes;

test('a host that is maintained meanwhile takes what is new only where no other can, and its plan says so', () => {
  const small = 'x: {extends: n, memory: 1Gi}';
  expect(placed(small, [])[0]?.host?.hostName).toBe('host-2');
  const [beside] = placed(small, away('host-2'));
  expect(beside).toMatchObject({ host: { hostName: 'host-1' }, others: [{ hostName: 'host-2', why: TIMES }] });
  expect(beside?.why).not.toContain('maintained');

  const [large] = placed('x: {extends: n, memory: 8Gi}', away('host-2'));
  expect(large).toMatchObject({ host: { hostName: 'host-2' }, blockers: [] });
  expect(large?.why.endsWith(`${TIMES} No other host can take it.`)).toBe(true);
  // The second finds what the first leaves; where all are maintained, the best is as good as any.
  expect(placed('x: {extends: n, memory: 3Gi, count: 2}', away('host-2')).map(({ host }) => host?.hostName)).toEqual([
    'host-1',
    'host-2',
  ]);
  expect(placed(small, away('host-1', 'host-2'))[0]?.host?.hostName).toBe('host-2');
});

test('a plan that was read does not hold where maintenance was announced since', () => {
  const small = 'x: {extends: n, memory: 1Gi}';
  const world = worldOf([]);
  const host = world.hosts[1]?.host;
  const held = new Map(host === undefined ? [] : [['x', host.id]]);
  const site = siteOf(siteWith(small));
  expect(planSite(site, world, held).nodes[0]?.host?.hostName).toBe('host-2');
  expect(planSite(site, worldOf(away('host-2')), held).nodes[0]?.host?.hostName).toBe('host-1');
});
