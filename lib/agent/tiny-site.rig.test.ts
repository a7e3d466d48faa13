/**
 * The tiny site on real hosts: its image is built by the factory, applied as a person would, all its probes are green through the rig's
 * gateway, as good as those of the same services run natively beside it, a service that dies is red, and destroyed it is proved to be gone.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { atConsole } from '@/lib/agent/testing/at-console';
import { leaveAsFound } from '@/lib/agent/testing/leave-as-found';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
import { addNativeTargets, askOften } from '@/lib/agent/testing/native-targets';
import { createQuietRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { newSite, planAndApply, planAndDestroy, prepareEnvironment } from '@/lib/agent/testing/site-files';
import { buildTinyImage, runEnds } from '@/lib/agent/testing/tiny-site';
import { type RunningAgent, startAgent } from '@/lib/agent/start-agent';
import { type Actor, SCOPES } from '@/lib/domain/access';
import { parseGuestRoutes } from '@/lib/domain/guest-route';
import type { ProbeId } from '@/lib/domain/probe';
import { SiteProbeComparison } from '@/lib/contracts/probes';
import { compareSiteProbes } from '@/lib/server/services/probes/compare-site';
import { type NativeTiny, startTiny } from '@/tools/grid/start-tiny';
import { isInPath } from '@/tools/shared/is-in-path';
import { waitUntil } from '@/tools/shared/wait-until';
import { rigSegment } from '@/tools/rig/start-rig';
import { endpointOf, ownClients, readTarget } from '@/lib/agent/probes/target-row';
import { runProbe } from '@/lib/grid/run-probe';
import { getConfig } from '@/lib/server/config';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import { createPool } from '@/lib/server/db/pool';
import { sqlOfPool } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';

/** The packages are fetched and unpacked in it. */
const BUILT_MS = 240_000;
/** Of a site of four guests under emulation, on a machine that does other things besides. */
const APPLIED_MS = 480_000;
const DESTROYED_MS = 180_000;
const PROBE_MS = 120_000;

let leave: (() => Promise<void>) | undefined;
let site: RealSite;
let library: TestLibrary;
let agent: RunningAgent;
let context: ServiceContext;
let nativeDir: string | undefined;
let native: NativeTiny;
const { segment, guestRoute } = await rigSegment(inject('rigDataDir'));

beforeAll(async () => {
  leave = await leaveAsFound(inject('rigHosts'));
  site = await createQuietRigSite();
  prepareEnvironment(site.database.url);
  library = createTestLibrary(site.db);
  await library.add({ name: 'tiny-grid', files: await buildTinyImage() });
  const { secret } = getConfig();
  agent = await startAgent({
    databaseUrl: site.database.url,
    drivers: { libvirt: site.driver },
    openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
    guestRoutes: parseGuestRoutes(guestRoute),
    onEvent: (event) => site.events.push(event),
    ...library.agent,
  });
  await site.until('the rig is read', async () => (await site.db.domain.count({ where: { state: 'paused' } })) >= 4);
  const id = randomUUID();
  await site.db.user.create({
    data: { id, name: 'Ada', email: `${id}@gridbox.local`, emailVerified: true, role: 'administrator' },
  });
  nativeDir = mkdtempSync(join(tmpdir(), 'gridbox-test-native-'));
  native = await startTiny({ dir: nativeDir, log: () => undefined });
  const actor: Actor = { userId: id, name: 'Ada', role: 'administrator', scopes: SCOPES, via: 'session' };
  context = { actor, db: site.db, now: () => new Date(), requestId: 'test', address: undefined };
}, BUILT_MS);
afterAll(async () => {
  await agent?.stop();
  await native?.stop();
  if (nativeDir !== undefined) rmSync(nativeDir, { recursive: true, force: true });
  library?.close();
  await site?.close();
  await leave?.();
});

test(
  'is up with every probe green, tells of a service that died, and goes without a trace',
  async () => {
    const text = readFileSync('examples/sites/tiny-grid-in-a-box.yaml', 'utf8').replace(/mcast:[\d.:]+/, segment);
    const siteId = await newSite(context, text);
    const began = performance.now();
    await runEnds(context, (await planAndApply(context, siteId)).id, { states: ['done'], deadlineMs: APPLIED_MS });
    console.log(`tiny site: applied in ${Math.round(performance.now() - began)} ms`);

    const targets = await site.db.probeTarget.findMany({
      include: { domain: true },
      orderBy: { domain: { name: 'asc' } },
    });
    expect(targets.map(({ domain, tiny }) => [domain?.name, domain?.tags, tiny])).toEqual(
      ['ce', 'se', 'wn-1', 'wn-2'].map((name) => [`tiny-grid-in-a-box-${name}`, ['tiny'], true]),
    );
    const asked = await site.db.probeResult.findMany({ where: { verdict: 'ok' } });
    expect([...new Set(asked.map(({ probe }) => probe))].toSorted()).toEqual([
      'bdii',
      'ce-info',
      'ce-job',
      'ce-rest',
      'ce-tls',
      'certificate',
      'se-http',
      'se-tcp',
      'slurm-ping',
      'wn-state',
    ]);

    await compareWithNative(siteId, targets);

    const pool = createPool(site.database.url, { max: 1, name: 'test', onError: () => undefined });
    const ask = async (node: string, probe: ProbeId) => {
      const id = targets.find(({ domain }) => domain?.name === `tiny-grid-in-a-box-${node}`)?.id ?? '';
      const target = await readTarget(sqlOfPool(pool), id);
      if (target === undefined) throw new Error(`no target ${node}`);
      const { secret } = getConfig();
      const endpoint = endpointOf(target, {
        openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
        guestRoutes: parseGuestRoutes(guestRoute),
      });
      return await runProbe(probe, { endpoint, clients: ownClients() });
    };
    try {
      if (isInPath('xrdcp'))
        for (const probe of ['se-space', 'se-put-get-rm'] as const)
          expect(await ask('se', probe)).toMatchObject({ verdict: 'ok' });
      // A job that a worker node runs, and not the CE.
      await kill('wn-1', 'slurmd');
      await kill('wn-2', 'slurmd');
      await waitUntil(
        'the CE misses its worker nodes',
        async () => (await ask('ce', 'ce-info')).sentence.includes('no worker node has been heard of'),
        { deadlineMs: PROBE_MS, everyMs: 500 },
      );
      expect(await ask('wn-1', 'wn-state')).toMatchObject({ verdict: 'critical' });
      expect(await ask('ce', 'ce-rest')).toMatchObject({ verdict: 'ok' });
      await kill('ce', 'a_rex');
      expect(await ask('ce', 'ce-tls')).toMatchObject({ verdict: 'critical' });
      const ce = targets.find(({ domain }) => domain?.name === 'tiny-grid-in-a-box-ce')?.id ?? '';
      await askOften(context, [ce], { probes: ['ce-tls', 'ce-rest'], deadlineMs: PROBE_MS });
      expect(await compareSiteProbes({ context, id: siteId })).toMatchObject({
        asGood: false,
        sentence: expect.stringMatching(/does not pass ce-tls, ce-rest, which the tiny native set passes/),
      });
    } finally {
      await pool.end();
    }

    const destroyed = performance.now();
    await runEnds(context, (await planAndDestroy(context, siteId)).id, {
      states: ['destroyed'],
      deadlineMs: DESTROYED_MS,
    });
    console.log(`tiny site: destroyed in ${Math.round(performance.now() - destroyed)} ms`);
    expect(await site.db.madeThing.count({ where: { owner: `site:${siteId}`, NOT: { state: 'gone' } } })).toBe(0);
    expect(await site.db.probeTarget.count({ where: { domainId: { not: null } } })).toBe(0);
    const { uri } = inject('rigHosts')[0] ?? { uri: '' };
    const host = await site.driver.connect({ uri });
    try {
      expect((await host.listDomains()).map(({ name }) => name).toSorted()).toEqual(['ce-01', 'se-01']);
    } finally {
      await host.close();
    }
  },
  APPLIED_MS + DESTROYED_MS + PROBE_MS,
);

/** The same services and the same probes, natively and in the site's guests: all that pass natively pass in guests. */
async function compareWithNative(siteId: string, targets: readonly { readonly id: string }[]): Promise<void> {
  const ids = await addNativeTargets(context, native);
  await askOften(context, [...ids, ...targets.map(({ id }) => id)], { deadlineMs: PROBE_MS });
  const compared = SiteProbeComparison.parse(await compareSiteProbes({ context, id: siteId }));
  console.log(`tiny site beside native: ${compared.sentence}`);
  for (const { probe, a, b, ratio } of compared.rows)
    console.log(
      `tiny site beside native: ${probe} ${a.medianMs} ms, ${b.medianMs} ms of ${a.askings}, ${b.askings}; ${ratio}`,
    );
  expect(compared.rows.map(({ probe, standing }) => [probe, standing])).toEqual(
    [
      'ce-tls',
      'certificate',
      'ce-rest',
      'ce-info',
      'ce-job',
      'slurm-ping',
      'wn-state',
      'se-tcp',
      'se-http',
      'bdii',
    ].map((probe) => [probe, 'as-good']),
  );
  expect(compared).toMatchObject({ asGood: true });
  expect(compared.rows.every(({ ratio }) => ratio !== null && ratio > 0)).toBe(true);
  for (const { tiny } of [...compared.a, ...compared.b]) expect(tiny).toBe(true);
}

/** Ends a service by the shell at its guest's console, and waits until the guest says that it has. */
async function kill(node: string, service: string): Promise<void> {
  const line = `kill $(cat /run/tiny/${service}.pid)`;
  await atConsole(site, `tiny-grid-in-a-box-${node}`, { line, until: `${service} has ended`, deadlineMs: PROBE_MS });
}
