/**
 * An agent is killed at every step of a cell, from the making of its domain to its deletion; another goes on. Afterwards the command was
 * begun once, what it left is kept once, and nothing of the domain is left: asked of the simulated host, past all of Gridbox.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CampaignDetail, RunCampaign } from '@/lib/contracts/campaigns';
import { endLocalGuests, withLocalGuests } from '@/lib/agent/testing/local-guests';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { ServiceContext } from '@/lib/server/service-context';
import { createCampaignDefinition } from '@/lib/server/services/campaigns/create-definition';
import { readCampaign } from '@/lib/server/services/campaigns/read-campaign';
import { readCampaignArtefact } from '@/lib/server/services/campaigns/read-artefact';
import { readCampaignCell } from '@/lib/server/services/campaigns/read-cell';
import { runCampaign } from '@/lib/server/services/campaigns/run-campaign';
import { CAMPAIGN_PARTS } from '@/lib/server/services/campaigns/campaign-rows';
import { settleCell } from '@/lib/server/services/campaigns/cell-steps';
import { makeCampaign, makeCampaignDefinition } from '@/lib/server/testing/campaign-world';
import { makeOperation } from '@/lib/server/testing/test-world';
import { keepCampaigns } from './keep-campaigns';

const POINTS = [
  'create-domain:before-finish',
  'run-campaign-cell:claimed',
  'run-campaign-cell:ready',
  'run-campaign-cell:part',
  'run-campaign-cell:unpacked',
  'run-campaign-cell:started',
  'run-campaign-cell:running',
  'run-campaign-cell:ended',
  'run-campaign-cell:kept-file',
  'run-campaign-cell:before-end',
  'run-campaign-cell:before-finish',
  'delete-domain:before-prove',
];

let site: Site;
let folder: string;
let root: string;
let listener: Server;
let context: ServiceContext;
let definitionId: string;
let archive: { readonly name: string; readonly base64: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridbox-campaign-kill-'));
  root = join(folder, 'guests');
  site = await createSite({ hosts: ['one'], domains: [{ name: 'like-me', host: 'one' }] });
  for (const domain of site.world.hosts.get('one')?.domains.values() ?? []) domain.definition.kernel = '/boot/vmlinuz';
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const agent = await site.startAgent();
  await site.read();
  await agent.stop();
  const operator = await site.operator([]);
  await site.db.user.update({ where: { id: operator.actor.userId }, data: { role: 'administrator' } });
  context = { ...operator, actor: { ...operator.actor, scopes: ['campaigns:read', 'campaigns:run', 'hosts:read'] } };
  const yaml = `schema: gridcampaign/v1
name: killed
environments: [{ name: one, like: like-me, memoryMiB: 64, host: one }]
archive: true
command: ["sh", "-c", "cat input >>runs; sleep 1; echo over; cp report r.xml"]
junit: [r.xml]
artefacts: [runs]
`;
  definitionId = (await createCampaignDefinition({ context, input: { yaml } })).id;
  writeFileSync(join(folder, 'input'), 'once\n');
  writeFileSync(join(folder, 'report'), '<testsuite name="s"><testcase name="t"/></testsuite>');
  execFileSync('tar', ['-cf', join(folder, 'a.tar'), '-C', folder, 'input', 'report']);
  archive = { name: 'a.tar', base64: execFileSync('base64', ['-w0', join(folder, 'a.tar')]).toString() };
}, 60_000);
afterAll(async () => {
  listener.close();
  await site.close();
  endLocalGuests(root);
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (): Promise<string> =>
  (await runCampaign({ context, id: definitionId, body: RunCampaign.parse({ archive }), idempotencyKey: undefined }))
    .id;
const read = async (id: string) => CampaignDetail.parse(await readCampaign({ context, id }));

async function rescue(id: string) {
  await endLeases(site.db);
  const rescuer = await site.startAgent({ drivers: { simulated: withLocalGuests(site.driver, root) } });
  await site.hurrying(site.until('the campaign ends', async () => (await read(id)).state !== 'running', 60_000));
  await rescuer.stop();
  return await read(id);
}

async function expectWhole(id: string): Promise<void> {
  expect(await read(id)).toMatchObject({
    state: 'finished',
    outcome: 'passed',
    cells: [{ exitCode: 0, words: null, tests: { passed: 1, failed: 0 }, cleanUp: { clean: true }, domainLeft: false }],
  });
  expect(await readCampaignCell({ context, id, sequence: 0 })).toMatchObject({ stdout: 'over\n', artefacts: 2 });
  const runs = await readCampaignArtefact({ context, id, sequence: 0, number: 1 });
  expect(await runs.text()).toBe('once\n');
  expect([...(site.world.hosts.get('one')?.domains.values() ?? [])].map(({ name }) => name)).toEqual(['like-me']);
  expect(await site.db.madeThing.count({ where: { state: { not: 'gone' } } })).toBe(0);
}

test.each(POINTS)(
  'a campaign whose agent dies at "%s" is carried to its end by the next: once, and nothing is left',
  async (point) => {
    const id = await ask();
    await site.hurrying(
      runUntilKilled({
        databaseUrl: site.database.url,
        driver: 'simulated',
        socketPath: join(folder, 'world.sock'),
        operationId: 'any',
        point,
        guests: root,
      }),
    );
    expect((await read(id)).state).toBe('running');
    await rescue(id);
    await expectWhole(id);
  },
  120_000,
);

test('loops that look at once ask for everything once, and what was asked for and not noted is found again', async () => {
  const id = await ask();
  const look = async () =>
    await keepCampaigns(site.db, new Date(), (error) => {
      throw error;
    });
  await Promise.all([look(), look(), look()]);
  const asked = await site.db.operation.findMany({ where: { idempotencyKey: { startsWith: `campaign-${id}` } } });
  expect(asked).toHaveLength(1);
  // As an agent leaves it that dies between the two.
  await site.db.campaignCell.updateMany({
    where: { campaignId: id },
    data: { state: 'waiting', createOperationId: null, domainId: null },
  });
  await look();
  expect((await read(id)).cells[0]).toMatchObject({ state: 'creating', operations: { create: asked[0]?.id } });
  expect(await site.db.operation.count({ where: { idempotencyKey: { startsWith: `campaign-${id}` } } })).toBe(1);
  await rescue(id);
  await expectWhole(id);
  expect(await site.db.operation.count({ where: { idempotencyKey: { startsWith: `campaign-${id}` } } })).toBe(3);
}, 120_000);

test('an outcome that is written while the loop looks is not taken for none', async () => {
  const { id } = await makeCampaign(site.db, await makeCampaignDefinition(site.db), { state: 'running' });
  const operation = await makeOperation(site.db, { kind: 'run-campaign-cell', state: 'running' });
  await site.db.campaignCell.updateMany({ where: { campaignId: id }, data: { runOperationId: operation.id } });
  const row = await site.db.campaign.findUniqueOrThrow({ where: { id }, ...CAMPAIGN_PARTS });
  // The run ends here, after the loop has read the cell.
  await site.db.campaignCell.updateMany({ where: { campaignId: id }, data: { outcome: 'passed' } });
  await site.db.operation.update({ where: { id: operation.id }, data: { state: 'succeeded', finishedAt: new Date() } });
  for (const cell of row.cells) await settleCell(site.db, row, cell, new Date());
  expect(await site.db.campaignCell.findFirst({ where: { campaignId: id } })).toMatchObject({
    state: 'deleting',
    outcome: 'passed',
    words: null,
  });
  await site.db.campaign.delete({ where: { id } });
});
