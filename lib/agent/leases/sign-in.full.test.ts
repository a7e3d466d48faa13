/**
 * Somebody signs in to what a lease made: a user interface of Debian on a host of the rig, with an address of a DHCP server, which its guest
 * tells; by SSH from outside of it, with the login that is told once. Its disk is kept as a snapshot, and the next lease that starts from
 * it has what was left there. By hand alone, `npx vitest run --project full lib/agent/leases`: an image of 500 MB, and some minutes.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
import { createRealSite, type RealSite } from '@/lib/agent/testing/real-site';
import { prepareEnvironment } from '@/lib/agent/testing/site-files';
import { buildTinyImage } from '@/lib/agent/testing/tiny-site';
import { IssuedLogin, LeaseDetail, type RequestLease } from '@/lib/contracts/leases';
import { type Actor, ROLE_SCOPES, type UserRole } from '@/lib/domain/access';
import { parseGuestRoutes, throughRoutes } from '@/lib/domain/guest-route';
import type { LeaseState } from '@/lib/domain/lease';
import { getConfig } from '@/lib/server/config';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import type { ServiceContext } from '@/lib/server/service-context';
import { decideLease } from '@/lib/server/services/leases/decide-lease';
import { endLease } from '@/lib/server/services/leases/end-lease';
import { issueLogin } from '@/lib/server/services/leases/issue-login';
import { readLease } from '@/lib/server/services/leases/read-lease';
import { requestLease } from '@/lib/server/services/leases/request-lease';
import { makeEnvironment } from '@/lib/server/testing/lease-world';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { type Rig, startRig } from '@/tools/rig/start-rig';
import { runCommand } from '@/tools/shared/run-command';
import { waitUntil } from '@/tools/shared/wait-until';
import { makeLabDir } from '@/tools/test/lab-setup';

const IMAGE = 'debian-ui';
const BUILT_MS = 20 * MINUTE_MS;
/** An image of 500 MB is copied to the host, and a Debian boots under emulation. */
const ACTIVE_MS = 20 * MINUTE_MS;
/** Asked to power off, read from its host, deleted and looked for. */
const ENDED_MS = 15 * MINUTE_MS;
/** Its SSH server is up some time after its agent. */
const SIGNED_IN_MS = 5 * MINUTE_MS;
const LOOK_EVERY_MS = SECOND_MS;

const startedAt = performance.now();
const say = (line: string): void =>
  console.log(`[${((performance.now() - startedAt) / SECOND_MS).toFixed(1).padStart(6)} s] ${line}`);

const dir = makeLabDir('sign-in');
const own = mkdtempSync(join(tmpdir(), 'gridbox-test-sign-in-'));
let rig: Rig;
let site: RealSite | undefined;
let library: TestLibrary | undefined;
let manager: ServiceContext;
let atlas: ServiceContext;

beforeAll(async () => {
  rig = await startRig({ dir, hosts: 1, guests: [], log: say });
  site = await createRealSite({ hosts: rig.hosts, guests: 0, deadlineMs: ACTIVE_MS });
  prepareEnvironment(site.database.url);
  library = createTestLibrary(site.db);
  await library.add({ name: IMAGE, files: await buildTinyImage(IMAGE) });
  say(`${IMAGE} is built`);
  const { secret } = getConfig();
  await site.startAgent({
    openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
    guestRoutes: parseGuestRoutes(rig.guestRoute),
    kept: { dir: join(own, 'kept'), bytesPerVo: 100 * 1024 ** 3 },
    ...library.agent,
  });
  const { db } = site;
  await site.until('the host is read', async () => (await db.host.count({ where: { seenAt: { not: null } } })) === 1);
  manager = await person('manager');
  atlas = await person('vo-admin', ['atlas']);
}, BUILT_MS);
afterAll(async () => {
  await site?.close();
  library?.close();
  await rig?.stop();
  for (const each of [dir, own]) rmSync(each, { recursive: true, force: true });
}, ENDED_MS);

async function person(role: UserRole, vos?: readonly string[]): Promise<ServiceContext> {
  if (site === undefined) throw new Error('nothing was started');
  const id = randomUUID();
  await site.db.user.create({
    data: { id, name: `The ${role}`, email: `${id}@gridbox.local`, emailVerified: true, role, vos: [...(vos ?? [])] },
  });
  const actor: Actor = { userId: id, name: `The ${role}`, role, scopes: ROLE_SCOPES[role], vos, via: 'session' };
  return { actor, db: site.db, now: () => new Date(), requestId: 'test', address: undefined };
}

const read = async (id: string) => LeaseDetail.parse(await readLease({ context: atlas, id }));

/** Tells how far it is as that changes. */
async function until(id: string, state: LeaseState, deadlineMs: number): Promise<LeaseDetail> {
  let told = '';
  return await waitUntil(
    `lease is ${state}`,
    async () => {
      const lease = await read(id);
      const steps = lease.progress === null ? '' : `, ${lease.progress.done} of ${lease.progress.steps} steps`;
      const line = `lease ${lease.number} is ${lease.state}${steps}${lease.words === null ? '' : `: ${lease.words}`}`;
      if (line !== told) say(line);
      told = line;
      if (lease.state === 'ended' && state !== 'ended') throw new Error(line);
      return lease.state === state ? lease : undefined;
    },
    { deadlineMs, everyMs: LOOK_EVERY_MS },
  );
}

async function lend(wish: Omit<RequestLease, 'count' | 'endsAt' | 'purpose' | 'vo'>): Promise<LeaseDetail> {
  const endsAt = new Date(Date.now() + DAY_MS).toISOString();
  const input = { vo: 'atlas', purpose: 'tests', count: 1, endsAt, ...wish };
  const { id } = await requestLease({ context: atlas, input });
  await decideLease({ context: manager, id, input: { decision: 'approve' }, ifMatch: undefined });
  await until(id, 'active', ACTIVE_MS);
  const lease = await waitUntil(
    'its guest tells its address',
    async () => {
      const now = await read(id);
      return now.domains[0]?.addressFrom === 'guest' ? now : undefined;
    },
    { deadlineMs: SIGNED_IN_MS, everyMs: LOOK_EVERY_MS },
  );
  say(`its guest says that it has ${lease.domains[0]?.address}`);
  return lease;
}

/** Runs a command in the guest of a lease as somebody who was given its login. */
async function signIn({ id, domains }: LeaseDetail) {
  const login = IssuedLogin.parse(await issueLogin({ context: atlas, id, input: {} }));
  const address = domains[0]?.address ?? '';
  const way = throughRoutes(parseGuestRoutes(rig.guestRoute), { address, port: 22 });
  const key = join(own, id);
  writeFileSync(key, login.privateKey, { mode: 0o600 });
  const ssh = async (certificate: string | undefined, command: string) => {
    rmSync(`${key}-cert.pub`, { force: true });
    if (certificate !== undefined) writeFileSync(`${key}-cert.pub`, certificate);
    const options = [
      'BatchMode=yes',
      'StrictHostKeyChecking=no',
      `UserKnownHostsFile=${key}.hosts`,
      'ConnectTimeout=30',
      'IdentitiesOnly=yes',
      'IdentityAgent=none',
    ].flatMap((option) => ['-o', option]);
    const to = `${login.account}@${way.address}`;
    return await runCommand('ssh', ['-F', 'none', '-i', key, '-p', String(way.port), ...options, to, command]);
  };
  await waitUntil(
    'its SSH server lets the login in',
    async () => {
      const { code, stderr } = await ssh(login.certificate, 'true');
      if (code === 0) return true;
      say(stderr.trim().split('\n').at(-1) ?? '');
      return undefined;
    },
    { deadlineMs: SIGNED_IN_MS, everyMs: 5 * SECOND_MS },
  );
  return {
    run: async (command: string) => {
      const { code, stdout, stderr } = await ssh(login.certificate, command);
      expect(code, stderr).toBe(0);
      say(`$ ${command}: ${stdout.trim()}`);
      return stdout.trim();
    },
    withoutCertificate: async () => (await ssh(undefined, 'true')).stderr,
  };
}

test(
  'a lease of Debian is signed in to by the address that its guest tells, and a snapshot of it begins where it ended',
  async () => {
    if (site === undefined) throw new Error('nothing was started');
    const environment = await makeEnvironment(site.db, {
      role: 'UI',
      image: { library: IMAGE, version: 1 },
      hostClass: null,
      memoryMiB: 384,
      isolation: 'attached',
      network: rig.segment,
    });
    const wish = { environmentId: environment.id, atEnd: 'snapshot', keepDays: 2 } as const;
    const first = await lend(wish);
    expect(first.domains).toEqual([
      expect.objectContaining({ address: expect.stringMatching(/^10\.88\.0\.10\d$/), verified: true }),
    ]);
    const there = await signIn(first);
    expect(await there.run('id -un; hostname')).toBe(`user\n${first.domains[0]?.name ?? ''}`);
    expect(await there.withoutCertificate()).toContain('Permission denied (publickey)');
    await there.run('echo what was left here > mine && sync');

    await endLease({ context: atlas, id: first.id, input: {} });
    const ended = await until(first.id, 'ended', ENDED_MS);
    expect(ended).toMatchObject({ outcome: 'used', proof: { clean: true } });
    // It powered off when it was asked: what it had in memory is on its disk.
    expect(await site.db.operationStep.count({ where: { name: 'force-off' } })).toBe(0);
    expect(ended.kept).toEqual([expect.objectContaining({ simulated: false, goneAt: null })]);
    say(`kept: ${ended.kept[0]?.bytes ?? 0} bytes of ${ended.kept[0]?.capacityBytes ?? 0}`);

    const again = await lend({ environmentId: environment.id, startFrom: ended.kept[0]?.id });
    expect(again.startFrom).toMatchObject({ leaseNumber: first.number });
    const then = await signIn(again);
    expect(await then.run('cat mine; hostname')).toBe(`what was left here\n${again.domains[0]?.name ?? ''}`);
    await endLease({ context: atlas, id: again.id, input: {} });
    expect(await until(again.id, 'ended', ENDED_MS)).toMatchObject({ outcome: 'used', proof: { clean: true } });
  },
  2 * (ACTIVE_MS + ENDED_MS + SIGNED_IN_MS),
);
