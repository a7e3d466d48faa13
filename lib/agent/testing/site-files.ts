/** Site files for the simulated testbed of tests, and what they are made of there. For tests only. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { RunSite, SitePlan, SiteRun } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { type Actor, SCOPES } from '@/lib/domain/access';
import { forgetConfig } from '@/lib/server/config';
import { openContext } from '@/lib/server/crypto/seal-context';
import type { RunningAgent, StartAgentOptions } from '@/lib/agent/start-agent';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { runSite } from '@/lib/server/services/site-runs/begin-run';
import { readRun } from '@/lib/server/services/site-runs/read-runs';
import { createSite as keepSite } from '@/lib/server/services/sites/create-site';
import { planSite, planSiteDestroy } from '@/lib/server/services/sites/plan-site';
import type { Site } from './simulated-site';

const FOLDER = '/openlab-test';
export const SITE_IMAGE = `${FOLDER}/grid.qcow2`;

const SECRET = 'test-secret-test-secret-test-secret-0123456789';
/** What services that make things ask of the environment. */
export function prepareEnvironment(databaseUrl: string): void {
  process.env['DATABASE_URL'] = databaseUrl;
  process.env['GRIDBOX_SECRET'] = SECRET;
  process.env['GRIDBOX_BASE_URL'] = 'http://127.0.0.1:21400';
  forgetConfig();
}
/** One that opens what domains are told. */
export const startSiteAgent = async (
  site: Site,
  options: Pick<StartAgentOptions, 'kept'> = {},
): Promise<RunningAgent> =>
  await site.startAgent({ openContext: (sealed, bind) => openContext(sealed, { secret: SECRET, bind }), ...options });

/** The image that `boxText` starts from lies on each host; simulated ones have no content. */
export function putImage(site: Site): void {
  for (const { record } of site.world.hosts.values())
    (record.disks ??= []).push({ path: SITE_IMAGE, bytes: 1024 ** 2, capacityBytes: 1024 ** 3 });
}

/** As GRID-in-a-box is: a CE and an SE, and worker nodes behind the CE, on a network of their own. */
export const boxText = (
  name: string,
  {
    onFailure = 'rollback',
    workers = 2,
    memory = '96Mi',
    ttl,
  }: {
    readonly onFailure?: 'rollback' | 'keep';
    readonly workers?: number;
    readonly memory?: string;
    readonly ttl?: string;
  } = {},
): string => `apiVersion: gridsite/v1
kind: Site
metadata: { name: ${name} }
lifecycle: { onFailure: ${onFailure}, cleanup: verify${ttl === undefined ? '' : `, ttl: ${ttl}`} }
vos:
  atlas: { queue: atlas }
images:
  grid: { path: ${SITE_IMAGE}, sha512: "${'0'.repeat(128)}", arch: x86_64, virt: [hvm] }
templates:
  node: { image: grid, memory: ${memory}, network: lan, vo: atlas }
hosts:
  any: { select: { architecture: x86_64 } }
networks:
  lan: { cidr: 10.88.0.0/24 }
nodes:
  ce:
    extends: node
    role: CE
    address: 10.88.0.10
    software:
      files: { /etc/munge/munge.key: "\${secret:munge-key}" }
      vars: { workers: "\${lazy:nodes.wn.address}" }
    health: [ce-rest]
  se: { extends: node, role: SE, address: 10.88.0.11 }
  wn: { extends: node, role: WN, count: ${workers}, address: '10.88.0.2{index}', after: [ce] }
batch: { lrms: slurm, queues: { atlas: { maxWall: 2h } } }
`;

/** The same on one host. */
export const boxOn = (name: string, hostName: string): string =>
  boxText(name).replace('select: { architecture: x86_64 }', `name: ${hostName}`);

/** An account of an administrator, which runs of sites look up. */
export async function administrator(db: Db, now = () => new Date()): Promise<ServiceContext> {
  const id = randomUUID();
  await db.user.create({
    data: { id, name: 'Ada', email: `${id}@gridbox.local`, emailVerified: true, role: 'administrator' },
  });
  const actor: Actor = { userId: id, name: 'Ada', role: 'administrator', scopes: SCOPES, via: 'session' };
  return { actor, db, now, requestId: 'test', address: undefined };
}

export const newSite = async (context: ServiceContext, text: string): Promise<string> =>
  (await keepSite({ context, input: { text, reason: undefined } })).id;

export async function planAndApply(context: ServiceContext, id: string): Promise<SiteRun> {
  const plan = SitePlan.parse(await planSite({ context, id }));
  // As one text: of a list the message of a failure tells only how many there were.
  expect(plan.document.nodes.flatMap(({ blockers }) => blockers).join('\n')).toBe('');
  return SiteRun.parse(await runSite({ context, id, input: RunSite.parse({ planId: plan.id }) }));
}

export async function planAndDestroy(context: ServiceContext, id: string): Promise<SiteRun> {
  const plan = SitePlan.parse(await planSiteDestroy({ context, id }));
  const { name } = await context.db.site.findUniqueOrThrow({ where: { id } });
  return SiteRun.parse(await runSite({ context, id, input: RunSite.parse({ planId: plan.id, confirmName: name }) }));
}

export const readAgain = async (context: ServiceContext, id: string): Promise<SiteRun> =>
  SiteRun.parse(await readRun({ context, id }));

/** Everything that a site of this name has on the simulated hosts, asked past all of Gridbox. */
export function leftOf(site: Site, name: string): readonly string[] {
  return [...site.world.hosts.values()].flatMap(({ record, domains }) => [
    ...[...domains.values()].filter((domain) => domain.name.startsWith(`${name}-`)).map((domain) => domain.name),
    ...(record.disks ?? []).map(({ path }) => path).filter((path) => path.includes(`/${name}-`)),
    ...record.networks.map((network) => network.name).filter((network) => network.startsWith(`${name}-`)),
  ]);
}

/** @returns the sentence by which a service refuses */
export const refusalOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'was not refused',
    (error: unknown) => {
      if (!AppError.is(error)) throw error;
      return error.message;
    },
  );
