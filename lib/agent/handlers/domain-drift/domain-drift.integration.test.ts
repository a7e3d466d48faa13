/** Simulated guests, told what is inside them, compared with the image they were made of; what is found, mended, accepted, and comes back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import type { InsideRecord } from '@/lib/drivers/simulated/world/records';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { RunningAgent } from '@/lib/agent/start-agent';
import { parseMirror } from '@/lib/images/mirror';
import { siteKey } from '@/lib/images/site-key';
import { driftState } from '@/lib/domain/guest-drift';
import { adoptNewDomains, queueDueComparisons } from '@/lib/server/services/guest-drift/due-comparisons';
import { DAY_MS } from '@/lib/utils/time';
import { insideOf, makePromise, SECRET } from './testing/promised-image';

const NAMES = ['good', 'bad', 'mended', 'accepted', 'bare', 'unsigned', 'later', 'held'] as const;
type Name = (typeof NAMES)[number];

let site: Site;
let agent: RunningAgent | undefined;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one'],
    domains: [...NAMES.map((name) => ({ name, host: 'one' })), { name: 'off', host: 'one', running: false }],
  });
  const images = {
    dir: '/nonexistent',
    mirror: parseMirror('deb http://mirror.invalid/debian bookworm main'),
    key: siteKey(SECRET),
  };
  agent = await site.startAgent({ images });
  await site.read();
});
afterAll(async () => {
  await agent?.stop();
  await site.close();
});

const inside = (name: Name, is: InsideRecord): void =>
  applyFault(site.world, 'one', { fault: 'inside', id: site.domainId(name), inside: is });
const made = async (name: Name, secret = SECRET) =>
  await makePromise(site.db, { domainId: site.domainId(name), secret });
const compare = async (name: string) => {
  const operation = await site.finished(await site.submit('check-domain-drift', name, {}));
  return operation;
};
const findings = async (name: Name) => {
  const rows = await site.db.driftFinding.findMany({
    where: { domainId: site.domainId(name) },
    orderBy: [{ check: 'asc' }, { subject: 'asc' }],
  });
  return rows.map((row) => ({ ...row, state: driftState(row) }));
};
const looked = async (name: Name) =>
  await site.db.domainDrift.findUniqueOrThrow({ where: { domainId: site.domainId(name) } });

describe('a comparison', () => {
  test('finds nothing in a guest that is as its image promised', async () => {
    const { manifest, imageId } = await made('good');
    inside('good', insideOf(manifest));
    expect(await compare('good')).toMatchObject({
      state: 'succeeded',
      result: { open: 0, fresh: 0, gone: 0, skipped: 0 },
    });
    expect(await findings('good')).toEqual([]);
    expect(await looked('good')).toMatchObject({ imageId, skipped: [], facts: { kernel: manifest.kernel } });
  });

  test('keeps what differs, since when, and tells what is gone and what is back', async () => {
    const { manifest } = await made('bad');
    const good = insideOf(manifest);
    const changed: InsideRecord = {
      ...good,
      kernel: '6.1.0-20-amd64',
      paths: { ...good.paths, '/lib/tls': { mode: '755', uid: 0, gid: 0 } },
      packages: [{ name: 'busybox-static', version: '2', architecture: 'amd64' }],
      services: {},
    };
    inside('bad', changed);
    expect(await compare('bad')).toMatchObject({ state: 'succeeded', result: { open: 4, fresh: 4 } });
    const first = await findings('bad');
    expect(first.map(({ check, subject, found }) => [check, subject, found])).toEqual([
      ['kernel', 'kernel', '6.1.0-20-amd64'],
      ['lib-tls', '/lib/tls', 'there'],
      ['package', 'busybox-static', '2'],
      ['service', 'late', 'no such unit'],
    ]);
    inside('bad', good);
    expect(await compare('bad')).toMatchObject({ result: { open: 0, fresh: 0, gone: 4 } });
    expect((await findings('bad')).map(({ state }) => state)).toEqual(['gone', 'gone', 'gone', 'gone']);
    inside('bad', { ...good, kernel: '6.1.0-20-amd64' });
    expect(await compare('bad')).toMatchObject({ result: { open: 1, fresh: 0, returned: 1 } });
    const [kernel] = await findings('bad');
    expect(kernel).toMatchObject({ state: 'open', returns: 1, firstSeenAt: first[0]?.firstSeenAt });
  });

  test('calls nothing mended that the guest does not tell of any more', async () => {
    const { manifest } = await made('held');
    const good = insideOf(manifest);
    inside('held', { ...good, packages: [] });
    await compare('held');
    inside('held', { ...good, packages: [{ name: 'busybox-static', version: '2', architecture: 'amd64' }] });
    await compare('held');
    inside('held', { kernel: good.kernel, paths: good.paths });
    expect(await compare('held')).toMatchObject({ result: { open: 0, gone: 0 } });
    expect((await findings('held')).map(({ check, state }) => [check, state])).toEqual([['package', 'open']]);
    expect((await looked('held')).skipped).toMatchObject([{ check: 'service' }, { check: 'package' }]);
  });

  test('of a guest that was made of no image is by what is asked of all', async () => {
    expect(await compare('bare')).toMatchObject({ state: 'succeeded', result: { open: 0 } });
    expect(await looked('bare')).toMatchObject({ imageId: null, skipped: [] });
  });

  test('holds nobody to a manifest that this site did not sign', async () => {
    const { imageId } = await made('unsigned', 'another secret of thirty-two letters');
    expect(await compare('unsigned')).toMatchObject({ state: 'succeeded', result: { open: 0 } });
    const { skipped } = await looked('unsigned');
    expect(skipped).toMatchObject([
      { check: 'kernel' },
      { check: 'absent' },
      { check: 'file' },
      { check: 'service' },
      { check: 'package' },
    ]);
    expect((await looked('unsigned')).imageId).toBe(imageId);
  });

  test('is refused of one that does not run', async () => {
    expect(await compare('off')).toMatchObject({
      state: 'failed',
      errorKind: 'refused',
      errorMessage: 'off is off; its guest has to run to be asked.',
    });
  });
});

describe('a remedy', () => {
  const mend = async (name: Name, check: 'lib-tls' | 'file' | 'service' | 'absent' | 'package', subject: string) => {
    const found = await site.db.driftFinding.findFirst({ where: { domainId: site.domainId(name), check, subject } });
    const input = { findingId: found?.id ?? '', check, subject };
    return await site.finished(await site.submit('remedy-domain-drift', name, input));
  };
  test('puts /lib/tls aside, lays the file as it was and begins the service, and what it did is proved by a comparison', async () => {
    const { manifest } = await made('mended');
    const good = insideOf(manifest);
    inside('mended', {
      ...good,
      paths: {
        '/lib/tls': { mode: '755', uid: 0, gid: 0 },
        '/lib/tls/libc.so.6': { mode: '755', uid: 0, gid: 0 },
        '/etc/motd': { mode: '666', uid: 5, gid: 5, sha256: 'f'.repeat(64) },
      },
      services: { 'late.service': { load: 'loaded', active: 'failed', file: 'disabled' } },
    });
    expect(await compare('mended')).toMatchObject({ result: { open: 3 } });
    for (const [check, subject, left] of [
      ['lib-tls', '/lib/tls', 2],
      ['file', '/etc/motd', 1],
      ['service', 'late', 0],
    ] as const)
      expect(await mend('mended', check, subject)).toMatchObject({
        state: 'succeeded',
        result: { open: left, gone: 1 },
      });
    expect((await findings('mended')).map(({ state }) => state)).toEqual(['gone', 'gone', 'gone']);
    const paths = Object.keys(site.world.hosts.get('one')?.domains.get(site.domainId('mended'))?.inside?.paths ?? {});
    // Put aside, not removed, with what was in it.
    expect(paths.filter((path) => /^\/lib\/tls\.disabled-[0-9a-f]{8}\/libc\.so\.6$/.test(path))).toHaveLength(1);
    // A second time there is nothing to do.
    expect(await mend('mended', 'lib-tls', '/lib/tls')).toMatchObject({ state: 'succeeded', result: { gone: 0 } });
  });

  test('of what no program mends says so', async () => {
    inside('good', { ...insideOf((await made('good')).manifest), packages: [] });
    inside('good', {
      ...insideOf((await made('good')).manifest),
      packages: [{ name: 'busybox-static', version: '2', architecture: 'amd64' }],
    });
    await compare('good');
    expect(await mend('good', 'package', 'busybox-static')).toMatchObject({
      state: 'failed',
      errorMessage: expect.stringContaining('No program in the guest mends busybox-static'),
    });
  });
});

test('what is accepted stays so until something else is found', async () => {
  const { manifest } = await made('accepted');
  inside('accepted', { ...insideOf(manifest), kernel: '6.1.0-20-amd64' });
  await compare('accepted');
  await site.db.driftFinding.updateMany({
    where: { domainId: site.domainId('accepted') },
    data: { acceptedAt: new Date(), acceptedByName: 'somebody', acceptedFound: '6.1.0-20-amd64' },
  });
  await compare('accepted');
  expect((await findings('accepted')).map(({ state }) => state)).toEqual(['accepted']);
  inside('accepted', { ...insideOf(manifest), kernel: '6.1.0-21-amd64' });
  await compare('accepted');
  expect((await findings('accepted')).map(({ state, found }) => [state, found])).toEqual([['open', '6.1.0-21-amd64']]);
});

test('domains of images are compared daily, each due time once, and only while they run', async () => {
  await made('later');
  const now = new Date();
  await adoptNewDomains(site.db, now);
  const row = await looked('later');
  expect(row).toMatchObject({ everyHours: 24, checkedAt: null });
  expect(row.nextDueAt?.getTime()).toBeGreaterThan(now.getTime());
  const others = await site.db.domainDrift.count({
    where: { domainId: site.domainId('bare'), nextDueAt: { not: null } },
  });
  expect(others).toBe(0);
  await site.db.domainDrift.updateMany({ data: { nextDueAt: new Date(now.getTime() + 9 * DAY_MS) } });
  await site.db.domainDrift.update({ where: { domainId: site.domainId('later') }, data: { nextDueAt: now } });
  const counted = await Promise.all([queueDueComparisons(site.db, now), queueDueComparisons(site.db, now)]);
  expect(Math.max(...counted)).toBe(1);
  await site.until('it was compared', async () => (await looked('later')).checkedAt !== null);
  const operations = await site.db.operation.findMany({
    where: { domainId: site.domainId('later'), kind: 'check-domain-drift' },
  });
  expect(operations).toMatchObject([{ state: 'succeeded', actorName: 'Gridbox', reason: 'every 24 hours' }]);
  expect((await looked('later')).nextDueAt?.getTime()).toBeGreaterThan(now.getTime() + DAY_MS - 1);
});
