/** Accounting on a real database: what is reckoned of a testbed whose past is known to the minute, and what each may see of it. */
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Accounting } from '@/lib/contracts/accounting';
import { dayAfter, dayOf, startOfDay } from '@/lib/domain/accounting/days';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeBenchmark, measure } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { HOUR_MS } from '@/lib/utils/time';
import { closeDays } from './close-days';

let server: TestServer;
let manager: Caller;
let atlas: Caller;
let dempsey: { readonly id: string };
let montecito: { readonly id: string };
/** Three days that have ended, so that nothing depends on the hour of the test. */
const today = dayOf(new Date());
const [first, second, third] = [dayAfter(today, -3), dayAfter(today, -2), dayAfter(today, -1)] as const;
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  const hostOf = async (name: string, hostClass: string) => {
    const { id } = await makeHost(server.db, { name });
    return await server.db.host.update({ where: { id }, data: { class: hostClass } });
  };
  dempsey = await hostOf('d-01', 'dempsey');
  montecito = await hostOf('m-01', 'montecito');
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  await server.db.domainRecord.deleteMany();
  await server.db.accountedDay.deleteMany();
  await server.db.voShare.deleteMany();
  await server.db.accountingSettings.deleteMany();
});

interface Change {
  readonly day: string;
  readonly hour: number;
  readonly state?: string;
  readonly host?: string | null;
  readonly name?: string;
  readonly vcpus?: number;
  readonly memoryKiB?: number;
  readonly missing?: true;
  readonly gone?: true;
}
/** A domain's whole past, change by change. A removal is a change, too. */
async function past(
  name: string,
  vo: string | null,
  changes: readonly Change[],
  { simulated = false } = {},
): Promise<string> {
  const domainId = randomUUID();
  let now = { name, state: 'running', host: dempsey.id as string | null, vcpus: 1, memoryKiB: 1024 * 1024 };
  const write = async (at: Date, { missing = false, gone = false }): Promise<void> => {
    const { state, host: hostId, vcpus, memoryKiB } = now;
    const missingSince = missing ? at : null;
    const facts = { name: now.name, hostId, simulated, state, missingSince, vcpus, memoryKiB: BigInt(memoryKiB), vo };
    await server.db.domainRecord.create({
      data: { ...facts, at, domainId, gone, splitBrain: false, architecture: 'x86_64', roles: ['WN'] },
    });
  };
  for (const { day, hour, missing, gone, ...change } of changes) {
    now = { ...now, ...change };
    await write(new Date(startOfDay(day).getTime() + hour * HOUR_MS), { missing, gone });
  }
  // Domains that are there now are found by their row, those that have gone by the record of it.
  if (changes.at(-1)?.gone === undefined) await write(new Date(), { gone: true });
  return domainId;
}
async function read(as: Caller, query: Record<string, string> = {}): Promise<Accounting> {
  const answer = await server.call('getAccounting', { as, query: { from: first, to: third, ...query } });
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return Accounting.parse(body);
}
const use = ({ items }: Accounting) =>
  Object.fromEntries(items.map(({ vo, domains, vcpuHours }) => [vo ?? '', [domains, Number(vcpuHours.toFixed(6))]]));
const send = async (id: 'setVoShare' | 'updateAccountingSettings', body: unknown, as = manager) =>
  await server.call(id, { as, body });

test('counts what domains kept while they kept it, from midnight to midnight', async () => {
  // Begun before the first day, grown on the second, off from noon of the third.
  await past('wn-01', 'atlas', [
    { day: dayAfter(first, -5), hour: 3 },
    { day: second, hour: 12, vcpus: 2 },
    { day: third, hour: 12, state: 'off' },
  ]);
  // Paused keeps its place; missing is not known; it moves to the other class, and is removed.
  await past('wn-02', 'cms', [
    { day: first, hour: 20, vcpus: 4, memoryKiB: 2 * 1024 * 1024 },
    { day: first, hour: 22, state: 'paused' },
    { day: second, hour: 2, missing: true },
    { day: second, hour: 4, state: 'running', host: montecito.id },
    { day: second, hour: 6, gone: true },
  ]);
  await past('infra', null, [
    { day: first, hour: 0 },
    { day: first, hour: 1, gone: true },
  ]);
  await past('drill', 'atlas', [{ day: first, hour: 0, vcpus: 64 }], { simulated: true });
  const answer = await read(manager);
  expect(use(answer)).toEqual({ atlas: [1, 24 + 12 + 24 + 24], cms: [1, 4 * (4 + 2) + 4 * 2], '': [1, 1] });
  expect(answer.items.find(({ vo }) => vo === 'cms')).toMatchObject({
    memoryGiBHours: 2 * 8,
    byClass: [
      { hostClass: 'dempsey', architecture: 'x86_64', vcpuHours: 24 },
      { hostClass: 'montecito', architecture: 'x86_64', vcpuHours: 8 },
    ],
    normalised: null,
  });
  expect(answer.days).toEqual([first, second, third]);
  expect(answer.series.find(({ vo }) => vo === 'atlas')?.vcpuHours).toEqual([24, 36, 24]);
  expect(use(await read(manager, { from: second, to: second }))).toEqual({ atlas: [1, 36], cms: [1, 16] });
  expect(use(await read(manager, { of: 'simulated' }))).toMatchObject({ atlas: [1, 3 * 24 * 64] });
});

test('says whose turn it is: target by weights, actual with older use counting less', async () => {
  await past('wn-01', 'atlas', [
    { day: first, hour: 0 },
    { day: second, hour: 0, gone: true },
  ]);
  await past('wn-02', 'cms', [
    { day: third, hour: 0 },
    { day: third, hour: 12, gone: true },
  ]);
  expect((await send('setVoShare', { vo: 'atlas', weight: 1 })).status).toBe(200);
  expect((await send('setVoShare', { vo: 'cms', weight: 3 })).status).toBe(200);
  expect((await send('updateAccountingSettings', { halfLifeDays: 1, benchmark: null })).status).toBe(200);
  const answer = await read(manager);
  // 24 hours two half-lives ago are 6; 12 of the last day are 12.
  const [ofAtlas, ofCms] = answer.items.map(({ share }) => share);
  expect(ofAtlas).toMatchObject({ weight: 1, target: 0.25, actual: expect.closeTo(6 / 18) });
  expect(ofCms).toMatchObject({ weight: 3, target: 0.75, actual: expect.closeTo(12 / 18) });
  expect(ofCms?.factor).toBeGreaterThan(ofAtlas?.factor ?? 1);
  expect(answer.series.map(({ share }) => share[0])).toEqual([1, 0]);
  // Use before the days that are shown counts as well.
  expect((await read(manager, { from: third })).items[0]?.share).toEqual(ofAtlas);
  expect((await send('setVoShare', { vo: 'atlas', weight: null })).status).toBe(200);
  expect((await read(manager)).items[0]?.share).toMatchObject({ weight: null, target: null, factor: null });
  expect(await server.db.audit.count({ where: { action: 'setVoShare' } })).toBe(3);
});

test('multiplies by accepted figures of the hosts, and says what was not measured', async () => {
  const benchmark = await makeBenchmark(server.db);
  const host = { ...dempsey, name: 'd-01' };
  // A host's own figure is none of a guest: there is nothing to choose.
  await measure(server.db, { benchmark, host, standing: 'accepted', speeds: [50] });
  expect(await read(manager)).toMatchObject({ benchmark: null, benchmarks: [] });
  const refused = await send('updateAccountingSettings', { halfLifeDays: 7, benchmark: 'none-1:speed' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { fields: [{ field: 'benchmark' }] } });

  const domain = await makeDomain(server.db, { hostId: dempsey.id, name: 'bench-01', vo: 'atlas' });
  await measure(server.db, { benchmark, host, domain, standing: 'accepted', speeds: [20, 22, 21] });
  await server.db.domain.delete({ where: { id: domain.id } });
  await server.db.domainRecord.deleteMany();
  await past('wn-01', 'atlas', [
    { day: first, hour: 0, vcpus: 2 },
    { day: first, hour: 10, host: montecito.id },
    { day: first, hour: 13, gone: true },
  ]);
  const [type = ''] = (await read(manager)).benchmarks;
  expect((await send('updateAccountingSettings', { halfLifeDays: 7, benchmark: type })).status).toBe(200);
  const answer = await read(atlas);
  expect(answer.benchmark).toMatchObject({ type, hosts: 1 });
  const perVcpu = 21 / domain.vcpus;
  expect(answer.items[0]).toMatchObject({
    vcpuHours: expect.closeTo(26),
    normalised: { amount: expect.closeTo(20 * perVcpu), unmeasuredVcpuHours: expect.closeTo(6) },
  });
});

test('files say the same, domain by domain', async () => {
  const id = await past('=cmd()', 'atlas', [
    { day: first, hour: 12, vcpus: 2 },
    { day: second, hour: 12, gone: true },
  ]);
  const csv = await server.call('exportAccounting', { as: manager, query: { from: first, to: third, format: 'csv' } });
  expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="accounting-${first}-${third}.csv"`);
  expect(parse(await csv.text(), { columns: true })).toMatchObject([
    {
      domain_id: id,
      domain: "'=cmd()",
      vo: 'atlas',
      vcpu_hours: '48',
      wall_hours: '24',
      ended_at: `${second}T12:00:00.000Z`,
    },
  ]);
  const unnamed = await server.call('exportAccounting', { as: manager, query: { format: 'apel' } });
  expect(unnamed.status).toBe(422);
  expect(await unnamed.json()).toMatchObject({ error: { message: expect.stringContaining('GRIDBOX_SITE_NAME') } });
});

test('a VO admin is told of the own VO and of nobody else', async () => {
  await past('wn-01', 'atlas', [
    { day: first, hour: 0 },
    { day: second, hour: 0, gone: true },
  ]);
  await past('secret-01', 'cms', [
    { day: first, hour: 0, vcpus: 3 },
    { day: second, hour: 0, gone: true },
  ]);
  await past('infra', null, [
    { day: first, hour: 0 },
    { day: second, hour: 0, gone: true },
  ]);
  await send('setVoShare', { vo: 'cms', weight: 3 });
  const answer = await read(atlas);
  expect(use(answer)).toEqual({ atlas: [1, 24] });
  expect(answer.items[0]?.share?.actual).toBeCloseTo(0.25);
  expect(JSON.stringify(answer)).not.toContain('cms');
  const csv = await server.call('exportAccounting', { as: atlas, query: { from: first, to: third, format: 'csv' } });
  expect(await csv.text()).not.toMatch(/cms|secret|infra/);
  expect((await send('setVoShare', { vo: 'atlas', weight: 99 }, atlas)).status).toBe(403);
});

test('refuses days of which nothing can be said, and says at which', async () => {
  for (const [query, field] of [
    [{ from: third, to: first }, 'from'],
    [{ to: dayAfter(today, 1) }, 'to'],
    [{ from: dayAfter(today, -400) }, 'from'],
    [{ from: '2026-02-30' }, 'from'],
  ] as const) {
    const answer = await server.call('getAccounting', { as: manager, query });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { fields: [{ field }] } });
  }
  expect((await read(manager, { from: today, to: today })).days).toEqual([today]);
});

/** Accepts a benchmark of a guest of a host, and has use normalised by it. */
async function chooseFigure(
  hostId: string,
  name: string,
  speeds: readonly number[],
): Promise<{ readonly vcpus: number }> {
  const { benchmarks: known } = await read(manager);
  const benchmark = await makeBenchmark(server.db);
  const domain = await makeDomain(server.db, { hostId, name: `bench-${randomUUID()}`, vo: 'atlas' });
  await measure(server.db, { benchmark, host: { id: hostId, name }, domain, standing: 'accepted', speeds });
  await server.db.domain.delete({ where: { id: domain.id } });
  await server.db.domainRecord.deleteMany({ where: { domainId: domain.id } });
  const [type = ''] = (await read(manager)).benchmarks.filter((each) => !known.includes(each));
  await send('updateAccountingSettings', { halfLifeDays: 7, benchmark: type });
  return domain;
}

/** Sums of floating point differ in their last digits with the order of what is added. */
const rounded = (answer: Accounting): unknown =>
  JSON.parse(
    JSON.stringify(answer, (_key, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(10)) : value,
    ),
  );

test('says the same of days that were summed as of their records, and sums anew what is recorded of them later', async () => {
  const fourth = dayAfter(first, -1);
  await past('wn-01', 'atlas', [
    { day: dayAfter(first, -5), hour: 3.37 },
    { day: second, hour: 12, vcpus: 3, memoryKiB: 7 * 512 * 1024 },
    { day: second, hour: 12.001, host: montecito.id },
    { day: third, hour: 12, state: 'off' },
    { day: third, hour: 13, state: 'saved' },
    { day: third, hour: 23.999, state: 'running' },
  ]);
  await past('wn-02', 'cms', [
    { day: fourth, hour: 23.5, vcpus: 4 },
    { day: first, hour: 22, state: 'paused' },
    { day: second, hour: 2, missing: true },
    { day: third, hour: 0, host: montecito.id, name: 'z-wn-02' },
    { day: third, hour: 3.1, host: dempsey.id },
    { day: third, hour: 6, gone: true },
  ]);
  await past('infra', null, [
    { day: first, hour: 0 },
    { day: third, hour: 1, gone: true },
  ]);
  await past('drill', 'atlas', [{ day: first, hour: 0, vcpus: 64 }], { simulated: true });
  await send('setVoShare', { vo: 'cms', weight: 3 });
  const { vcpus } = await chooseFigure(dempsey.id, 'd-01', [7.3]);
  const asked: Record<string, string>[] = [
    {},
    { from: second, to: second },
    { from: third, to: today },
    { of: 'simulated' },
  ];
  const readAll = async (as: Caller) => await Promise.all(asked.map(async (query) => rounded(await read(as, query))));
  const filesOf = async (as: Caller) =>
    await Promise.all(
      asked.map(async (query) => {
        const file = { from: first, to: third, ...query, format: 'csv' };
        return await (await server.call('exportAccounting', { as, query: file })).text();
      }),
    );
  const before = { all: await readAll(manager), own: await readAll(atlas) };
  const files = { all: await filesOf(manager), own: await filesOf(atlas) };
  const rows = parse<Record<string, string>>(files.all[0] ?? '', { columns: true });
  expect(rows.map((row) => [row.domain, row.host_class, row.vcpus, row.vcpu_hours, row.ended_at])).toEqual([
    ['wn-01', 'dempsey', '1', '36', `${second}T12:00:00.000Z`],
    ['wn-01', 'dempsey', '3', '0.003', `${second}T12:00:03.600Z`],
    ['wn-01', 'montecito', '3', '72', ''],
    ['z-wn-02', 'dempsey', '4', '115.6', `${third}T06:00:00.000Z`],
    ['z-wn-02', 'montecito', '4', '12.4', `${third}T03:06:00.000Z`],
    ['infra', 'dempsey', '1', '49', `${third}T01:00:00.000Z`],
  ]);
  expect(Number(rows[0]?.normalised)).toBeCloseTo((36 * 7.3) / vcpus);

  const summed = await closeDays(server.db);
  expect(summed).toBe(8);
  expect({ all: await readAll(manager), own: await readAll(atlas) }).toEqual(before);
  // Files to the last digit: what they are made of is whole numbers.
  expect({ all: await filesOf(manager), own: await filesOf(atlas) }).toEqual(files);
  expect(await closeDays(server.db)).toBe(0);
  // Only the sums are left: they are what is read.
  await server.db.domainRecord.deleteMany({ where: { at: { gt: startOfDay(first), lt: startOfDay(third) } } });
  expect(rounded(await read(manager))).toEqual(before.all[0]);
  expect((await filesOf(manager)).slice(0, 2)).toEqual(files.all.slice(0, 2));

  // What is recorded of the second day leaves the first as it is, and changes all that follow.
  await past('late', 'cms', [
    { day: second, hour: 23 },
    { day: third, hour: 1, gone: true },
  ]);
  const days = async () =>
    (await server.db.accountedDay.findMany({ orderBy: { day: 'asc' } })).map(({ day }) => dayOf(day));
  expect((await days()).at(-1)).toBe(first);
  expect(await closeDays(server.db)).toBe(2);
  const cms = (await read(manager, { from: second, to: third })).series.find(({ vo }) => vo === 'cms');
  expect(cms?.vcpuHours.at(-1)).toBeCloseTo(4 * 6 + 1);
  // Sums by other rules are no sums.
  await server.db.accountedDay.updateMany({ data: { reckoning: 0 } });
  expect(await closeDays(server.db)).toBe(8);
});

test('a summed day takes the class that its host has now, and a figure that was accepted since', async () => {
  await past('wn-01', 'atlas', [
    { day: first, hour: 0, host: montecito.id },
    { day: first, hour: 10, gone: true },
  ]);
  await closeDays(server.db);
  const classOf = async () => (await read(manager)).items[0]?.byClass.map(({ hostClass }) => hostClass);
  expect(await classOf()).toEqual(['montecito']);
  await server.db.host.update({ where: { id: montecito.id }, data: { class: 'other' } });
  expect(await classOf()).toEqual(['other']);
  await server.db.host.update({ where: { id: montecito.id }, data: { class: 'montecito' } });

  const domain = await chooseFigure(montecito.id, 'm-01', [30]);
  expect(await server.db.accountedDay.count()).toBe(3);
  expect((await read(manager)).items[0]?.normalised).toEqual({
    amount: expect.closeTo((10 * 30) / domain.vcpus),
    unmeasuredVcpuHours: 0,
  });
});
