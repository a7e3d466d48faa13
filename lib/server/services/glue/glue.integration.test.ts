/** GLUE as a real LDAP server with Debian's schema takes it: what the schema forbids fails here. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeSite } from '@/lib/glue/describe-site';
import { countEntries, GLUE_CLASSES } from '@/lib/glue/glue-entry';
import { makeGlueWorld } from '@/lib/glue/testing/make-world';
import { renderLdif } from '@/lib/glue/render-ldif';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeAppliedRun, makeSite, siteText } from '@/lib/server/testing/site-world';
import { makeBenchmark, measure } from '@/lib/server/testing/benchmark-world';
import { makeDomain, makeHost, makeProbeTarget } from '@/lib/server/testing/test-world';
import { startSlapd, type TestSlapd } from '@/tools/slapd/start-slapd';
import { readGlueWorld } from './read-glue-world';

const countOf = (found: string): number => found.match(/^dn::? /gm)?.length ?? 0;

describe('a server with the schema', () => {
  let slapd: TestSlapd;
  beforeEach(async () => {
    slapd = await startSlapd();
    return async () => await slapd.stop();
  });

  test('takes every class that can be published, and gives as many back', async () => {
    const site = describeSite(makeGlueWorld());
    const added = await slapd.add(renderLdif([site]));
    expect(added.stderr).toBe('');
    expect(added.code).toBe(0);
    // And `o=glue`, which is the server's.
    expect(countOf(await slapd.search('(objectClass=*)', ['1.1']))).toBe(countEntries(site) + 1);
    for (const { chain } of Object.values(GLUE_CLASSES))
      expect(countOf(await slapd.search(`(objectClass=${chain.at(-1)})`, ['1.1'])), chain.at(-1)).toBeGreaterThan(0);
    expect(await slapd.search('(GLUE2PolicyRule=vo:atlas)', ['GLUE2PolicyRule'])).toContain('share:atlas:mapping');
    expect(await slapd.search('(GLUE2LocationPlace=Genève)', ['1.1'])).toContain('GLUE2LocationID=');
  });

  test('takes names that would break a line or a name, and gives them back', async () => {
    const world = makeGlueWorld();
    const name = ' a,b=c+"d"\\e;<f>#\n dn: o=grid';
    const domains = world.domains.map((each) => ({ ...each, name: `${each.id}${name}` }));
    const site = describeSite({ ...world, domains, site: { ...world.site, id: name, description: ': x' } });
    const added = await slapd.add(renderLdif([site]));
    expect(added.stderr).toBe('');
    expect(countOf(await slapd.search('(objectClass=*)', ['1.1']))).toBe(countEntries(site) + 1);
    const found = await slapd.search('(objectClass=GLUE2AdminDomain)', ['GLUE2DomainID']);
    expect(found).toContain(`GLUE2DomainID:: ${Buffer.from(name).toString('base64')}`);
  });

  test('refuses what the schema has not: the check looks at something', async () => {
    const site = describeSite(makeGlueWorld());
    const broken = renderLdif([{ ...site, attributes: { ...site.attributes, GLUE2DomainInvented: 'x' } }]);
    expect((await slapd.add(broken)).stderr).toContain('GLUE2DomainInvented');
  });
});

describe('the routes', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    const host = await makeHost(server.db, { facts: { cpuVendor: 'GenuineIntel', cpuMHz: 3000 } });
    const make = async (name: string, vo: string, role: string, simulated = false) =>
      await makeDomain(server.db, { hostId: host.id, name, vo, roles: [role], simulated });
    const head = await make('atlas-ce-01', 'atlas', 'CE');
    await probed(head.id, 'CE', { probes: ['ce-rest', 'ce-job'], ok: ['ce-rest', 'ce-job'], critical: 'ce-job' });
    const worker = await makeDomain(server.db, { hostId: host.id, name: 'atlas-wn-01', vo: 'atlas', memoryKiB: 1024n });
    await server.db.batchNode.create({
      data: { domainId: worker.id, system: 'slurm', slots: 4, open: true, jobs: [{ id: '1' }], readAt: new Date() },
    });
    await make('lhcb-ce-01', 'lhcb', 'CE');
    const storage = await make('lhcb-se-01', 'lhcb', 'SE');
    await probed(storage.id, 'SE', { probes: ['se-tcp', 'se-http'], ok: ['se-tcp'] });
    const standIn = await make('lhcb-se-02', 'lhcb', 'SE');
    await probed(standIn.id, 'SE', { probes: ['se-tcp'], ok: ['se-tcp'], tiny: true });
    await make('drill-ce-01', 'drill', 'CE', true);
    await make('atlas-ui-01', 'atlas', 'UI');
    const benchmark = await makeBenchmark(server.db);
    const inGuest = { benchmark, host, domain: worker, standing: 'accepted' } as const;
    await measure(server.db, { ...inGuest, speeds: [10, 12, 11], at: new Date('2026-11-01T00:00:00Z') });
    await measure(server.db, { ...inGuest, speeds: [20, 22, 21], at: new Date('2026-11-02T00:00:00Z') });
    await measure(server.db, { ...inGuest, speeds: [30], emulated: true });
    await measure(server.db, { ...inGuest, speeds: [40], standing: 'proposed' });
    await measure(server.db, { benchmark, host, standing: 'accepted', speeds: [50] });
  });
  afterAll(async () => await server.stop());

  /** @param change.ok probes that gave the expected answer once; the `critical` one does not any more */
  async function probed(
    domainId: string,
    role: string,
    change: {
      readonly probes: string[];
      readonly ok: readonly string[];
      readonly critical?: string;
      readonly tiny?: boolean;
    },
  ): Promise<void> {
    const { probes, ok, critical, tiny = false } = change;
    const target = await makeProbeTarget(server.db, { domainId, roles: [role], probes });
    await server.db.probeTarget.update({ where: { id: target.id }, data: { tiny, address: 'grid.example' } });
    for (const probe of ok) {
      await server.db.probeSpan.create({
        data: { targetId: target.id, probe, verdict: 'ok', since: new Date(), until: new Date() },
      });
      await server.db.probeState.updateMany({
        where: { targetId: target.id, probe },
        data: { confirmed: probe === critical ? 'critical' : 'ok', sentence: `${probe} of secret-path` },
      });
    }
  }

  test('endpoints are told where a probe was answered, with what it says now; a stand-in only to who is signed in', async () => {
    const text = await (await server.call('exportGlueLdif', { as: await server.signInAs('viewer') })).text();
    expect(text.match(/GLUE2EndpointURL: .*/g)?.toSorted()).toEqual([
      'GLUE2EndpointURL: https://grid.example:443/arex',
      'GLUE2EndpointURL: root://grid.example:1094//data',
      'GLUE2EndpointURL: root://grid.example:1094//data',
    ]);
    expect(text).toContain('GLUE2EndpointHealthState: critical');
    expect(text).toContain('GLUE2EndpointHealthStateInfo: ce-job of secret-path');
  });

  test('give a signed-in reader what the server takes, and a VO admin the own VOs without hardware', async () => {
    const slapd = await startSlapd();
    try {
      const viewer = await server.signInAs('viewer');
      const answer = await server.call('exportGlueLdif', { as: viewer });
      expect(answer.headers.get('content-type')).toBe('text/ldif; charset=utf-8');
      const text = await answer.text();
      expect(text).toContain('Domain=drill-ce-01');
      expect(text).toContain('Simulated=true');
      expect(text).toContain('GLUE2ExecutionEnvironmentCPUModel: Xeon 5050');
      expect(text).toContain('GLUE2ComputingShareFreeSlots: 3');
      const added = await slapd.add(text);
      expect(added.stderr).toBe('');
      expect(countOf(await slapd.search('(objectClass=GLUE2ComputingService)', ['1.1']))).toBe(3);
      expect(countOf(await slapd.search('(objectClass=GLUE2StorageService)', ['1.1']))).toBe(2);
      // The latest that was accepted: neither an emulator's, nor the host's own, nor what nobody has judged.
      const figures = await slapd.search('(objectClass=GLUE2Benchmark)', ['GLUE2BenchmarkValue']);
      expect(figures.match(/GLUE2BenchmarkValue: .*/g)).toEqual(['GLUE2BenchmarkValue: 21']);
    } finally {
      await slapd.stop();
    }
    const admin = await server.signInAs('vo-admin', { vos: ['atlas'] });
    const own = await (await server.call('exportGlueJson', { as: admin })).text();
    expect(own).toContain('atlas-ce-01');
    for (const none of ['lhcb', 'drill', 'Xeon', 'GenuineIntel']) expect(own).not.toContain(none);
  });

  test('a site whose file says so is told of to nobody, from when it was applied so', async () => {
    const host = await makeHost(server.db);
    const { id: domainId } = await makeDomain(server.db, {
      hostId: host.id,
      name: 'quiet-ce-01',
      vo: 'cms',
      roles: ['CE'],
    });
    const site = await makeSite(server.db, { text: `${siteText('quiet')}publish: { glue2: false }\n` });
    await server.db.siteNode.create({ data: { siteId: site.id, instance: 'ce', domainId, made: {} } });
    const viewer = await server.signInAs('viewer');
    const told = async () =>
      (await (await server.call('exportGlueLdif', { as: viewer })).text()).includes('quiet-ce-01');
    expect(await told()).toBe(true);
    await makeAppliedRun(server.db, site.id);
    expect(await told()).toBe(false);
    await server.db.siteRevision.create({
      data: {
        siteId: site.id,
        number: 2,
        text: `${siteText('quiet')}publish: { glue2: true }\n`,
        vos: ['cms'],
        madeById: 'nobody',
        madeByName: 'Nobody',
      },
    });
    expect(await told()).toBe(false);
    await makeAppliedRun(server.db, site.id, 2);
    expect(await told()).toBe(true);
    await server.db.domain.delete({ where: { id: domainId } });
  });

  test('the address outside of the API asks who it is', async () => {
    const { GET } = await import('@/app/glue2.ldif/route');
    const request = new Request('http://127.0.0.1:21400/glue2.ldif', { headers: { host: '127.0.0.1:21400' } });
    expect((await GET(request, { params: Promise.resolve(undefined) })).status).toBe(401);
  });

  test('the world is told neither names of domains nor of anything simulated', async () => {
    const world = await readGlueWorld({
      context: {
        actor: {
          userId: '',
          name: 'x',
          role: 'viewer',
          scopes: ['domains:read', 'hosts:read', 'probes:read'],
          via: 'system',
        },
        db: server.db,
        now: () => new Date(),
        requestId: 'x',
        address: undefined,
      },
      forTheWorld: true,
    });
    expect(world.domains.map(({ vo, name }) => [vo, name])).toEqual(
      expect.arrayContaining([
        ['atlas', undefined],
        ['lhcb', undefined],
      ]),
    );
    const text = renderLdif([describeSite(world)]);
    expect(text.match(/GLUE2EndpointURL: .*/g)).toHaveLength(2);
    for (const none of ['drill', 'atlas-ce-01', 'Simulated', 'secret-path']) expect(text).not.toContain(none);
  });
});
