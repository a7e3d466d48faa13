/** The command line against the real routes: what its user reads, and what his scripts get as an exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '@/lib/domain/access';
import { NO_NETWORK_WORDS } from '@/lib/domain/environment-network';
import { serveRoutes, type ServedRoutes } from '@/lib/server/testing/serve-routes';
import { campaignNamed } from '@/lib/server/testing/campaign-world';
import { makeEnvironment } from '@/lib/server/testing/lease-world';
import { makePool } from '@/lib/server/testing/pool-world';
import { makeSite, siteText } from '@/lib/server/testing/site-world';
import { imageNamed } from '@/lib/server/testing/image-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import type { CliContext } from './context';
import { main } from './main';

const SCOPES: readonly Scope[] = [
  'sites:read',
  'sites:write',
  'sites:apply',
  'images:read',
  'images:build',
  'operations:read',
  'campaigns:read',
  'campaigns:run',
  'domains:read',
  'environments:read',
  'leases:read',
  'leases:request',
  'batch:read',
  'batch:specify',
];
let server: TestServer;
let served: ServedRoutes;
let token: string;
const folder = mkdtempSync(join(tmpdir(), 'gridbox-cli-'));

beforeAll(async () => {
  server = await startTestServer();
  served = await serveRoutes();
  const manager = await server.signInAs('manager');
  token = (await server.tokenFor(manager.userId, SCOPES)).token ?? '';
});
afterAll(async () => {
  await served.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it in this process. @param onSleep what the world does while it waits */
async function gridbox(
  words: readonly string[],
  onSleep: () => Promise<void> = async () => undefined,
  environment = {},
) {
  const [out, told]: [string[], string[]] = [[], []];
  let now = 0;
  const context: CliContext = {
    environment: { GRIDBOX_URL: served.url, GRIDBOX_TOKEN: token, ...environment },
    print: (line) => out.push(line),
    tell: (line) => told.push(line),
    sleep: async (ms) => {
      now += ms;
      await onSleep();
    },
    nowMs: () => now,
  };
  const code = await main(['node', 'gridbox', ...words], context);
  return { code, out: out.join('\n'), told: told.join('\n') };
}
function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('mistakes of a site file are told by file, line and column, and nothing is kept', async () => {
  const file = fileOf('wrong.yaml', siteText('wrong').replace('role: WN', 'role: WM'));
  const ended = await gridbox(['site', 'plan', file]);
  expect(ended.code).toBe(1);
  expect(ended.told).toMatch(new RegExp(`^${file}:\\d+:\\d+: .*WN`, 'm'));
  expect(await server.db.site.count({ where: { name: 'wrong' } })).toBe(0);
});

test('what is written in a site file and not done is a warning at its place, and no mistake', async () => {
  const file = fileOf(
    'warned.yaml',
    siteText('warned').replace('cleanup: verify', 'cleanup: verify, liveness: { misses: 3 }'),
  );
  const ended = await gridbox(['site', 'check', file]);
  expect(ended).toMatchObject({ code: 0, out: `${file}: site warned, no mistakes.` });
  expect(ended.told).toMatch(new RegExp(`^${file}:4:\\d+: warning: misses: is not used by this Gridbox: `, 'm'));
});

test('a plan keeps the file once, a changed one as the next revision, and says what would be done', async () => {
  await makeHost(server.db);
  const file = fileOf('box.yaml', siteText('cli-box'));
  const first = await gridbox(['site', 'plan', file]);
  expect(first.told).toContain('Site cli-box is new.');
  expect(first.out).toMatch(/^\+ cli-box-wn-1 {2}WN/m);
  const again = await gridbox(['site', 'plan', file, '--json']);
  expect(JSON.parse(again.out)).toMatchObject({ revision: 1 });
  writeFileSync(file, `${siteText('cli-box')}# changed\n`);
  const changed = await gridbox(['site', 'plan', file, '--json', '--reason', 'more memory']);
  expect(JSON.parse(changed.out)).toMatchObject({ revision: 2 });
  const status = await gridbox(['site', 'status', 'cli-box']);
  expect(status).toMatchObject({ code: 0 });
  expect(status.out).toMatch(/^cli-box: 0 of \d+ domains made, revision 2\.\n.*is not there\.$/m);
});

test('nothing is applied or destroyed without --yes, and what is in the way ends with 1', async () => {
  const file = fileOf('in-the-way.yaml', siteText('cli-way', { host: 'no-such-host' }));
  const applied = await gridbox(['site', 'apply', file, '--yes']);
  expect(applied.code).toBe(1);
  expect(applied.told).toMatch(/Something is in the way of 1 domains; nothing was done\.$/);
  const shown = await gridbox(['site', 'destroy', 'cli-way']);
  expect(shown.code).toBe(0);
  expect(shown.told).toContain('Nothing was done. With --yes it is');
  expect(await server.db.siteRun.count()).toBe(0);
});

test('a destroyed site ends with 0 once all was looked for, and one that stands still with why', async () => {
  const site = await makeSite(server.db);
  const endAs = (state: string, halted: string | null) => async () => {
    await server.db.siteRun.updateMany({ where: { siteId: site.id, endedAt: null }, data: { state, halted } });
  };
  const stands = await gridbox(['site', 'destroy', site.name, '--yes'], endAs('paused', 'A host does not answer.'));
  expect(stands).toMatchObject({ code: 1 });
  expect(stands.told).toMatch(/A host does not answer\.$/);
  await server.db.siteRun.updateMany({ where: { siteId: site.id }, data: { state: 'kept', endedAt: new Date() } });
  const gone = await gridbox(['site', 'destroy', site.name, '--yes'], endAs('destroyed', null));
  expect(gone.code).toBe(0);
  expect(gone.out).toMatch(/: destroyed, \d+ of \d+ steps done\.$/);
});

test('a site that is not there, a wrong call and a token that is none each say so', async () => {
  expect(await gridbox(['site', 'status', 'nowhere'])).toMatchObject({
    code: 1,
    told: 'Gridbox has no site called nowhere.',
  });
  expect(await gridbox(['site', 'plan', join(folder, 'none.yaml')])).toMatchObject({ code: 2 });
  const wrongCall = await gridbox(['site', 'destroy-all']);
  expect(wrongCall.code).toBe(2);
  expect(wrongCall.told).toContain("unknown command 'destroy-all'");
  const noToken = await gridbox(['site', 'status', 'x'], undefined, { GRIDBOX_TOKEN: '' });
  expect(noToken).toMatchObject({ code: 2 });
  expect(noToken.told).toContain('GRIDBOX_TOKEN');
  const foreign = await gridbox(['site', 'status', 'x'], undefined, { GRIDBOX_TOKEN: `gbx_${'a'.repeat(40)}` });
  expect(foreign).toMatchObject({ code: 1 });
  const nobody = await gridbox(['site', 'status', 'x', '--url', 'http://127.0.0.1:9']);
  expect(nobody).toMatchObject({ code: 1, told: 'Gridbox does not answer at http://127.0.0.1:9.' });
});

test('a build is followed to its end, and its failure is the exit code', async () => {
  const file = fileOf('image.yaml', imageNamed('cli-image'));
  const endAs = (state: 'failed', message: string) => async () => {
    await server.db.operation.updateMany({
      where: { kind: 'build-image', state: 'queued' },
      data: { state, errorKind: 'refused', errorMessage: message, finishedAt: new Date() },
    });
  };
  const failed = await gridbox(['image', 'build', file], endAs('failed', 'The mirror has no package such-a-thing.'));
  expect(failed.code).toBe(1);
  expect(failed.told).toMatch(/failed\. The mirror has no package such-a-thing\.$/);
  expect(await server.db.imageSpecification.count({ where: { name: 'cli-image' } })).toBe(1);
  const late = await gridbox(['image', 'build', file, '--within', '5s']);
  expect(late.code).toBe(1);
  expect(late.told).toMatch(/Not finished after 5.*s; it goes on\./);
  // The same text is the same version.
  expect(await server.db.imageSpecification.count({ where: { name: 'cli-image' } })).toBe(1);
});

/** As the agent's loop and its handler would end the only environment of the campaign that waits. */
const endCampaign =
  (outcome: 'passed' | 'failed', test: 'passed' | 'failed', report = '<testsuite/>') =>
  async (): Promise<void> => {
    const cell = await server.db.campaignCell.findFirst({ where: { state: 'waiting' } });
    if (cell === null) return;
    const key = { campaignId: cell.campaignId, sequence: cell.sequence };
    await server.db.campaignTest.create({
      data: { ...key, number: 0, suite: 'se', name: 'put', outcome: test, seconds: 1, message: '' },
    });
    await server.db.campaignArtefact.create({
      data: { ...key, number: 0, path: '../../r.xml', junit: true, content: new Uint8Array(Buffer.from(report)) },
    });
    await server.db.campaignCell.update({
      where: { campaignId_sequence: key },
      data: { state: 'done', outcome, commandMs: 1_500, words: outcome === 'passed' ? null : 'It ended with code 1.' },
    });
    await server.db.campaign.update({
      where: { id: cell.campaignId },
      data: { state: 'finished', outcome, endedAt: new Date() },
    });
  };

test('a campaign is followed to its end, compared with the one before, and its outcome is the exit code', async () => {
  const host = await makeHost(server.db);
  const { name: like } = await makeDomain(server.db, { hostId: host.id });
  const file = fileOf('campaign.yaml', campaignNamed('cli-tests', { like }));
  const passed = await gridbox(['campaign', 'run', file, '--reason', 'build 1'], endCampaign('passed', 'passed'));
  expect(passed).toMatchObject({ code: 0, out: 'passed  plain  1 of 1 tests passed  1.5 s' });
  const reports = join(folder, 'reports');
  const failed = await gridbox(
    ['campaign', 'run', file, '--junit-out', reports],
    endCampaign('failed', 'failed', '<testsuite name="se"/>'),
  );
  expect(failed.code).toBe(1);
  expect(failed.out.split('\n')).toEqual([
    'failed  plain  0 of 1 tests passed  1.5 s  It ended with code 1.',
    expect.stringMatching(/^Compared with \d+: Passed before and not now: plain; 1 test fails newly\.$/),
    '  fails newly  plain  se: put',
  ]);
  expect(readFileSync(join(reports, 'plain-0.xml'), 'utf8')).toBe('<testsuite name="se"/>');
  // The same text is the same version.
  expect(await server.db.campaignDefinition.count({ where: { name: 'cli-tests' } })).toBe(1);
  const late = await gridbox(['campaign', 'run', file, '--within', '5s', '--json']);
  expect(late).toMatchObject({ code: 1, out: '' });
  expect(late.told).toMatch(/Not finished after 5.*s; it goes on\./);
});

test('a campaign file with mistakes, an archive that is none and one that is missing each say so', async () => {
  const wrong = await gridbox(['campaign', 'run', fileOf('wrong-campaign.yaml', 'schema: gridcampaign/v2\n')]);
  expect(wrong.code).toBe(1);
  expect(wrong.told).toMatch(/wrong-campaign\.yaml:1:1: schema has to be gridcampaign\/v1\n/);
  const host = await makeHost(server.db);
  const { name: like } = await makeDomain(server.db, { hostId: host.id });
  const file = fileOf('archive.yaml', `${campaignNamed('cli-archive', { like })}archive: true\n`);
  expect(await gridbox(['campaign', 'run', file, '--archive', join(folder, 'none.tar')])).toMatchObject({ code: 2 });
  const missing = await gridbox(['campaign', 'run', file]);
  expect(missing).toMatchObject({ code: 1, told: expect.stringContaining('archive: is missing') });
  const none = await gridbox(['campaign', 'run', file, '--archive', fileOf('no.tar', 'no archive')]);
  expect(none).toMatchObject({ code: 1, told: expect.stringContaining('is no tar archive') });
});

const leaseText = (environment: string, change = ''): string => `schema: gridlease/v1
environment: ${environment}
vo: atlas
purpose: From a file
count: 2
endsAt: ${new Date(Date.now() + 2 * 86_400_000).toISOString()}
${change}`;

test('a lease is checked and asked for by a file, ended by its number, and its proof is the answer', async () => {
  await makeHost(server.db);
  const { name } = await makeEnvironment(server.db);
  const file = fileOf('lease.yaml', leaseText(name));
  expect(await gridbox(['lease', 'check', file])).toMatchObject({
    code: 0,
    out: `Fits now on Dempsey hosts.\n${NO_NETWORK_WORDS}`,
  });
  const many = await gridbox([
    'lease',
    'check',
    fileOf('many.yaml', leaseText(name, 'memoryMiB: 4096\nvcpus: 4\n').replace('count: 2', 'count: 16')),
  ]);
  expect(many.code).toBe(1);
  expect(many.out).toMatch(/^Short by .* on Dempsey hosts\. .*\nIts domains have no network .*\n {2}instead: /);
  const asked = await gridbox(['lease', 'request', file, '--json']);
  expect(asked.code).toBe(0);
  const { number, id } = JSON.parse(asked.out) as { number: number; id: string };
  expect(await server.db.lease.findUniqueOrThrow({ where: { id } })).toMatchObject({
    state: 'asked',
    purpose: 'From a file',
  });
  const shown = await gridbox(['lease', 'end', String(number)]);
  expect(shown).toMatchObject({ code: 0, told: expect.stringMatching(/Nothing was done\. With --yes/) });
  await server.db.lease.update({ where: { id }, data: { state: 'active' } });
  const endAs = (outcome: string, words: string | null) => async () => {
    await server.db.lease.update({ where: { id }, data: { state: 'ended', outcome, words, endedAt: new Date() } });
  };
  const ended = await gridbox(['lease', 'end', String(number), '--yes'], endAs('used', null));
  expect(ended).toMatchObject({ code: 0, out: `Lease ${number}: used, and proved to be gone.` });
  await server.db.lease.update({ where: { id }, data: { state: 'active', endRequestedAt: null } });
  const dirty = await gridbox(['lease', 'end', String(number), '--yes'], endAs('not-clean', 'A disk is there.'));
  expect(dirty).toMatchObject({ code: 1, told: expect.stringMatching(/A disk is there\.$/) });
});

test('a request with mistakes, of what is not offered, and a lease that is not there each say so', async () => {
  const wrong = await gridbox(['lease', 'request', fileOf('wrong-lease.yaml', 'schema: gridlease/v2\ncount: 0\n')]);
  expect(wrong.code).toBe(1);
  expect(wrong.told).toMatch(/wrong-lease\.yaml:1:\d+: schema has to be gridlease\/v1\n/);
  expect(wrong.told).toMatch(/wrong-lease\.yaml:2:\d+: count /);
  const none = await gridbox(['lease', 'check', fileOf('none-lease.yaml', leaseText('nowhere'))]);
  expect(none).toMatchObject({ code: 1, told: 'No environment called nowhere is offered to you.' });
  const { name } = await makeEnvironment(server.db);
  const older = await gridbox(['lease', 'check', fileOf('older.yaml', leaseText(name, 'version: 7\n'))]);
  expect(older).toMatchObject({ code: 1, told: `${name} has no version 7.` });
  expect(await gridbox(['lease', 'end', '999999', '--yes'])).toMatchObject({ code: 1 });
  expect(await gridbox(['lease', 'end', 'all', '--yes'])).toMatchObject({ code: 2 });
});

test('of a pool it is told why each of its jobs waits', async () => {
  const environment = await makeEnvironment(server.db);
  const pool = await makePool(server.db, {
    name: 'cli-pool',
    environmentId: environment.id,
    system: 'main',
    ownerId: 'somebody',
    nodes: ['cli-1'],
  });
  const now = new Date();
  await server.db.poolSlot.create({ data: { poolId: pool.id, node: 'cli-1', domainName: 'cli-1', state: 'booting' } });
  await server.db.poolJob.create({
    data: {
      poolId: pool.id,
      jobId: '17',
      state: 'queued',
      why: 'A slot is being booted for it.',
      submittedAt: now,
      seenAt: now,
    },
  });
  expect(await gridbox(['pool', 'show', 'cli-pool'])).toMatchObject({
    code: 0,
    out: [
      'cli-pool of main: 0 open, 1 booting, 0 ending, of 1 slots; 1 waiting, 0 running',
      'slot cli-1: booting',
      'job 17: queued. A slot is being booted for it.',
    ].join('\n'),
  });
  expect((await gridbox(['pool', 'list'])).out).toContain('cli-pool of main');
  expect(await gridbox(['pool', 'show', 'none'])).toMatchObject({ code: 1, told: 'There is no pool called none.' });
});

test('a specification of a job is uploaded, and what a job asks for is printed once its batch system takes it', async () => {
  const environment = await makeEnvironment(server.db);
  const pool = await makePool(server.db, {
    name: 'spec-pool',
    environmentId: environment.id,
    system: 'main',
    ownerId: 'somebody',
    nodes: ['spec-1', 'spec-2'],
    max: 1,
    takesSpecifications: true,
  });
  const text = imageNamed('own').replace(
    'output: { kind: ext4 }',
    'kernel: linux-image-cloud-amd64\noutput: { kind: initramfs }',
  );
  const file = fileOf('own.yaml', text);
  const offer = async () => void (await server.db.jobSpecification.updateMany({ data: { offeredAt: new Date() } }));
  const done = await gridbox(['job-spec', 'upload', 'spec-pool', file], offer);
  expect(done.code).toBe(0);
  expect(done.out).toMatch(/^spec-[0-9a-f]{32}$/);
  expect(await server.db.jobSpecification.count({ where: { poolId: pool.id, feature: done.out } })).toBe(1);
  const wrong = await gridbox(['job-spec', 'upload', 'spec-pool', fileOf('wrong-spec.yaml', 'name: [')]);
  expect(wrong).toMatchObject({ code: 1, told: expect.stringContaining('yaml') });
});
