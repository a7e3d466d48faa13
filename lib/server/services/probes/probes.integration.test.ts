/** What the API says of probes: to whom, in which order, and what it makes of a history. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ProbeComparison,
  type ProbeSummary,
  type ProbeTarget,
  type ProbeTargetPage,
  SiteProbeComparison,
} from '@/lib/contracts/probes';
import { makeSite } from '@/lib/server/testing/site-world';
import { startTestServer, type Caller, type CallOptions, type TestServer } from '@/lib/server/testing/test-server';
import { makeAlarm, makeDomain, makeHost, makeProbeTarget } from '@/lib/server/testing/test-world';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import type { RouteId } from '@/lib/contracts/routes';
import { getMetrics } from '@/lib/server/metrics';
import { unsafeMeasureProbes } from './measure-probes';

let server: TestServer;
let operator: Caller;
let atlas: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  await server.db.probeTarget.deleteMany();
});

async function get<T>(id: RouteId, options: CallOptions): Promise<T> {
  const answer = await server.call(id, options);
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return JSON.parse(text) as T;
}
/** A CE of a VO, with what is confirmed of its probe. */
async function ce(vo: string, confirmed: string | null, change: { state?: 'running' | 'off' } = {}) {
  const host = await makeHost(server.db);
  const domain = await makeDomain(server.db, { hostId: host.id, vo, roles: ['CE'], state: change.state ?? 'running' });
  const target = await makeProbeTarget(server.db, { domainId: domain.id, roles: ['CE'], probes: ['ce-tls'] });
  await server.db.probeState.updateMany({
    where: { targetId: target.id },
    data: {
      verdict: confirmed,
      confirmed,
      sentence: `It is ${confirmed}.`,
      at: new Date(),
      confirmedSince: new Date(),
      latencyMs: 12,
      recent: [],
    },
  });
  return { ...target, domain };
}
const span = async (targetId: string, verdict: string, fromMsAgo: number, toMsAgo: number, probe = 'ce-tls') => {
  const now = Date.now();
  await server.db.probeSpan.create({
    data: { targetId, probe, verdict, since: new Date(now - fromMsAgo), until: new Date(now - toMsAgo) },
  });
};

test('those that fail come first, and a VO admin sees the own ones alone', async () => {
  await ce('lhcb', 'ok');
  const bad = await ce('atlas', 'critical');
  const native = await makeProbeTarget(server.db, {});
  const all = await get<ProbeTargetPage>('listProbeTargets', { as: operator });
  expect(all.items.map(({ verdict, standing }) => [verdict, standing])).toEqual([
    ['critical', 'down'],
    ['unknown', 'unknown'],
    ['ok', 'up'],
  ]);
  expect(all.items[0]?.failing).toMatchObject([{ probe: 'ce-tls', sentence: 'It is critical.' }]);
  const own = await get<ProbeTargetPage>('listProbeTargets', { as: atlas });
  expect(own.items.map(({ id }) => id)).toEqual([bad.id]);
  expect((await server.call('getProbeTarget', { as: atlas, params: { id: native.id } })).status).toBe(404);
  const both = { a: bad.id, b: native.id };
  expect((await server.call('compareProbes', { as: atlas, query: both })).status).toBe(404);
});

test('a role is up while one of its services is; a native service is none of the site’s', async () => {
  await ce('atlas', 'critical');
  await ce('lhcb', 'ok');
  await makeProbeTarget(server.db, { roles: ['SE'] });
  const { roles } = await get<ProbeSummary>('getProbeSummary', { as: operator });
  expect(roles).toMatchObject([{ role: 'CE', standing: 'up', up: 1, down: 1, unknown: 0 }]);
  const own = await get<ProbeSummary>('getProbeSummary', { as: atlas });
  expect(own.roles).toMatchObject([{ role: 'CE', standing: 'down', up: 0, down: 1 }]);
});

test('availability is counted from what was said and when: a gap counts neither way', async () => {
  const target = await ce('atlas', 'ok');
  await span(target.id, 'ok', 30 * MINUTE_MS, 10 * MINUTE_MS);
  await span(target.id, 'critical', 10 * MINUTE_MS, 5 * MINUTE_MS);
  await span(target.id, 'ok', 4 * MINUTE_MS, 0);
  const { days, history, reports } = await get<ProbeTarget>('getProbeTarget', {
    as: operator,
    params: { id: target.id },
  });
  const sum = (pick: (day: ProbeTarget['days'][number]) => number) => days.reduce((total, day) => total + pick(day), 0);
  const SLACK_MS = 20_000;
  expect(days).toHaveLength(7);
  expect(Math.abs(sum(({ upMs }) => upMs) - 24 * MINUTE_MS)).toBeLessThan(SLACK_MS);
  expect(Math.abs(sum(({ downMs }) => downMs) - 5 * MINUTE_MS)).toBeLessThan(SLACK_MS);
  expect(history).toMatchObject([
    { probe: 'ce-tls', spans: [{ verdict: 'ok' }, { verdict: 'critical' }, { verdict: 'ok' }] },
  ]);
  expect(reports).toMatchObject([{ probe: 'ce-tls', confirmed: 'ok', latencyMs: 12 }]);
});

test('what was not asked again for long is not known', async () => {
  const target = await ce('atlas', 'ok');
  await span(target.id, 'ok', 2 * HOUR_MS, HOUR_MS);
  const { days } = await get<ProbeTarget>('getProbeTarget', { as: operator, params: { id: target.id } });
  const up = days.reduce((total, { upMs }) => total + upMs, 0);
  // An hour, and the three intervals for which the last word holds.
  expect(Math.round(up / MINUTE_MS)).toBe(63);
});

test('a domain that is off is neither up nor down', async () => {
  const target = await ce('atlas', 'critical', { state: 'off' });
  expect(await get<ProbeTarget>('getProbeTarget', { as: operator, params: { id: target.id } })).toMatchObject({
    standing: 'unknown',
    verdict: 'unknown',
    failing: [],
  });
});

test('two targets side by side: what one passes and the other does not is named', async () => {
  const native = await ce('atlas', 'ok');
  const virtual = await ce('atlas', 'ok');
  const result = { probe: 'ce-tls', sentence: 'x', at: new Date() };
  const add = async (targetId: string, latencyMs: number, verdict = 'ok') =>
    await server.db.probeResult.create({ data: { ...result, targetId, latencyMs, verdict } });
  for (const ms of [10, 20, 30]) await add(native.id, ms);
  for (const ms of [40, 40, 40]) await add(virtual.id, ms);
  await add(virtual.id, 5_000, 'critical');
  const query = { a: native.id, b: virtual.id };
  expect(await get<ProbeComparison>('compareProbes', { as: operator, query })).toMatchObject({
    asGood: true,
    sentence: expect.stringMatching(/passes all 1 probes/),
    rows: [{ probe: 'ce-tls', a: { medianMs: 20, askings: 3 }, b: { medianMs: 40, askings: 4 }, ratio: 2 }],
  });
  await server.db.probeState.updateMany({ where: { targetId: virtual.id }, data: { confirmed: 'critical' } });
  expect(await get<ProbeComparison>('compareProbes', { as: operator, query })).toMatchObject({
    asGood: false,
    sentence: expect.stringMatching(/does not pass ce-tls/),
  });
});

test('a site beside native services: of its own kind alone, and by the worst of several', async () => {
  const { db } = server;
  const site = await makeSite(db);
  const compared = async () =>
    SiteProbeComparison.parse(await get('compareSiteProbes', { as: operator, params: { id: site.id } }));
  expect(await compared()).toMatchObject({
    asGood: null,
    rows: [],
    sentence: expect.stringMatching(/Nothing of this site is probed/),
  });
  const own = [await ce('atlas', 'ok'), await ce('atlas', 'ok')];
  for (const [index, { domain }] of own.entries())
    await db.siteNode.create({
      data: { siteId: site.id, instance: `ce-${index}`, domainId: domain.id, made: { image: 'a', storage: 'local' } },
    });
  expect((await compared()).sentence).toMatch(/No native service is probed/);
  const settle = async (id: string, confirmed: string | null) =>
    await db.probeState.updateMany({ where: { targetId: id }, data: { confirmed } });
  const native = await makeProbeTarget(db, { roles: ['CE'], probes: ['ce-tls', 'certificate'], tiny: true });
  await settle(native.id, 'ok');
  expect((await compared()).sentence).toMatch(/real ones, and the native ones .* small stand-ins/);
  await db.probeTarget.update({ where: { id: native.id }, data: { tiny: false } });
  const add = async (targetId: string, latencyMs: number) =>
    await db.probeResult.create({
      data: { probe: 'ce-tls', sentence: 'x', at: new Date(), targetId, latencyMs, verdict: 'ok' },
    });
  await add(native.id, 10);
  for (const { id } of own) for (const ms of [20, 40]) await add(id, ms);
  expect(await compared()).toMatchObject({
    asGood: true,
    sentence: `Site ${site.name} passes all 1 probes that the native set passes, of 1 that both have.`,
    a: [{ id: native.id }],
    rows: [
      {
        probe: 'ce-tls',
        a: { verdict: 'ok', medianMs: 10, askings: 1 },
        b: { verdict: 'ok', medianMs: 30, askings: 4 },
        ratio: 3,
        standing: 'as-good',
      },
      { probe: 'certificate', a: { verdict: 'ok' }, b: { verdict: null }, standing: 'unknown' },
    ],
  });
  // Of two, one is not known any more: nobody can say that all pass.
  await settle(own[0]?.id ?? '', null);
  expect(await compared()).toMatchObject({ asGood: null, rows: [{ b: { verdict: null } }, {}] });
  await settle(own[1]?.id ?? '', 'critical');
  expect(await compared()).toMatchObject({
    asGood: false,
    sentence: expect.stringMatching(/does not pass ce-tls, which the native set passes/),
    rows: [{ b: { verdict: 'critical' }, standing: 'worse' }, {}],
  });
  await settle(native.id, 'critical');
  for (const { id } of own) await settle(id, 'ok');
  expect((await compared()).rows[0]).toMatchObject({ standing: 'better' });
});

test('one line for other monitoring, its exit code beside it', async () => {
  for (const [confirmed, word, code] of [
    ['ok', 'OK', '0'],
    ['warning', 'WARNING', '1'],
    ['critical', 'CRITICAL', '2'],
    [null, 'UNKNOWN', '3'],
  ] as const) {
    const target = await ce('atlas', confirmed);
    const answer = await server.call('getProbeStatus', { as: operator, params: { id: target.id } });
    expect(answer.headers.get('x-plugin-exit-code')).toBe(code);
    const text = await answer.text();
    expect(text).toMatch(new RegExp(`^${word} - domain-[^\n|]* \\| 'ce-tls'=12ms\n$`));
  }
});

test('gauges for whoever scrapes them', async () => {
  const target = await ce('atlas', 'critical');
  await ce('atlas', 'ok', { state: 'off' });
  const metrics = getMetrics();
  await unsafeMeasureProbes(server.db, metrics);
  const text = await metrics.registry.metrics();
  const labels = `target="${target.domain.name}",vo="atlas",kind="domain"`;
  expect(text).toContain(`gridbox_probe_target_up{${labels}} 0`);
  expect(text).toContain(`gridbox_probe_verdict{${labels},probe="ce-tls"} 2`);
  expect(text).toContain(`gridbox_probe_latency_seconds{${labels},probe="ce-tls"} 0.012`);
  expect(text.match(/^gridbox_probe_verdict\{/gm)).toHaveLength(1);
});

test('a target says what is wrong with it', async () => {
  const host = await makeHost(server.db);
  const domain = await makeDomain(server.db, { hostId: host.id, vo: 'atlas' });
  const body = { domainId: domain.id, roles: ['SE'], address: 'se.example', probes: ['se-tcp'] };
  const fieldOf = async (change: object, status = 400): Promise<string | undefined> => {
    const answer = await server.call('createProbeTarget', { as: operator, body: { ...body, ...change } });
    expect(answer.status).toBe(status);
    return ((await answer.json()) as { error: { fields: { field: string }[] } }).error.fields[0]?.field;
  };
  expect(await fieldOf({ address: 'se; rm -rf /' })).toBe('address');
  expect(await fieldOf({ address: '10.0.0.300' })).toBe('address');
  expect(await fieldOf({ dataPath: '/data/../etc' })).toBe('dataPath');
  expect(await fieldOf({ queue: 'a")(executable="/bin/sh' })).toBe('queue');
  expect(await fieldOf({ probes: ['ce-tls'] })).toBe('probes');
  expect(await fieldOf({ probes: ['se-tcp', 'se-tcp'] })).toBe('probes');
  expect(await fieldOf({ trustedCa: 'x' })).toBe('trustedCa');
  expect(await fieldOf({ identity: { certificate: 'x', key: 'y' } })).toBe('identity.certificate');
  expect(await fieldOf({ domainId: null })).toBe('name');
  expect((await server.call('createProbeTarget', { as: operator, body })).status).toBe(201);
  expect(await fieldOf({}, 409)).toBe('domainId');
});

test('a target that is put to rest or removed keeps no alarm; an edit of an older version is refused', async () => {
  const target = await ce('atlas', 'critical');
  const alarm = async () => await makeAlarm(server.db, { vo: 'atlas', kind: 'probe-critical', subject: target.id });
  await alarm();
  const params = { id: target.id };
  const edit = async (body: object, version: number) =>
    (await server.call('updateProbeTarget', { as: operator, params, body, headers: { 'if-match': `"${version}"` } }))
      .status;
  expect(await edit({ enabled: false }, 1)).toBe(200);
  expect(await server.db.alarm.count({ where: { subject: target.id, resolvedAt: null } })).toBe(0);
  expect(await edit({ enabled: true }, 1)).toBe(409);
  await alarm();
  expect((await server.call('removeProbeTarget', { as: operator, params })).status).toBe(204);
  expect(await server.db.alarm.count({ where: { subject: target.id, resolvedAt: null } })).toBe(0);
  expect(await server.db.probeState.count({ where: { targetId: target.id } })).toBe(0);
});
