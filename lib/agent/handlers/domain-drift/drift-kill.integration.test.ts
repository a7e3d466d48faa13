/** An agent is killed at every step of a comparison and of a remedy; another goes on, and what is found and mended is so once. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { RunningAgent } from '@/lib/agent/start-agent';

const CHECK_POINTS = ['claimed', 'asked', 'recorded', 'before-finish'];
const REMEDY_POINTS = [
  'claimed',
  'looked',
  'before-program-0',
  'after-program-0',
  'before-program-1',
  'after-program-1',
  'compared',
  'recorded',
  'before-finish',
];
const named = (kind: string, point: string): string => `${kind}-${point}`;
const names = [
  ...CHECK_POINTS.map((point) => named('check', point)),
  ...REMEDY_POINTS.map((point) => named('remedy', point)),
];

let site: Site;
let folder: string;
let listener: Server;
let agent: RunningAgent | undefined;
const operations = new Map<string, string>();

beforeAll(async () => {
  // Paravirtual 32-bit guests of Xen are the ones that must not have it.
  site = await createSite({ hosts: ['one'], domains: names.map((name) => ({ name, host: 'one', guestMode: 'pv' })) });
  const host = site.world.hosts.get('one');
  if (host === undefined) throw new Error('no host one');
  Object.assign(host.record, { hypervisor: 'xen', hypervisorVersion: '3.0.2' });
  for (const name of names)
    applyFault(site.world, 'one', {
      fault: 'inside',
      id: site.domainId(name),
      inside: { machine: 'i686', kernel: '2.6.16-xenU', paths: { '/lib/tls': { mode: '755', uid: 0, gid: 0 } } },
    });
  folder = mkdtempSync(join(tmpdir(), 'gridbox-drift-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const first = await site.startAgent();
  await site.read();
  await first.stop();
  const die = async (name: string, kind: 'check' | 'remedy', point: string): Promise<void> => {
    const operationId =
      kind === 'check'
        ? await site.submit('check-domain-drift', name, {})
        : await site.submit('remedy-domain-drift', name, {
            findingId: crypto.randomUUID(),
            check: 'lib-tls',
            subject: '/lib/tls',
          });
    operations.set(name, operationId);
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'simulated',
      socketPath: join(folder, 'world.sock'),
      operationId,
      point: `${kind}-domain-drift:${point}`,
    });
  };
  for (const point of CHECK_POINTS) await die(named('check', point), 'check', point);
  for (const point of REMEDY_POINTS) await die(named('remedy', point), 'remedy', point);
  await endLeases(site.db);
  agent = await site.startAgent();
}, 400_000);
afterAll(async () => {
  await agent?.stop();
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(CHECK_POINTS)(
  'a comparison killed at "%s" is made by another agent, its finding kept once',
  async (point) => {
    const name = named('check', point);
    const done = await site.finished(operations.get(name) ?? '', 60_000);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    const rows = await site.db.driftFinding.findMany({ where: { domainId: site.domainId(name) } });
    expect(rows).toMatchObject([{ check: 'lib-tls', subject: '/lib/tls', goneAt: null, returns: 0 }]);
  },
);

test.each(REMEDY_POINTS)(
  'a remedy killed at "%s" is ended by another agent, the folder put aside once',
  async (point) => {
    const name = named('remedy', point);
    const done = await site.finished(operations.get(name) ?? '', 60_000);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    const domain = site.world.hosts.get('one')?.domains.get(site.domainId(name));
    expect(Object.keys(domain?.inside?.paths ?? {})).toEqual([
      expect.stringMatching(/^\/lib\/tls\.disabled-[0-9a-f]{8}$/),
    ]);
    const open = await site.db.driftFinding.count({ where: { domainId: site.domainId(name), goneAt: null } });
    expect(open).toBe(0);
  },
);
