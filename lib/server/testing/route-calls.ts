/** What each route is asked for when it is asked: an object of the VO atlas on a host of its own, made fresh for each call. */
import { randomUUID } from 'node:crypto';
import type { LeaseState } from '@/lib/domain/lease';
import type { PlanState } from '@/lib/domain/plan';
import type { RunState } from '@/lib/domain/site-run';
import type { LossState } from '@/lib/domain/recovery';
import { type CallOptions, type TestServer } from '@/lib/server/testing/test-server';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeCampaign, makeCampaignDefinition } from '@/lib/server/testing/campaign-world';
import { makeLogin } from '@/lib/server/services/leases/lease-login';
import { makeEnvironment, makeKeptDisk, makeLease, makeMaintenance } from '@/lib/server/testing/lease-world';
import { makePool } from '@/lib/server/testing/pool-world';
import { makeCreation, makeDriftFinding } from '@/lib/server/testing/drift-world';
import { makeEndorser } from '@/lib/server/testing/image-trust-world';
import { listText, type TestAuthority, type TestEndorser } from '@/lib/images/testing/sign-list';
import { makeBenchmarkImport } from '@/lib/server/testing/import-world';
import { makeDestroyPlan, makeRun, makeSite, siteText } from '@/lib/server/testing/site-world';
import { makeBenchmark, makeSchedule } from '@/lib/server/testing/benchmark-world';
import {
  makeColdMove,
  makeDomain,
  makeHost,
  makeLoss,
  makePlan,
  makeProbeTarget,
} from '@/lib/server/testing/test-world';

let server: TestServer;
let authority: TestAuthority;
let endorser: TestEndorser;
/** Before the first call is made. */
export function makeCallsOn(world: {
  readonly server: TestServer;
  readonly authority: TestAuthority;
  readonly endorser: TestEndorser;
}): void {
  ({ server, authority, endorser } = world);
}

/** A finding that a program in the guest mends. */
export const drifted = (body: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeDriftFinding(server.db, (await atlasDomain()).id);
  return { params: { id }, body };
};
/** A domain made of an image of the library. */
export async function rebuildable(): Promise<CallOptions> {
  const { id, name } = await atlasDomain('off');
  await makeCreation(server.db, {
    id,
    name,
    imageId: (await makeBuiltImage(server.db, await makeImage(server.db))).id,
  });
  return { params: { id }, body: { confirmName: name } };
}
/** A list of a trusted endorser, which nobody has imported. */
export async function signedList(): Promise<string> {
  const { subject, certificate } = endorser;
  if ((await server.db.imageEndorser.count({ where: { subject } })) === 0)
    await makeEndorser(server.db, { subject, certificate });
  return endorser.sign(listText({ endorser, authority, identifier: randomUUID() }));
}
export async function atlasDomain(state: 'running' | 'off' = 'running') {
  const host = await makeHost(server.db);
  return await makeDomain(server.db, { hostId: host.id, vo: 'atlas', state });
}
export const onDomain = (state: 'running' | 'off', body?: unknown) => async (): Promise<CallOptions> => {
  const domain = await atlasDomain(state);
  return { params: { id: domain.id }, ...(body === undefined ? {} : { body }) };
};
/** Under Xen, with a QEMU host beside it: its disks could be converted. */
export async function coldMovable(): Promise<CallOptions> {
  const source = await makeHost(server.db);
  const target = await makeHost(server.db, { hypervisor: 'kvm', facts: { guestModes: ['hvm'] } });
  const domain = await makeDomain(server.db, { hostId: source.id, vo: 'atlas', guestMode: 'hvm', state: 'off' });
  return { params: { id: domain.id }, body: { targetHostId: target.id } };
}
/** A benchmark, and a domain that runs. */
export async function benchmarkable(): Promise<CallOptions> {
  const { id } = await makeBenchmark(server.db);
  return { params: { id }, body: { domainId: (await atlasDomain()).id } };
}
/** A schedule that somebody could make. */
export async function schedulable() {
  const { name } = await makeBenchmark(server.db);
  const request = { domainId: (await atlasDomain()).id };
  return { name: unique(), benchmark: name, request, trigger: { kind: 'times', cron: '30 2 * * *' } };
}
export const scheduled = async (body?: unknown): Promise<CallOptions> => {
  const { benchmark, request } = await schedulable();
  const { id } = await makeSchedule(server.db, { benchmark, request });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
export const coldMoved = async (body: unknown): Promise<CallOptions> => {
  const [source, target] = [await makeHost(server.db), await makeHost(server.db)];
  const domain = await makeDomain(server.db, { hostId: target.id, vo: 'atlas', guestMode: 'hvm' });
  await makeColdMove(server.db, domain, source.id);
  return { params: { id: domain.id }, body };
};
export const planned = (state: PlanState, body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makePlan(server.db, { state });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
/** A host that could be gone. */
export const supposable = async (): Promise<CallOptions> => ({
  body: { hostsRemoved: [(await makeHost(server.db)).id] },
});
export const losing =
  (state: LossState, body?: unknown, method = 'manual') =>
  async (): Promise<CallOptions> => {
    const { id, hostId } = await makeLoss(server.db, { state });
    await server.db.host.update({ where: { id: hostId }, data: { fence: { method } } });
    return { params: { id }, ...(body === undefined ? {} : { body }) };
  };
export const onHost = (body?: unknown) => async (): Promise<CallOptions> => {
  const host = await makeHost(server.db);
  return { params: { id: host.id }, ...(body === undefined ? {} : { body }) };
};
export const onUser = (body?: unknown) => async (): Promise<CallOptions> => {
  const user = await server.signInAs('viewer');
  return { params: { id: user.userId }, ...(body === undefined ? {} : { body }) };
};
export const onBenchmark = (body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeBenchmark(server.db);
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
export const onImport = (body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeBenchmarkImport(server.db);
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
/** A site of the VO atlas alone. @param revised with its next revision */
export const onSite = async (revised = false): Promise<CallOptions> => {
  const { id, name } = await makeSite(server.db, { vos: ['atlas'] });
  return { params: { id }, ...(revised ? { body: { text: siteText(name, { memory: '2Gi' }) } } : {}) };
};
export const withSecret = async (): Promise<CallOptions> => {
  const { id } = await makeSite(server.db, { vos: ['atlas'] });
  await server.db.siteSecret.create({
    data: { siteId: id, name: 'own:token', sealed: new Uint8Array([1]), createdAt: new Date() },
  });
  return { params: { id, name: 'token' } };
};
export const onDestroyPlan = async (): Promise<CallOptions> => {
  const site = await makeSite(server.db);
  const plan = await makeDestroyPlan(server.db, site.id);
  return { params: { id: site.id }, body: { planId: plan.id, confirmName: site.name } };
};
export const onRun = (state: RunState) => async (): Promise<CallOptions> => {
  const id = randomUUID();
  const proof = { site: 'box', runId: id, lookedAt: new Date().toISOString(), clean: true, items: [] };
  return { params: { id: (await makeRun(server.db, { state, proof })).id } };
};
export const onRevision = async (): Promise<CallOptions> => ({ params: { ...(await onSite()).params, number: '1' } });
/** An image of the VO atlas. */
export const onImage = (body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeImage(server.db, { vo: 'atlas' });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
/** A campaign file of atlas, of whose domains its environment is one. */
export async function campaignFile() {
  const domain = await atlasDomain();
  return await makeCampaignDefinition(server.db, { vo: 'atlas', like: domain.name });
}
export const onCampaignFile = (body?: unknown) => async (): Promise<CallOptions> => ({
  params: { id: (await campaignFile()).id },
  ...(body === undefined ? {} : { body }),
});
export const onCampaign =
  (state: 'finished' | 'running', params: Record<string, string> = {}, body?: unknown) =>
  async (): Promise<CallOptions> => {
    const { id } = await makeCampaign(server.db, await campaignFile(), { state });
    return { params: { id, ...params }, ...(body === undefined ? {} : { body }) };
  };
/** A maintenance that atlas was told of. */
export const onMaintenance = (body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeMaintenance(server.db, await makeHost(server.db), ['atlas']);
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
/** A lease of atlas. */
export const onLease = (state: LeaseState, body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeLease(server.db, { vo: 'atlas', state });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
export const MAIL = { host: 'mail.example.org', port: 25, security: 'none', sender: 'gridbox@example.org' };
export const mailServer = async () => {
  const data = { ...MAIL, setByName: 'Somebody', setAt: new Date() };
  await server.db.mailSettings.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
};
/** Of a user interface that atlas has. */
export const onLogin = (body: unknown) => async (): Promise<CallOptions> => {
  const offered = { role: 'UI', isolation: 'dedicated' } as const;
  const environment = await makeEnvironment(server.db, offered);
  const lease = await makeLease(server.db, { vo: 'atlas', state: 'active', environmentId: environment.id });
  await makeLogin(server.db, lease, { body: offered, now: new Date() });
  return { params: { id: lease.id }, body };
};
/** Of a simulated domain of atlas. */
export const onKeptDisk = (body?: unknown) => async (): Promise<CallOptions> => {
  const lease = await makeLease(server.db, { vo: 'atlas', state: 'ended' });
  const { id } = await makeKeptDisk(server.db, lease);
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
/** Offered to atlas alone. */
export const onEnvironment = (body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeEnvironment(server.db, { vos: ['atlas'] });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
/** A pool of atlas. */
export const onPool = (body?: unknown) => async (): Promise<CallOptions> => {
  const environment = await makeEnvironment(server.db);
  const { id } = await makePool(server.db, {
    name: `p-${unique()}`,
    environmentId: environment.id,
    system: 'slurm',
    vo: 'atlas',
    ownerId: 'somebody',
    nodes: ['slot-1'],
  });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
export const inTwoDays = (): string => new Date(Date.now() + 2 * 86_400_000).toISOString();
export const wish = async () => ({
  environmentId: (await makeEnvironment(server.db)).id,
  vo: 'atlas',
  count: 1,
  endsAt: inTwoDays(),
});
/** A moment of which something is recorded: the first host was made before. */
export const recorded = async (): Promise<string> => (await makeHost(server.db)).createdAt.toISOString();
export const newDomain = () => ({ memoryKiB: 65_536, boot: { from: 'kernel', kernel: '/boot/vmlinuz' } });
/** A service of a domain of atlas that is probed. */
export const probed = (body?: unknown) => async (): Promise<CallOptions> => {
  const { id } = await makeProbeTarget(server.db, { domainId: (await atlasDomain()).id });
  return { params: { id }, ...(body === undefined ? {} : { body }) };
};
export const probable = async (): Promise<CallOptions> => ({
  body: { domainId: (await atlasDomain()).id, roles: ['SE'], address: '127.0.0.1', probes: ['se-tcp'] },
});
export const nothing = async (): Promise<CallOptions> => ({});
let counter = 0;
export const unique = (): string => `${Date.now().toString(36)}-${(counter += 1)}`;
