/** Leases by a real agent on a simulated testbed: made in time, ended in time, and proved to be gone. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import {
  leftOf,
  planAndApply,
  planAndDestroy,
  prepareEnvironment,
  refusalOf,
  putImage,
  SITE_IMAGE,
  startSiteAgent,
} from '@/lib/agent/testing/site-files';
import { LeaseDetail } from '@/lib/contracts/leases';
import { type LeaseState, PREPARE_AHEAD_MS } from '@/lib/domain/lease';
import { type Actor, ROLE_SCOPES, SCOPES, type UserRole } from '@/lib/domain/access';
import { LOCAL_PATH } from '@/lib/drivers/simulated/host-models';
import type { ServiceContext } from '@/lib/server/service-context';
import { decideLease } from '@/lib/server/services/leases/decide-lease';
import { endLease } from '@/lib/server/services/leases/end-lease';
import { readLease } from '@/lib/server/services/leases/read-lease';
import { requestLease } from '@/lib/server/services/leases/request-lease';
import { readSiteById } from '@/lib/server/services/sites/read-site';
import { makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { randomUUID } from 'node:crypto';

/** A site is made and taken away, beside whatever else this machine does. */
const TEST_MS = 480_000;
const WITHIN_MS = 120_000;

let site: Site;
let manager: ServiceContext;
let atlas: ServiceContext;
let environmentId: string;
beforeEach(async () => {
  site = await createSite({ hosts: ['one', 'two'], domains: [{ name: 'other-01', host: 'one' }] });
  prepareEnvironment(site.database.url);
  putImage(site);
  await startSiteAgent(site);
  await site.read();
  manager = await person('manager');
  atlas = await person('vo-admin', ['atlas']);
  environmentId = (
    await makeEnvironment(site.db, {
      image: { path: SITE_IMAGE, sha512: '0'.repeat(128) },
      hostClass: null,
      isolation: 'dedicated',
    })
  ).id;
});
afterEach(async () => await site.close());

async function person(role: UserRole, vos?: readonly string[]): Promise<ServiceContext> {
  const id = randomUUID();
  await site.db.user.create({
    data: { id, name: `The ${role}`, email: `${id}@gridbox.local`, emailVerified: true, role, vos: [...(vos ?? [])] },
  });
  const actor: Actor = { userId: id, name: `The ${role}`, role, scopes: ROLE_SCOPES[role], vos, via: 'session' };
  return { actor, db: site.db, now: () => site.clock.now(), requestId: 'test', address: undefined };
}
const inMs = (ms: number): string => new Date(site.clock.now().getTime() + ms).toISOString();
const read = async (id: string) => LeaseDetail.parse(await readLease({ context: atlas, id }));
async function lend(change: { startsAt?: string; endsAt?: string; count?: number } = {}): Promise<string> {
  const { id } = await requestLease({
    context: atlas,
    input: { environmentId, vo: 'atlas', purpose: 'tests', count: 2, endsAt: inMs(48 * HOUR_MS), ...change },
  });
  await decideLease({ context: manager, id, input: { decision: 'approve' }, ifMatch: undefined });
  return id;
}
/** One that was approved when the hosts could still take it. */
async function approvedBefore(number: number): Promise<string> {
  const { id } = await makeLease(site.db, { vo: 'atlas', state: 'approved', environmentId });
  await site.db.lease.update({
    where: { id },
    data: { number, hostClass: 'other', decidedById: manager.actor.userId },
  });
  return id;
}
async function until(id: string, state: LeaseState): Promise<LeaseDetail> {
  await site
    .skipping(`lease is ${state}`, async () => (await read(id)).state === state, {
      deadlineMs: WITHIN_MS,
    })
    .catch(async (error: unknown) => {
      const lease = await read(id);
      const runs = await site.db.siteRun.findMany({ include: { steps: true } });
      const errors = site.events.flatMap((event) => (event.type === 'loop.error' ? [String(event.error)] : []));
      throw new Error(
        [
          lease.state,
          lease.words,
          ...runs.map(({ kind, state: at, halted }) => `${kind} ${at} ${halted ?? ''}`),
          ...new Set(errors),
        ].join('\n'),
        { cause: error },
      );
    });
  return await read(id);
}
/** Past all of Gridbox. */
const left = (number: number) => leftOf(site, `lease-${number}`);

test(
  'an approved lease is made by a site of its own; ended by its VO all of it goes, and the proof is the lease’s',
  async () => {
    const id = await lend();
    await site.skipping('its VO is told how far its domains are', async () => {
      const underWay = (await read(id)).progress?.underWay ?? [];
      return underWay.some(({ domainName }) => /^wn-[12]$/.test(domainName ?? ''));
    });
    const active = await until(id, 'active');
    expect(active.progress).toBeNull();
    const names = [`lease-${active.number}-wn-1`, `lease-${active.number}-wn-2`];
    expect(left(active.number)).toEqual(expect.arrayContaining(names));
    await site.until('its domains are seen', async () => (await read(id)).domains.length === 2);
    expect((await read(id)).domains.map(({ name }) => name)).toEqual(names);
    const rows = await site.db.domain.findMany({ where: { name: { in: names } } });
    expect(rows.map(({ vo, roles }) => [vo, roles])).toEqual([
      ['atlas', ['WN']],
      ['atlas', ['WN']],
    ]);
    expect(await site.db.site.findFirstOrThrow()).toMatchObject({ name: `lease-${active.number}`, vos: ['atlas'] });
    await endLease({ context: atlas, id, input: { reason: 'done' } });
    const ended = await until(id, 'ended');
    expect(ended).toMatchObject({ outcome: 'used', endedByName: 'The vo-admin', proof: { clean: true } });
    expect(ended.proof?.items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['definition', 'disk', 'network']),
    );
    expect(left(ended.number)).toEqual([]);
    expect(leftOf(site, 'other').length).toBeGreaterThan(0);
  },
  TEST_MS,
);

test(
  'it begins some minutes before its start and not sooner, and ends with its time by nobody’s hand, whoever has gone since',
  async () => {
    const startsAt = inMs(PREPARE_AHEAD_MS + 20 * MINUTE_MS);
    const id = await lend({ startsAt, endsAt: inMs(3 * HOUR_MS), count: 1 });
    // Another one is begun meanwhile, so the agent has looked.
    await until(await lend({ count: 1 }), 'active');
    expect((await read(id)).state).toBe('approved');
    await site.db.lease.update({ where: { id }, data: { approvedStartsAt: inMs(PREPARE_AHEAD_MS - SECOND_MS) } });
    await until(id, 'active');
    await site.db.user.update({ where: { id: manager.actor.userId }, data: { disabled: true } });
    await site.db.lease.update({ where: { id }, data: { approvedEndsAt: inMs(0) } });
    const ended = await until(id, 'ended');
    expect(ended).toMatchObject({ outcome: 'used', endedByName: null, proof: { clean: true } });
    expect(left(ended.number)).toEqual([]);
  },
  TEST_MS,
);

test(
  'what cannot be made is taken back and said; what is in its way is waited for',
  async () => {
    const first = await lend({ count: 1 });
    const number = (await read(first)).number;
    await until(first, 'active');
    // Somebody's own file where the disk of the next lease would be.
    const path = `${LOCAL_PATH}/lease-${number + 1}-wn-1-vda.qcow2`;
    for (const { record } of site.world.hosts.values()) record.disks?.push({ path, bytes: 1, capacityBytes: 1 });
    const second = await until(await lend({ count: 1 }), 'ended');
    expect(second).toMatchObject({ outcome: 'failed', proof: { clean: true } });
    expect(second.words).toMatch(/already; it is left alone\./);
    // No host is there to take the third; it waits, is asked to end, and nothing of it is left.
    await site.db.host.updateMany({ data: { maintenance: true } });
    const id = await approvedBefore(99);
    await site.skipping('it says what it waits for', async () => (await read(id)).words !== null);
    expect(await read(id)).toMatchObject({ state: 'preparing', words: expect.stringMatching(/^wn-1: /) });
    await endLease({ context: atlas, id, input: {} });
    expect(await until(id, 'ended')).toMatchObject({ outcome: 'failed', proof: { clean: true } });
    expect(left(99)).toEqual([]);
    expect((await read(first)).state).toBe('active');
    // A manager destroys its site by hand: that is its end as well.
    const by: ServiceContext = { ...manager, actor: { ...manager.actor, scopes: SCOPES } };
    const siteId = (await read(first)).site?.id ?? '';
    expect(await readSiteById({ context: by, id: siteId })).toMatchObject({
      lease: { id: first, number, vo: 'atlas', ended: false },
    });
    await planAndDestroy(by, siteId);
    expect(await until(first, 'ended')).toMatchObject({ outcome: 'used', proof: { clean: true } });
    await site.db.host.updateMany({ data: { maintenance: false } });
    // Brought back by hand it would run beside every quota, and its lease would say that nothing is left.
    expect(await refusalOf(planAndApply(by, siteId))).toBe(
      `This is the site of lease ${number}, which makes it and takes it away. Nothing of it is applied by hand; ask for another lease.`,
    );
  },
  TEST_MS,
);

test(
  'ended while it is made, what is under way ends first and then all of it goes; an account that may no more makes nothing',
  async () => {
    const id = await lend({ count: 4 });
    await site.skipping('it is being made', async () => (await site.db.siteRun.count()) > 0, { stepMs: 100 });
    await endLease({ context: atlas, id, input: {} });
    const ended = await until(id, 'ended');
    expect(ended.outcome).toMatch(/^(failed|used)$/);
    expect(ended.proof?.clean).toBe(true);
    expect(left(ended.number)).toEqual([]);

    await site.db.user.update({ where: { id: manager.actor.userId }, data: { disabled: true } });
    const { id: other } = await requestLease({
      context: atlas,
      input: { environmentId, vo: 'atlas', purpose: 'tests', count: 1, endsAt: inMs(48 * HOUR_MS) },
    });
    await decideLease({ context: manager, id: other, input: { decision: 'approve' }, ifMatch: undefined });
    await site.skipping('it says why', async () => (await read(other)).words !== null);
    expect(await read(other)).toMatchObject({
      state: 'approved',
      words: 'The account of The manager, by which it runs, is disabled.',
    });
    await site.db.user.update({ where: { id: manager.actor.userId }, data: { disabled: false } });
    // As if the minute had passed after which it is tried again.
    await site.db.lease.update({ where: { id: other }, data: { dueAt: null } });
    await until(other, 'active');
  },
  TEST_MS,
);
