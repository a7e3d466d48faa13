/** How people get into the guests of a lease: a login that is told once, taken by a real SSH server, and kept nowhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, prepareEnvironment } from '@/lib/agent/testing/site-files';
import { IssuedLogin, LeaseDetail } from '@/lib/contracts/leases';
import type { Isolation } from '@/lib/domain/environment-network';
import { issueSshLogin, makeSshAuthority } from '@/lib/server/crypto/ssh-login';
import { makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';
import { runCommand } from '@/tools/shared/run-command';
import { startSshd } from '@/tools/sshd/start-sshd';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';
import { advanceLease } from './advance-lease';
import { trustLine } from './lease-login';
import { LEASE_PARTS } from './lease-rows';
import { leave } from './lease-writes';

let server: TestServer;
let ada: Caller & { readonly userId: string };
let bob: Caller;
beforeAll(async () => {
  server = await startTestServer();
  prepareEnvironment(server.url);
  ada = await server.signInAs('vo-admin', { vos: ['atlas'] });
  bob = await server.signInAs('vo-admin', { vos: ['atlas'] });
  await makeHost(server.db);
});
afterAll(async () => await server.stop());

/** Begun by the loop. */
async function begun(role: 'UI' | 'WN', isolation: Isolation = 'dedicated'): Promise<string> {
  const { db } = server;
  const environment = await makeEnvironment(db, { role, isolation, network: isolation === 'attached' ? 'lab' : null });
  const { id } = await makeLease(db, { vo: 'atlas', state: 'approved', environmentId: environment.id });
  const context = await administrator(db);
  await db.lease.update({ where: { id }, data: { decidedById: context.actor.userId, askedById: ada.userId } });
  await advanceLease(db, id, new Date());
  return id;
}
const issue = async (id: string, as: Caller, body: Record<string, unknown> = {}) =>
  await server.call('issueLogin', { as, params: { id }, body });
const read = async (id: string) =>
  LeaseDetail.parse(await (await server.call('getLease', { as: ada, params: { id } })).json());

test('a login is told once to whoever asked for the lease; then it is said who read it and when, and another can be had', async () => {
  const { db } = server;
  const id = await begun('UI');
  const row = await db.lease.findUniqueOrThrow({ where: { id }, include: { site: { include: { revisions: true } } } });
  expect(row.state).toBe('preparing');
  const { publicLine } = await db.leaseLogin.findUniqueOrThrow({ where: { leaseId: id } });
  // Its guests trust the CA from their first start.
  expect(row.site?.revisions[0]?.text).toContain(`cert-authority,principals="user" ${publicLine}`);
  expect((await read(id)).login).toEqual({
    account: 'user',
    issued: 0,
    issuedAt: null,
    issuedToName: null,
    validUntil: null,
  });

  expect((await issue(id, bob)).status).toBe(422);
  const [first, second] = await Promise.all([issue(id, ada), issue(id, ada)]);
  const answers = [first, second].toSorted((a, b) => a.status - b.status);
  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  const login = IssuedLogin.parse(await answers[0]?.json());
  expect(login).toMatchObject({ account: 'user', serial: 1, validUntil: row.approvedEndsAt?.toISOString() });
  expect(await answers[1]?.text()).toMatch(/It was read by .* at .* UTC, and is kept nowhere/);
  const other = IssuedLogin.parse(await (await issue(id, bob, { another: true, reason: 'lost' })).json());
  expect(other.serial).toBe(2);
  expect(other.privateKey).not.toBe(login.privateKey);
  const detail = await read(id);
  expect(detail.login).toMatchObject({ issued: 2, validUntil: other.validUntil });
  expect(detail.history.map(({ words, byName }) => [words, byName !== null])).toEqual([
    ['is being prepared', false],
    ['its login is read', true],
    ['another login is issued, number 2', true],
  ]);

  // Nothing of it is written down: neither in a row of any kind, nor in what was said of it.
  const secret = login.privateKey.split('\n')[3] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  for (const rows of [db.audit, db.event, db.leaseLogin, db.lease, db.siteRevision].map(
    (each) => each as typeof db.lease,
  ))
    expect(
      JSON.stringify(await rows.findMany(), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(secret);

  // Once it has ended nothing signs for it.
  await db.lease.update({ where: { id }, data: { state: 'ending' } });
  expect((await issue(id, ada, { another: true })).status).toBe(422);
  const ending = await db.lease.findUniqueOrThrow({ where: { id }, include: LEASE_PARTS });
  await leave({ db, row: ending, now: new Date() }, 'ended', { outcome: 'used' }, 'has ended');
  expect(await db.leaseLogin.findUniqueOrThrow({ where: { leaseId: id } })).toMatchObject({ sealed: null, issued: 2 });
  expect((await issue(id, ada, { another: true })).status).toBe(422);
});

test('guests on a network that hosts have let people in as well', async () => {
  const id = await begun('UI', 'attached');
  expect(await read(id)).toMatchObject({ isolation: 'attached', login: { account: 'user' } });
  const revision = await server.db.siteRevision.findFirstOrThrow({ where: { site: { lease: { id } } } });
  expect(revision.text).toMatch(/attach: lab/);
});

test.each(<const>[
  ['nobody signs in to', 'WN', 'dedicated'],
  ['have no network interface to be reached by', 'UI', 'shared'],
])('guests that %s have none', async (_, role, isolation) => {
  const id = await begun(role, isolation);
  expect(await read(id)).toMatchObject({ state: 'preparing', login: null, isolation });
  const refused = await issue(id, ada);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('Nobody signs in to guests of this environment.');
});

test('an SSH server that trusts its CA lets it in while its time lasts, for its account alone', async () => {
  const authority = makeSshAuthority('lease-1');
  const { username } = await import('node:os').then(({ userInfo }) => userInfo());
  const sshd = await startSshd({ authorized: trustLine(username, authority.publicLine) });
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-login-'));
  const now = Date.now();
  const enters = async (change: {
    readonly account?: string;
    readonly until?: number;
    readonly secret?: Uint8Array;
  }) => {
    const { account = username, until = now + DAY_MS, secret = authority.secret } = change;
    const times = { from: new Date(now - 2 * HOUR_MS), until: new Date(until) };
    const login = issueSshLogin(secret, { name: 'lease-1-1', account, serial: 1, ...times });
    const key = join(folder, 'key');
    rmSync(key, { force: true });
    writeFileSync(key, login.privateKey, { mode: 0o600 });
    writeFileSync(`${key}-cert.pub`, login.certificate);
    const options = [
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
      'BatchMode=yes',
      `UserKnownHostsFile=${sshd.knownHosts}`,
    ];
    const { code } = await runCommand(
      'ssh',
      [
        '-F',
        'none',
        '-i',
        key,
        ...options.flatMap((each) => ['-o', each]),
        '-p',
        String(sshd.port),
        `${username}@127.0.0.1`,
        'true',
      ],
      { deadlineMs: 30_000 },
    );
    return code === 0;
  };
  try {
    expect(await enters({})).toBe(true);
    expect(await enters({ account: 'somebody' })).toBe(false);
    expect(await enters({ until: now - HOUR_MS })).toBe(false);
    expect(await enters({ secret: makeSshAuthority('other').secret })).toBe(false);
  } finally {
    await sshd.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
