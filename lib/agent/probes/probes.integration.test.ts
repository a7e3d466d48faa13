/** The loop of the probes on a real database and on servers of the test's own: leases, damping, alarms, history. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentEvent } from '@/lib/agent/agent-events';
import { fakeTcp, type FakeService } from '@/lib/grid/testing/fake-services';
import { makeAuthority } from '@/lib/grid/testing/make-certificate';
import { type GuestRoute, parseGuestRoutes } from '@/lib/domain/guest-route';
import { createPool } from '@/lib/server/db/pool';
import { sqlOfPool } from '@/lib/server/db/sql';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost, makeProbeTarget } from '@/lib/server/testing/test-world';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { waitUntil } from '@/tools/shared/wait-until';
import { claimDueTargets, claimTarget, releaseTarget, renewLease } from './lease-target';
import { createProber, type Prober } from './keep-probes';
import { endpointOf, readTarget } from './target-row';

let server: TestServer;
let pool: ReturnType<typeof createPool>;
let operator: Caller;
const events: AgentEvent[] = [];
beforeAll(async () => {
  server = await startTestServer();
  pool = createPool(server.url, { max: 8, name: 'test', onError: () => undefined });
  operator = await server.signInAs('operator');
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

const probers: Prober[] = [];
let guestRoutes: readonly GuestRoute[] = [];
const makeProber = (owner: string): Prober => {
  const prober = createProber({
    pool,
    owner,
    emit: (event) => void events.push(event),
    openCredentials: () => ({}),
    guestRoutes,
  });
  probers.push(prober);
  return prober;
};
let ssh: FakeService | undefined;
let answers = 0;
const startSsh = async (): Promise<number> => {
  ssh = await fakeTcp((socket) => {
    answers += 1;
    socket.end('SSH-2.0-test\r\n');
  });
  return ssh.port;
};
beforeEach(async () => {
  events.length = 0;
  answers = 0;
  await server.db.alarm.deleteMany();
  await server.db.probeTarget.deleteMany();
});
afterEach(async () => {
  await Promise.all(probers.splice(0).map(async (prober) => await prober.stop()));
  await ssh?.stop();
  ssh = undefined;
  expect(events.filter((event) => event.type === 'loop.error')).toEqual([]);
});

/** A VO box of atlas whose probe is due, and whose SSH port is this one. */
async function voBox(port: number, change: { readonly state?: 'running' | 'off'; readonly enabled?: boolean } = {}) {
  const host = await makeHost(server.db);
  const domain = await makeDomain(server.db, { hostId: host.id, vo: 'atlas', state: change.state ?? 'running' });
  const target = await makeProbeTarget(server.db, {
    domainId: domain.id,
    roles: ['VOBOX'],
    probes: ['ssh-banner'],
    ports: { ssh: port },
    nextDueAt: new Date(Date.now() - 1_000),
    ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
  });
  return { ...target, domain };
}
const due = async (id: string): Promise<void> => {
  await server.db.probeState.updateMany({ where: { targetId: id }, data: { nextDueAt: new Date(Date.now() - 1_000) } });
};
const askedAgain = async (prober: Prober, id: string): Promise<void> => {
  await due(id);
  await prober.look();
  await prober.idle();
};
const stateOf = async (id: string) => await server.db.probeState.findFirstOrThrow({ where: { targetId: id } });
const openAlarms = async () => await server.db.alarm.findMany({ where: { resolvedAt: null } });

describe('a service', () => {
  test('is asked when it is due, and what it says is kept', async () => {
    const target = await voBox(await startSsh());
    const prober = makeProber('one');
    await prober.look();
    await prober.idle();
    const state = await stateOf(target.id);
    expect(state).toMatchObject({ verdict: 'ok', answer: 'SSH-2.0-test', confirmed: null, recent: ['ok'] });
    expect(state.nextDueAt.getTime()).toBeGreaterThan(Date.now());
    expect(await server.db.probeResult.count({ where: { targetId: target.id } })).toBe(1);
    expect(await server.db.probeTarget.findUniqueOrThrow({ where: { id: target.id } })).toMatchObject({
      leaseOwner: null,
    });
    // Not due any more.
    await prober.look();
    await prober.idle();
    expect(answers).toBe(1);
  });

  test('behind a gateway is asked by its route', async () => {
    const target = await voBox(await startSsh());
    await server.db.probeTarget.update({ where: { id: target.id }, data: { address: '192.0.2.1' } });
    guestRoutes = parseGuestRoutes('192.0.2.0/24=127.0.0.0/24');
    try {
      const prober = makeProber('one');
      await prober.look();
      await prober.idle();
    } finally {
      guestRoutes = [];
    }
    expect(await stateOf(target.id)).toMatchObject({ verdict: 'ok', answer: 'SSH-2.0-test' });
  });

  test('that falls silent is an alarm at the third asking and not before, and it is settled the same way', async () => {
    const port = await startSsh();
    const target = await voBox(port);
    const prober = makeProber('one');
    for (let count = 0; count < 3; count += 1) await askedAgain(prober, target.id);
    expect(await stateOf(target.id)).toMatchObject({ confirmed: 'ok' });
    await ssh?.stop();
    for (let count = 0; count < 2; count += 1) await askedAgain(prober, target.id);
    expect(await stateOf(target.id)).toMatchObject({ verdict: 'critical', confirmed: 'ok' });
    expect(await openAlarms()).toEqual([]);
    await askedAgain(prober, target.id);
    expect(await stateOf(target.id)).toMatchObject({ confirmed: 'critical' });
    expect(await openAlarms()).toMatchObject([
      {
        kind: 'probe-critical',
        domainId: target.domain.id,
        vo: 'atlas',
        sentence: expect.stringMatching(/fails ssh-banner: .*nothing listens/),
      },
    ]);
    expect(events.filter((event) => event.type === 'alarm.raised')).toHaveLength(1);
    // It answers again, on the port where it is expected.
    await startSsh();
    await server.db.probeTarget.update({ where: { id: target.id }, data: { ports: { ssh: ssh?.port ?? 0 } } });
    for (let count = 0; count < 2; count += 1) await askedAgain(prober, target.id);
    expect(await openAlarms()).toHaveLength(1);
    await askedAgain(prober, target.id);
    expect(await openAlarms()).toEqual([]);
    const spans = await server.db.probeSpan.findMany({ where: { targetId: target.id }, orderBy: { id: 'asc' } });
    expect(spans.map(({ verdict, results }) => [verdict, results])).toEqual([
      ['ok', 3],
      ['critical', 3],
      ['ok', 3],
    ]);
    // What was said holds until something else was: no gap between.
    expect(spans[1]?.since).toEqual(spans[0]?.until);
    const told = await server.db.$queryRaw<{ words: string }[]>`
      select body->>'words' as words from "Event" where body->>'type' = 'probe.changed' and body->>'targetId' = ${target.id} order by sequence`;
    expect(told.map(({ words }) => words.split(':')[0])).toEqual([
      'says OK for now',
      'is OK',
      'says critical for now',
      'is critical',
      'says OK for now',
      'is OK',
    ]);
  });

  test('whose answers are far apart leaves a gap in its history', async () => {
    const target = await voBox(await startSsh());
    const prober = makeProber('one');
    await askedAgain(prober, target.id);
    const longAgo = new Date(Date.now() - HOUR_MS);
    await server.db.probeSpan.updateMany({ where: { targetId: target.id }, data: { since: longAgo, until: longAgo } });
    await askedAgain(prober, target.id);
    expect(await server.db.probeSpan.count({ where: { targetId: target.id } })).toBe(2);
  });

  test('of a domain that does not run, or that is put to rest, is not asked; its alarm is settled', async () => {
    const port = await startSsh();
    const off = await voBox(port, { state: 'off' });
    await voBox(port, { enabled: false });
    await server.db.alarm.create({
      data: { kind: 'probe-critical', subject: off.id, sentence: 'x', remedy: 'y', domainId: off.domain.id },
    });
    const prober = makeProber('one');
    await prober.look();
    await prober.idle();
    expect(answers).toBe(0);
    expect(await server.db.alarm.findMany()).toMatchObject([
      { resolvedAt: expect.any(Date), note: expect.stringMatching(/does not run/) },
    ]);
  });

  test('whose key cannot be opened is told of, and the loop goes on', async () => {
    const target = await voBox(await startSsh());
    await server.db.probeTarget.update({
      where: { id: target.id },
      data: { clientCertificate: 'x', clientKeyEncrypted: new Uint8Array([1]) },
    });
    const prober = createProber({
      pool,
      owner: 'one',
      guestRoutes,
      emit: (event) => void events.push(event),
      openCredentials: () => {
        throw new Error('enter them again');
      },
    });
    await prober.look();
    await prober.idle();
    expect(events.splice(0)).toMatchObject([
      { type: 'loop.error', loop: 'probes', error: { message: 'enter them again' } },
    ]);
    expect((await stateOf(target.id)).nextDueAt.getTime()).toBeGreaterThan(Date.now());
    await prober.stop();
  });
});

describe('several agents', () => {
  test('ask a service once', async () => {
    const targets = [];
    const port = await startSsh();
    for (let count = 0; count < 6; count += 1) targets.push(await voBox(port));
    const agents = ['one', 'two', 'three'].map(makeProber);
    await Promise.all(agents.map(async (agent) => await agent.look()));
    await Promise.all(agents.map(async (agent) => await agent.idle()));
    expect(answers).toBe(6);
    expect(await server.db.probeResult.count()).toBe(6);
  });

  test('take over from one that died, and not from one that lives', async () => {
    const target = await voBox(await startSsh());
    const sql = sqlOfPool(pool);
    expect(await claimTarget(sql, 'dead', target.id)).toBe(true);
    expect(await claimTarget(sql, 'two', target.id)).toBe(false);
    expect(await claimDueTargets(sql, 'two', 5)).toEqual([]);
    expect(await renewLease(sql, 'dead', target.id)).toBe(true);
    await server.db.probeTarget.update({
      where: { id: target.id },
      data: { leaseUntil: new Date(Date.now() - 1_000) },
    });
    const two = makeProber('two');
    await two.look();
    await two.idle();
    expect(answers).toBe(1);
    // Whoever was only slow writes nothing, and gives nothing back that is not its own.
    expect(await renewLease(sql, 'dead', target.id)).toBe(false);
    await claimTarget(sql, 'three', target.id);
    await releaseTarget(sql, 'dead', target.id);
    expect(await claimTarget(sql, 'four', target.id)).toBe(false);
  });

  test('one whose lease was taken over while it asked writes nothing', async () => {
    let answer: (() => void) | undefined;
    const service = await fakeTcp((socket) => {
      answer = () => socket.end('SSH-2.0-late\r\n');
    });
    const target = await voBox(service.port);
    const slow = makeProber('slow');
    await slow.look();
    const say = await waitUntil('it is asked', () => answer, { deadlineMs: MINUTE_MS });
    await server.db.probeTarget.update({
      where: { id: target.id },
      data: { leaseOwner: 'other', leaseUntil: new Date(Date.now() + MINUTE_MS) },
    });
    say();
    await slow.idle();
    expect(await server.db.probeResult.count()).toBe(0);
    expect(await stateOf(target.id)).toMatchObject({ verdict: null });
    await service.stop();
  });
});

test('a member’s key is kept sealed, is never sent, and reaches the probe whole', async () => {
  const ca = makeAuthority();
  const member = ca.sign({ commonName: 'probe' });
  const host = await makeHost(server.db);
  const domain = await makeDomain(server.db, { hostId: host.id, vo: 'atlas' });
  const asked = {
    domainId: domain.id,
    roles: ['CE'],
    address: 'ce.example',
    probes: ['ce-rest'],
    trustedCa: ca.certificate,
  };
  const made = await server.call('createProbeTarget', { as: operator, body: { ...asked, identity: member } });
  const text = await made.text();
  expect(made.status, text).toBe(201);
  expect(text).not.toContain('PRIVATE KEY');
  const { id } = JSON.parse(text) as { id: string };
  const target = await readTarget(sqlOfPool(pool), id);
  if (target === undefined) throw new Error('it is not there');
  expect(Buffer.from(target.clientKeyEncrypted ?? []).toString('latin1')).not.toContain('PRIVATE KEY');
  const secret = process.env['GRIDBOX_SECRET'] ?? '';
  const endpoint = endpointOf(target, {
    openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
    guestRoutes,
  });
  expect(endpoint.identity?.key.trim()).toBe(member.key.trim());
  const audit = await server.db.audit.findFirstOrThrow({ where: { action: 'createProbeTarget' } });
  expect(JSON.stringify(audit.after)).not.toMatch(/PRIVATE|BEGIN/);
  const other = ca.sign({ commonName: 'other' });
  const wrong = await server.call('updateProbeTarget', {
    as: operator,
    params: { id },
    body: { identity: { certificate: member.certificate, key: other.key } },
  });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({
    error: { fields: [{ field: 'identity.key', message: 'is not the key of this certificate' }] },
  });
});
