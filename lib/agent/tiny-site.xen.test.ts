/**
 * The tiny site under real Xen: the image that the factory builds, also for QEMU, boots as PVH domains on two hosts, every probe is green
 * through the lab's gateway, a job that the CE takes runs on a worker node of the other host, and destroyed the site is proved to be gone.
 */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { parseGuestRoutes } from '@/lib/domain/guest-route';
import { getConfig } from '@/lib/server/config';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import type { ServiceContext } from '@/lib/server/service-context';
import { mustRunInHost } from '@/tools/lab/host-shell';
import { openLab } from '@/tools/lab/start-lab';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { listDomainNames, virsh } from '@/tools/rig/virsh';
import { holdGuests } from '@/tools/lab/hold-guests';
import { leaveAsFound } from './testing/leave-as-found';
import { createTestLibrary, type TestLibrary } from './testing/library';
import { createRealSite, type RealSite } from './testing/real-site';
import { administrator, newSite, planAndApply, planAndDestroy, prepareEnvironment } from './testing/site-files';
import { buildTinyImage, runEnds } from './testing/tiny-site';

/** The packages are fetched and unpacked in it. */
const BUILT_MS = 240_000;
const READ_MS = 170_000;
/** Of a guest in each emulated machine: a minute and a half beside other suites. */
const APPLIED_MS = 480_000;
const DESTROYED_MS = 180_000;

const hosts = inject('xenHosts');
const lab = await openLab(XEN_LAB, inject('xenLabDir'));
let leave: (() => Promise<void>) | undefined;
let release: (() => Promise<void>) | undefined;
let site: RealSite;
let library: TestLibrary;
let context: ServiceContext;

/** The shipped site without its SE and its second worker node: one guest for each of the two emulated processors. */
function smaller(text: string): string {
  const site = parseDocument(text);
  site.deleteIn(['nodes', 'se']);
  site.setIn(['nodes', 'wn', 'count'], 1);
  site.setIn(['nodes', 'wn', 'place'], { host: 'b' });
  return site.toString();
}

const domainsOfHosts = async () =>
  await Promise.all(hosts.map(async ({ uri }) => (await listDomainNames(uri, 'all')).toSorted()));

beforeAll(async () => {
  leave = await leaveAsFound(hosts);
  site = await createRealSite({ hosts, guests: XEN_LAB.guests.length, deadlineMs: READ_MS });
  prepareEnvironment(site.database.url);
  library = createTestLibrary(site.db);
  await library.add({ name: 'tiny-grid', files: await buildTinyImage() });
  const { secret } = getConfig();
  await site.startAgent({
    openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
    guestRoutes: parseGuestRoutes(lab.folder.gateway?.route ?? ''),
    ...library.agent,
  });
  release = await holdGuests(
    hosts,
    XEN_LAB.guests.map(({ name }) => name),
  );
  context = await administrator(site.db);
}, BUILT_MS + READ_MS);
afterAll(async () => {
  await release?.();
  await site?.close();
  library?.close();
  await leave?.();
});

test(
  'its roles run as PVH domains with every probe green, and go without a trace',
  async () => {
    const before = await domainsOfHosts();
    const siteId = await newSite(context, smaller(readFileSync('examples/sites/tiny-grid-on-xen.yaml', 'utf8')));
    const began = performance.now();
    await runEnds(context, (await planAndApply(context, siteId)).id, { states: ['done'], deadlineMs: APPLIED_MS });
    console.log(`tiny site on Xen: applied in ${Math.round(performance.now() - began)} ms`);

    const targets = await site.db.probeTarget.findMany({
      include: { domain: { include: { host: true } } },
      orderBy: { domain: { name: 'asc' } },
    });
    expect(targets.map(({ domain, tiny }) => [domain?.name, domain?.guestMode, domain?.tags, tiny])).toEqual(
      ['ce', 'wn-1'].map((node) => [`tiny-grid-on-xen-${node}`, 'pvh', ['tiny'], true]),
    );
    expect(new Set(targets.map(({ domain }) => domain?.host?.name))).toEqual(new Set(hosts.map(({ name }) => name)));
    const asked = await site.db.probeResult.findMany({ where: { verdict: 'ok' } });
    expect([...new Set(asked.map(({ probe }) => probe))].toSorted()).toEqual([
      'bdii',
      'ce-info',
      'ce-job',
      'ce-rest',
      'ce-tls',
      'certificate',
      'slurm-ping',
      'wn-state',
    ]);
    // Asked of the host itself: no device model, no virtio.
    const { uri } = targets[0]?.domain?.host ?? { uri: '' };
    const definition = await virsh(uri, ['dumpxml', 'tiny-grid-on-xen-ce']);
    expect(definition).toMatch(/<type arch='x86_64' machine='xenpvh'>xenpvh<\/type>/);
    expect(definition).toMatch(/<target dev='xvda' bus='xen'\/>/);

    const destroyed = performance.now();
    await runEnds(context, (await planAndDestroy(context, siteId)).id, {
      states: ['destroyed'],
      deadlineMs: DESTROYED_MS,
    });
    console.log(`tiny site on Xen: destroyed in ${Math.round(performance.now() - destroyed)} ms`);
    expect(await site.db.madeThing.count({ where: { owner: `site:${siteId}`, NOT: { state: 'gone' } } })).toBe(0);
    expect(await site.db.probeTarget.count()).toBe(0);
    expect(await domainsOfHosts()).toEqual(before);
    // What is left is the hosts' copy of the image, which stays a while for the next.
    for (const host of lab.hosts)
      expect(await mustRunInHost(host, 'ls /var/lib/libvirt/images')).not.toContain('tiny-grid-on-xen');
  },
  APPLIED_MS + DESTROYED_MS,
);
