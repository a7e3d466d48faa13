/** A worker node of a simulated host is to be shut down: its jobs are waited for, the limit passes and somebody decides, then it goes. */
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { createSimulatedBatch } from '@/lib/batch/simulated/batch-system';
import { domainId } from '@/lib/domain/ids';
import { sendFault } from '@/lib/drivers/simulated/send-fault';
import { simulatorSocketOf } from '@/tools/up/simulator-socket';
import { readDomain, readHosts } from './support/gridbox';
import { expectGoodLooks, expectNoBarriers } from './support/looks';

const HOST = 'dempsey-04';
const NODE = 'alice-wn-01';
/** The shortest limit, and what a busy machine adds to it. */
const LIMIT_MS = 150_000;
/** Jobs are looked at every few seconds; a guest shuts down in as many. */
const GONE_MS = 90_000;

const socketPath = simulatorSocketOf(process.env['GRIDBOX_TEST_LAB_DIR'] ?? '.data');
const jobs = async (id: string, what: 'endless' | 'end'): Promise<void> =>
  await sendFault({ socketPath, host: HOST, fault: { fault: 'jobs', id, what } });

/** What the model's batch system itself says. */
async function isOpen(id: string): Promise<boolean | undefined> {
  const batch = createSimulatedBatch({ socketPath });
  try {
    return (await batch.slotsOf(domainId(id)))?.open;
  } finally {
    await batch.stop();
  }
}

/** What Gridbox has heard of a node's jobs. */
async function jobsInWords(page: Page, id: string): Promise<string> {
  const answer = await page.request.get(`/api/v1/domains/${id}`);
  const { batchNode } = z.object({ batchNode: z.object({ jobs: z.string() }) }).parse(await answer.json());
  return batchNode.jobs;
}

/** All but the node stay: the journeys after this one find the host as it was. */
async function planFor(page: Page, node: string): Promise<string> {
  const host = (await readHosts(page.request)).find(({ name }) => name === HOST);
  const list = await page.request.get('/api/v1/domains', { params: { q: `host:${HOST}`, pageSize: 200 } });
  const { items } = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(await list.json());
  const choices = items.filter(({ id }) => id !== node).map(({ id }) => ({ domainId: id, strategy: 'leave' }));
  const answer = await page.request.post(`/api/v1/hosts/${host?.id ?? ''}/drain-plans`, {
    headers: { origin: new URL(page.url()).origin },
    data: { choices, jobWaitMinutes: 1 },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

const state = (page: Page, words: string) => page.getByRole('main').getByText(words, { exact: true }).first();

test('jobs of a worker node are waited for before it is shut down, and its slots are open in the end', async ({
  page,
}) => {
  test.setTimeout(3 * LIMIT_MS);
  await page.goto('/hosts');
  const { id } = await readDomain(page.request, NODE);
  await jobs(id, 'endless');
  // Where no job ran by the model's chance, one has begun now: the plan tells what the batch system said last.
  await expect.poll(async () => await jobsInWords(page, id), { timeout: GONE_MS }).toMatch(/jobs? of alice/);
  await page.goto(`/plans/${await planFor(page, id)}`);
  await expect(page.getByRole('heading', { level: 1, name: `Drain ${HOST}` })).toBeVisible();
  const row = page.getByRole('region', { name: 'Domains' }).getByRole('listitem').filter({ hasText: NODE }).first();
  await expect(row).toContainText(
    /jobs? of alice .*with it; its slots stay open\. So says the simulated batch system\./,
  );

  await page.getByLabel(`What becomes of ${NODE}`).selectOption({ label: 'Shut down, start again afterwards' });
  await page.getByRole('button', { name: 'Plan with it' }).click();
  await expect(row).toContainText(/Its slots are closed first; \d jobs? of alice (is|are) waited for, 1 min at most\./);
  await expect(page.getByLabel('Wait for jobs at most')).toHaveValue('1');
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('button', { name: 'Approve and drain' }).click();
  const dialog = page.getByRole('dialog', { name: `Approve and drain: ${HOST}` });
  await expect(dialog).toContainText('One worker node takes no jobs from then on');
  await dialog.getByRole('button', { name: 'Approve and drain' }).click();
  await expect(row).toContainText('waits for its jobs');
  await expect(row).toContainText(/Waits for \d jobs? of alice\./);
  expect(await isOpen(id)).toBe(false);
  // The host's own page tells it.
  await page.getByRole('link', { name: 'Host', exact: true }).click();
  await page
    .getByRole('link', { name: new RegExp(`^draining 0 of 1.*, waits for \\d jobs? at ${NODE}, .* left running$`) })
    .click();

  await expect(state(page, 'stands still')).toBeVisible({ timeout: LIMIT_MS });
  await expect(page.getByRole('main')).toContainText(
    new RegExp(`It stands still\\. ${NODE}: Still runs \\d jobs? of alice, and the limit of 1 min has passed\\.`),
  );
  expect((await readDomain(page.request, NODE)).state).toBe('running');
  await expectGoodLooks(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  const decision = page.getByRole('group', { name: `Jobs left on ${NODE}` });
  await decision.getByRole('button', { name: 'Shut down anyway…' }).click();
  const warning = page.getByRole('dialog', { name: `Shut down anyway: ${NODE}` });
  await expect(warning).toContainText('Its jobs end with it');
  await expectNoBarriers(page, '[role=dialog]');
  await page.keyboard.press('Escape');
  await decision.getByRole('button', { name: 'Wait 1 min more' }).click();
  await expect(row).toContainText('waits for its jobs');

  await jobs(id, 'end');
  // The others were left where they are, and whoever pulls the plug has to know.
  await expect(state(page, 'not empty')).toBeVisible({ timeout: GONE_MS });
  await expect(page.getByRole('main')).toContainText('The host is not empty:');
  expect([(await readDomain(page.request, NODE)).state, await isOpen(id)]).toEqual(['off', false]);
  await page.getByRole('button', { name: 'Return home' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Return home' }).click();
  await expect(state(page, 'returned home')).toBeVisible({ timeout: GONE_MS });
  await expect.poll(async () => await isOpen(id), { timeout: GONE_MS }).toBe(true);
  expect((await readDomain(page.request, NODE)).state).toBe('running');
});
