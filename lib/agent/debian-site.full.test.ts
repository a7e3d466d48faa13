/**
 * The site of Debian's own packages under real Xen, from its images to the proof that nothing is left: CE with Slurm, SE, worker node,
 * BDII, user interface and VO box as PV domains. By hand alone, `npx vitest run --project full`: half an hour, and 2.5 GiB of memory for
 * each of two hosts. `GRIDBOX_FULL_NODES=se,bdii` makes a part of it.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseGuestRoutes } from '@/lib/domain/guest-route';
import { getConfig } from '@/lib/server/config';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import type { ServiceContext } from '@/lib/server/service-context';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { mustRunInHost } from '@/tools/lab/host-shell';
import { type Lab, startLab } from '@/tools/lab/start-lab';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { listDomainNames, virsh } from '@/tools/rig/virsh';
import { waitUntil } from '@/tools/shared/wait-until';
import { makeLabDir } from '@/tools/test/lab-setup';
import { createTestLibrary, type TestLibrary } from './testing/library';
import { createRealSite, type RealSite } from './testing/real-site';
import {
  administrator,
  newSite,
  planAndApply,
  planAndDestroy,
  prepareEnvironment,
  readAgain,
} from './testing/site-files';
import { buildTinyImage } from './testing/tiny-site';

const EXAMPLE = 'examples/sites/debian-grid-on-xen.yaml';
const ALL_NODES = ['ce', 'se', 'wn', 'bdii', 'ui', 'vobox'];
const NODES = (process.env['GRIDBOX_FULL_NODES'] ?? ALL_NODES.join(',')).split(',');
/** As the example says to start it. */
const MEMORY_MIB = 2560;
/** Four images of 500 MB, their packages fetched, on a busy machine. */
const BUILT_MS = 20 * MINUTE_MS;
const READ_MS = 3 * MINUTE_MS;
const APPLIED_MS = 40 * MINUTE_MS;
const DESTROYED_MS = 5 * MINUTE_MS;
const LOOK_EVERY_MS = SECOND_MS;

const startedAt = performance.now();
const say = (line: string): void =>
  console.log(`[${((performance.now() - startedAt) / SECOND_MS).toFixed(1).padStart(6)} s] ${line}`);

/** A lab that is there already, and stays; left out: one of this test's own. */
const given = process.env['GRIDBOX_FULL_LAB_DIR'];
const dir = given ?? makeLabDir('full');
let lab: Lab | undefined;
let site: RealSite | undefined;
let library: TestLibrary | undefined;
let context: ServiceContext;

/** The example, or the nodes of it that are asked for. */
function siteText(): string {
  const file = parseDocument(readFileSync(EXAMPLE, 'utf8'));
  for (const node of ALL_NODES.filter((each) => !NODES.includes(each))) {
    file.deleteIn(['nodes', node]);
    file.deleteIn(['images', node]);
  }
  if (!NODES.includes('ce')) file.delete('batch');
  return file.toString();
}

beforeAll(async () => {
  mkdirSync(dir, { recursive: true });
  // Its own guests would have a part of the processors.
  lab = await startLab(XEN_LAB, { dir, guests: false, memoryMiB: MEMORY_MIB, log: say });
  site = await createRealSite({ hosts: lab.hosts, guests: 0, deadlineMs: READ_MS });
  const { db } = site;
  prepareEnvironment(site.database.url);
  library = createTestLibrary(db);
  for (const node of NODES) {
    await library.add({ name: `debian-${node}`, files: await buildTinyImage(`debian-${node}`) });
    say(`debian-${node} is built`);
  }
  const { secret } = getConfig();
  await site.startAgent({
    openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
    guestRoutes: parseGuestRoutes(lab.folder.gateway?.route ?? ''),
    ...library.agent,
  });
  await site.until('the hosts are read', async () => (await db.host.count({ where: { seenAt: { not: null } } })) === 2);
  context = await administrator(db);
}, BUILT_MS + READ_MS);
afterAll(async () => {
  await site?.close();
  library?.close();
  if (given !== undefined) return;
  await lab?.down();
  rmSync(dir, { recursive: true, force: true });
}, READ_MS);

const secondsOf = ({ startedAt, finishedAt }: { startedAt: Date; finishedAt: Date | null }): string =>
  finishedAt === null ? '?' : ((finishedAt.getTime() - startedAt.getTime()) / SECOND_MS).toFixed(1);

/** Tells each step as it changes. @returns how the run ended */
async function follow(id: string, deadlineMs: number): Promise<string> {
  const told = new Map<string, string>();
  const run = await waitUntil(
    'the run',
    async () => {
      const now = await readAgain(context, id);
      for (const { title, state, words } of now.steps) {
        const line = `${title} - ${state}${words === null ? '' : `: ${words}`}`;
        if (told.get(title) !== line) say(line);
        told.set(title, line);
      }
      return ['done', 'kept', 'destroyed', 'not-clean', 'rolled-back'].includes(now.state) ? now : undefined;
    },
    { deadlineMs, everyMs: LOOK_EVERY_MS },
  );
  say(`${run.state}${run.halted === null ? '' : `, halted: ${JSON.stringify(run.halted)}`}`);
  return run.state;
}

test(
  'Debian’s roles run as PV domains of real Xen hosts with their probes green, and go without a trace',
  async () => {
    if (lab === undefined || site === undefined) throw new Error('nothing was started');
    const siteId = await newSite(context, siteText());
    expect(await follow((await planAndApply(context, siteId)).id, APPLIED_MS)).toBe('done');
    for (const step of await site.db.operationStep.findMany({
      where: { operation: { kind: 'create-domain' } },
      orderBy: [{ operationId: 'asc' }, { sequence: 'asc' }],
    }))
      say(`${secondsOf(step)} s: ${step.title}. ${step.detail ?? ''}`);
    const targets = await site.db.probeTarget.findMany({
      include: { domain: { include: { host: true } }, states: true },
    });
    for (const { domain, states } of targets)
      for (const { probe, verdict, sentence, latencyMs } of states)
        say(`${domain?.name ?? ''} ${probe}: ${verdict} in ${latencyMs ?? 0} ms. ${sentence}`);
    expect(new Set(targets.map(({ domain }) => `${domain?.name ?? ''} ${domain?.guestMode ?? ''}`))).toEqual(
      new Set(NODES.map((node) => `debian-grid-on-xen-${node} pv`)),
    );
    for (const { domain } of targets)
      // Asked of the host itself.
      expect(await virsh(domain?.host?.uri ?? '', ['dumpxml', domain?.name ?? ''])).toMatch(
        /<type arch='x86_64' machine='xenpv'>linux<\/type>/,
      );
    expect(await follow((await planAndDestroy(context, siteId)).id, DESTROYED_MS)).toBe('destroyed');
    expect(await site.db.madeThing.count({ where: { owner: `site:${siteId}`, NOT: { state: 'gone' } } })).toBe(0);
    for (const host of lab.hosts) {
      expect((await listDomainNames(host.uri, 'all')).filter((name) => name.startsWith('debian-grid'))).toEqual([]);
      expect(await mustRunInHost(host, 'ls /var/lib/libvirt/images')).not.toContain('debian-grid-on-xen');
    }
  },
  APPLIED_MS + DESTROYED_MS + HOUR_MS,
);
