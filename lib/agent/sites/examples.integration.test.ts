/** The site files that are shipped, planned and applied on the simulated testbed that everybody has, beside hosts like those of the rig and of a Xen lab. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import {
  administrator,
  leftOf,
  newSite,
  planAndApply,
  planAndDestroy,
  prepareEnvironment,
  readAgain,
} from '@/lib/agent/testing/site-files';
import { SitePlan } from '@/lib/contracts/sites';
import type { RunState } from '@/lib/domain/site-run';
import { dempseyHost, dempseyKvmHost } from '@/lib/drivers/simulated/host-models';
import { openlabTestbed } from '@/lib/drivers/simulated/testbed';
import type { ServiceContext } from '@/lib/server/service-context';
import { planSite } from '@/lib/server/services/sites/plan-site';
import { readExamples } from '@/lib/server/services/sites/list-examples';

/** A dozen operations a site, beside whatever else this machine does. */
const TEST_MS = 240_000;
const WITHIN_MS = 120_000;

const IMAGES = join('examples', 'images');
const examples = readExamples();
let site: Site;
let library: TestLibrary;
let context: ServiceContext;
beforeAll(async () => {
  const nowMs = Date.now();
  const testbed = openlabTestbed(nowMs);
  const rig = { ...dempseyKvmHost({ name: 'rig-1', bootedAtMs: nowMs }), class: 'other', hypervisor: 'qemu' } as const;
  const lab = ['xen-a', 'xen-b'].map((name): (typeof testbed.hosts)[number] => ({
    ...dempseyHost({ name, bootedAtMs: nowMs }),
    class: 'other',
    guestModes: ['pv', 'pvh', 'hvm'],
    networks: [{ name: 'lab', kind: 'bridge', active: true }],
  }));
  site = await createSite({ hosts: [], domains: [], seed: { ...testbed, hosts: [...testbed.hosts, rig, ...lab] } });
  prepareEnvironment(site.database.url);
  library = createTestLibrary(site.db);
  // As if somebody had built each of the shipped specifications.
  for (const file of readdirSync(IMAGES).filter((each) => each.endsWith('.yaml'))) {
    const text = readFileSync(join(IMAGES, file), 'utf8');
    const [, name = ''] = /^name: (\S+)$/m.exec(text) ?? [];
    const system = /^ {2}kind: initramfs$/m.test(text) ? 'initramfs.cpio.gz' : 'disk.ext4';
    const files = { vmlinuz: Buffer.from(`kernel of ${name}`), [system]: Buffer.from(`system of ${name}`) };
    await library.add({ name, files });
  }
  await site.startAgent(library.agent);
  await site.read();
  context = await administrator(site.db, () => site.clock.now());
}, TEST_MS);
afterAll(async () => {
  await site?.close();
  library?.close();
});

const ended = async (id: string, state: RunState): Promise<void> => {
  await site
    .skipping(`run ${id} is ${state}`, async () => (await readAgain(context, id)).state === state, {
      deadlineMs: WITHIN_MS,
    })
    .catch(async (error: unknown) => {
      throw new Error(JSON.stringify(await readAgain(context, id), undefined, 1), { cause: error });
    });
};

test('there is something to try', () => expect(examples.length).toBeGreaterThanOrEqual(5));

test.each(examples)(
  '$name is planned with nothing in its way, applied, and gone again',
  { timeout: TEST_MS },
  async ({ name, text }) => {
    const id = await newSite(context, text);
    const { document } = SitePlan.parse(await planSite({ context, id }));
    expect(document.nodes.flatMap(({ instance, blockers }) => blockers.map((why) => `${instance}: ${why}`))).toEqual(
      [],
    );
    for (const { deed, host } of document.nodes) expect([deed, host === null]).toEqual(['create', false]);
    await ended((await planAndApply(context, id)).id, 'done');
    expect(
      leftOf(site, name).filter((each) => document.nodes.some(({ domainName }) => domainName === each)),
    ).toHaveLength(document.nodes.length);
    await ended((await planAndDestroy(context, id)).id, 'destroyed');
    expect(leftOf(site, name)).toEqual([]);
  },
);

test('what each teaches is in its plan', async () => {
  const planOf = async (name: string) => {
    const text = examples.find((each) => each.name === name)?.text ?? '';
    // Another name, since those of the files are taken.
    const id = await newSite(context, text.replace(`name: ${name}`, 'name: again'));
    const { document } = SitePlan.parse(await planSite({ context, id }));
    await site.db.site.delete({ where: { id } });
    return document;
  };
  const box = await planOf('grid-in-a-box');
  expect(new Set(box.nodes.map(({ host }) => host?.hostName)).size).toBe(1);
  expect(box.steps.find(({ id }) => id === 'create wn-1')?.after).toEqual(expect.arrayContaining(['create se']));
  const many = await planOf('multi-host');
  const at = (instance: string) => many.nodes.find((node) => node.instance === instance)?.host?.hostName;
  expect(at('se')).not.toBe(at('ce'));
  expect(at('bdii')).not.toBe(at('ce'));
  expect(at('wn-1')).not.toBe(at('wn-2'));
  expect(many.unboundHosts.join()).toMatch(/^spare: Gridbox knows no host at /);
  expect(many.notes.join()).toMatch(/The pool is planned with the least/);
  const xen = await planOf('tiny-grid-on-xen');
  expect(new Set(xen.nodes.map(({ host }) => host?.hostName))).toEqual(new Set(['xen-a', 'xen-b']));
  // Its network is one that the hosts have.
  expect(xen.steps.map(({ verb }) => verb)).not.toContain('make-network');
  const vobox = await planOf('vo-box');
  expect(vobox.nodes.map(({ vo, role }) => [vo, role])).toEqual([['alice', 'VOBOX']]);
  expect(vobox.steps.map(({ verb }) => verb)).toContain('make-network');
});
