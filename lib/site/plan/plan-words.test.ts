import { expect, test } from 'vitest';
import { makeHost, NOW } from '@/lib/placement/placement-fixtures';
import { siteOf, siteWith, withChange } from '../testing/texts';
import { applyToWorld } from '../testing/apply-to-world';
import { planSite } from './plan-site';
import { driftSentences, planChanges, totalsOf } from './plan-words';
import type { SiteWorld } from './site-world';

const TEXT = siteWith('ce: {extends: n, role: CE, host: one}\nwn: {extends: n, host: two, count: 2}');
const EMPTY: SiteWorld = {
  now: NOW,
  hosts: ['host-1', 'host-2'].map((name) => ({ host: makeHost(name), uri: `qemu+ssh://${name}/system` })),
  domains: [],
  nodes: [],
  networks: [],
  secrets: new Set(),
  away: [],
};
const site = siteOf(TEXT);
const there = applyToWorld(site, planSite(site, EMPTY), EMPTY);
const changed = (from: string, to: string) => planSite(siteOf(withChange(TEXT, from, to)), there);

test('what is otherwise is told of each domain', () => {
  expect(driftSentences(planSite(site, EMPTY))).toEqual([
    'tiny-ce is not there.',
    'tiny-wn-1 is not there.',
    'tiny-wn-2 is not there.',
  ]);
  expect(driftSentences(planSite(site, there))).toEqual([]);
  expect(driftSentences(changed('role: CE', 'role: SE'))).toEqual(['tiny-ce: role is CE, and the file says SE.']);
  expect(driftSentences(changed('count: 2', 'count: 1'))).toEqual([
    'tiny-wn-2 is there, and the file does not ask for it.',
  ]);
});

test('a plan is counted by what is done', () => {
  expect(totalsOf(changed('count: 2', 'count: 3'))).toEqual({
    create: 1,
    change: 0,
    replace: 0,
    keep: 3,
    destroy: 0,
    blocked: 0,
  });
});

test('what is planned otherwise than before is told in sentences', () => {
  const before = planSite(site, EMPTY).nodes;
  expect(planChanges(before, before)).toEqual([]);
  expect(planChanges(before, planSite(site, there).nodes)).toEqual(
    ['ce', 'wn-1', 'wn-2'].map((name) => `${name} is left as it is instead of created.`),
  );
  const closed = {
    ...EMPTY,
    hosts: EMPTY.hosts.map((each) => ({ ...each, host: { ...each.host, maintenance: each.host.name === 'host-1' } })),
  };
  expect(planChanges(before, planSite(site, closed).nodes)[0]).toMatch(
    /^ce is blocked now: None of 1 host can take it\. host-1 is in maintenance/,
  );
  const moved = planSite(siteOf(withChange(TEXT, 'role: CE, host: one', 'role: CE, host: two')), EMPTY).nodes;
  expect(planChanges(before, moved)).toEqual(['ce goes to host-2 instead of host-1.']);
  expect(planChanges(before, planSite(siteOf(withChange(TEXT, 'count: 2', 'count: 1')), EMPTY).nodes)).toEqual([
    'wn-2 is not asked for any more.',
  ]);
});
