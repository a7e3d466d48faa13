import { expect, test } from 'vitest';
import { makeHost, NOW, READING } from '@/lib/placement/placement-fixtures';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { applyToWorld } from '../testing/apply-to-world';
import { siteOf, siteWith } from '../testing/texts';
import { planSite } from './plan-site';
import type { SiteWorld } from './site-world';

const WHY = 'This host runs as an ordinary user, who may make no bridge.';
/** The larger of two hosts, which would be taken first, can make no network. */
const worldOf = (noNetworks: Readonly<Record<string, string>>): SiteWorld => ({
  now: NOW,
  hosts: [makeHost('host-1'), makeHost('host-2', { reading: { ...READING, memoryFreeKiB: 16 * KIB_PER_GIB } })].map(
    (host) => ({ host, uri: `qemu+ssh://${host.name}/system`, noNetworks: noNetworks[host.name] }),
  ),
  domains: [],
  nodes: [],
  networks: [],
  secrets: new Set(),
  away: [],
});
const MADE = siteOf(siteWith('x: {extends: n, network: lan}', 'networks: {lan: {isolation: vo}}\n'));
const LACKING = worldOf({ 'host-2': WHY });

test('a network of the site is made on no host that can make none', () => {
  const [node] = planSite(MADE, LACKING).nodes;
  expect(node).toMatchObject({
    host: { hostName: 'host-1' },
    blockers: [],
    others: [{ hostName: 'host-2', why: `It can make no network. ${WHY}` }],
  });
  // What is on none of its own, or on one that is there, goes where there is most room.
  for (const text of [
    siteWith('x: {extends: n}'),
    siteWith('x: {extends: n, network: lan}', "networks: {lan: {attach: 'mcast:239.77.7.7:45000'}}\n"),
  ])
    expect(planSite(siteOf(text), LACKING).nodes[0]?.host?.hostName).toBe('host-2');
});

test('where no host can make it, the plan says why before anything is done', () => {
  const [node] = planSite(MADE, worldOf({ 'host-1': WHY, 'host-2': WHY })).nodes;
  expect(node?.blockers).toEqual([`No host of the file may take it. host-1: It can make no network. ${WHY}`]);
});

test('a domain stays where its network was made, whatever a later try has found', () => {
  const there = applyToWorld(MADE, planSite(MADE, worldOf({})), worldOf({}));
  expect(there.networks).toHaveLength(1);
  const hosts = LACKING.hosts.map((each) => ({
    ...each,
    host: there.hosts.find(({ host }) => host.id === each.host.id)?.host ?? each.host,
  }));
  expect(planSite(MADE, { ...there, hosts }).steps).toEqual([]);
});
